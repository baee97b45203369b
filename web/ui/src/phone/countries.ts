import { callingCodes } from './calling-codes';

export type Country = { region: string; code: string; name: string };

/** All countries by name in the language. */
export function countries(language: string): Country[] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return callingCodes
    .split(' ')
    .map((entry) => ({ region: entry.slice(0, 2), code: entry.slice(2), name: names.of(entry.slice(0, 2)) ?? entry }))
    .sort((a, b) => a.name.localeCompare(b.name, language));
}

/** Where the reader probably is: Bangladesh by its time zone or language, else the region of the browser's languages. */
export function likelyRegion(
  languages: readonly string[] = navigator.languages,
  timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone,
): string {
  const bangladesh = 'BD';
  if (timeZone === 'Asia/Dhaka' || languages[0]?.split('-')[0] === 'bn') return bangladesh;
  for (const tag of languages) {
    const region = new Intl.Locale(tag).region;
    if (region !== undefined && new RegExp(`\\b${region}\\d`).test(callingCodes)) return region;
  }
  return bangladesh;
}

/** A number as the API takes it, with the calling code of its region unless it is written with one. */
export function internationalNumber(region: string, number: string): string {
  const given = number.trim();
  if (given.startsWith('+') || given.startsWith('00')) return given;
  const code = new RegExp(`\\b${region}(\\d+)`).exec(callingCodes)?.[1] ?? '';
  return `+${code} ${given}`;
}
