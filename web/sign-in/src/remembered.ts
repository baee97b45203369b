import type { Account } from '@gatehouse/api-client';

/** A sign-in name that this browser offers again. No secret: whoever picks it still needs the password. */
export type Remembered = { id: string; identifier: string; name: string };

const key = 'gatehouse.accounts';
const most = 5;

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== 'object' || value === null) return false;
  const { id, identifier, name } = value as Partial<Remembered>;
  return typeof id === 'string' && typeof identifier === 'string' && typeof name === 'string';
}

/** The one used last comes first. */
export function rememberedAccounts(): Remembered[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isRemembered).slice(0, most) : [];
  } catch {
    return [];
  }
}

function store(accounts: Remembered[]): Remembered[] {
  localStorage.setItem(key, JSON.stringify(accounts.slice(0, most)));
  return accounts;
}

export function rememberAccount(account: Account, identifier: string): void {
  const entry = { id: account.id, identifier, name: account.display_name ?? identifier };
  store([entry, ...rememberedAccounts().filter(({ id }) => id !== account.id)]);
}

export function forgetAccount(id: string): Remembered[] {
  return store(rememberedAccounts().filter((account) => account.id !== id));
}

/** Takes the forgetting back. */
export function restoreAccounts(accounts: Remembered[]): Remembered[] {
  return store(accounts);
}
