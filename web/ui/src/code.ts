import { ApiError } from '@gatehouse/api-client';

/** The digits of a text in any script that people in Bangladesh type them in, at most `most`. */
export function codeDigits(text: string, most = 6): string {
  const zero = '০'.codePointAt(0) ?? 0;
  return text
    .replace(/[০-৯]/g, (digit) => String((digit.codePointAt(0) ?? zero) - zero))
    .replace(/\D/g, '')
    .slice(0, most);
}

/** Whether the server has looked at a code and refused it. After any other failure what was typed may still be good. */
export function isCodeRefused(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.code === 'code_invalid' || error.code === 'code_expired');
}
