import type { Factor, ProofMethod } from '@gatehouse/api-client';

import type { useText } from '../../texts';

/** What the server calls a factor that was given no name, and what that is in the reader's language. */
const givenNames = {
  totp: ['Authenticator app', 'method.totp'],
  hardware_key: ['Security key', 'method.hardware_key'],
  biometric: ['Passkey', 'method.passkey'],
  push: ['This device', 'factors.push'],
  qr: ['QR code', 'add.qr'],
  sms: ['', 'method.sms'],
  email: ['', 'method.email'],
} as const;

/** The name of a factor, in the reader's language when nobody has chosen one. */
export function factorName(t: ReturnType<typeof useText>, { method, name }: Pick<Factor, 'method' | 'name'>): string {
  const [given, own] = givenNames[method];
  return name === given ? t(own) : name;
}

/** The same of what a way to prove oneself goes by, which may be no factor. */
export function hintText(t: ReturnType<typeof useText>, method: ProofMethod, hint: string): string {
  return method in givenNames ? factorName(t, { method: method as Factor['method'], name: hint }) : hint;
}
