/** The digits of a text in any script that people in Bangladesh type them in, at most `most`. */
export function codeDigits(text: string, most = 6): string {
  const zero = '০'.codePointAt(0) ?? 0;
  return text
    .replace(/[০-৯]/g, (digit) => String((digit.codePointAt(0) ?? zero) - zero))
    .replace(/\D/g, '')
    .slice(0, most);
}
