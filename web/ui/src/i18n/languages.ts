export const languages = { en: 'English', bn: 'বাংলা' } as const;
export type Language = keyof typeof languages;

const key = 'gatehouse.language';

export function isLanguage(text: string | null | undefined): text is Language {
  return text !== null && text !== undefined && Object.hasOwn(languages, text);
}

/** The language of a tag such as "bn-BD", when there is a catalogue of it. */
export function languageOf(tag: string | undefined): Language | undefined {
  const language = tag?.toLowerCase().split('-')[0];
  return isLanguage(language) ? language : undefined;
}

/** What was chosen here before, else the first of the browser's languages that there is. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(key);
  if (isLanguage(chosen)) return chosen;
  for (const tag of navigator.languages) {
    const language = languageOf(tag);
    if (language) return language;
  }
  return 'en';
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
}

const pickedKey = 'gatehouse.language.picked';

/** Somebody has picked a language in this tab: it is theirs when they are signed in, see takePickedLanguage(). */
export function pickLanguage(language: Language): void {
  sessionStorage.setItem(pickedKey, language);
}

/** What was picked since this was asked last; null: nothing. */
export function takePickedLanguage(): Language | null {
  const picked = sessionStorage.getItem(pickedKey);
  sessionStorage.removeItem(pickedKey);
  return isLanguage(picked) ? picked : null;
}
