import type { Place } from '@gatehouse/api-client';
import { useLanguage } from '@gatehouse/ui';

import { useText } from './texts';

/** Where an address is, for people: the country in their language, the city in English, as the service knows it. */
export function placeName(language: string, { country, region, city }: Place): string {
  let name = country;
  try {
    name = new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country;
  } catch {
    // A code that Intl does not take is shown as it is.
  }
  const part = city ?? region;
  return part === undefined ? name : `${part}, ${name}`;
}

/** "London, United Kingdom (81.2.69.142)", or the address alone where nothing is known of it. */
export function useWhere(): (address: string, place: Place | undefined) => string {
  const [language] = useLanguage();
  return (address, place) => (place === undefined ? address : `${placeName(language, place)} (${address})`);
}

/** The same as a line of its own, which names what it is. */
export function useWhereLine(): (address: string, place: Place | undefined) => string {
  const t = useText();
  const where = useWhere();
  return (address, place) => (place === undefined ? t('devices.address', { address }) : where(address, place));
}
