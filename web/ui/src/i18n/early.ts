import { commonTexts } from './common';
import { type Language, preferredLanguage } from './languages';
import type { Catalogue } from './messages';

/** Where the texts of a page are, in each language; loaded when the language is chosen. */
export type Texts = Record<Language, () => Promise<Catalogue>>;

/**
 * Asks for the texts in the preferred language at once. What calls this is a small script of its own in the document (vite.config.ts):
 * the texts are on their way while the script that shows them still is.
 */
export function fetchTexts(texts: Texts): Texts {
  const language = preferredLanguage();
  // What goes wrong, the page finds out: it asks again.
  Promise.all([commonTexts[language](), texts[language]()]).catch(() => undefined);
  return texts;
}
