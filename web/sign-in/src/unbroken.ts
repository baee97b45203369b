/** A number with its groups kept on one line. */
export function unbroken(number: string): string {
  return number.replaceAll(' ', '\u00a0');
}
