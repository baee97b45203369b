// Every page in every state in a language that is not there, 40 % longer than English and with marks around each text: nothing is cut
// off, and everything can be translated.
import { data, testLanguage, without } from './texts.mjs';

/** In place of each English catalogue: the same texts with doubled vowels, 40 % longer, between ⟦ and ⟧. */
async function lengthenTexts(page) {
  await page.route(/\/assets\/en-[^/]*\.js$/, (route) => {
    const name = new URL(route.request().url()).pathname.split('/').pop();
    const lengthen = (text) => {
      const doubled = text.replace(/\{\w+\}|[aeiou]/gi, (found) => (found.startsWith('{') ? found : found + found));
      const missing = Math.ceil(text.length * 1.4) - doubled.length - 2;
      return `⟦${doubled}${' ~'.repeat(Math.max(0, Math.ceil(missing / 2)))}⟧`;
    };
    return route.fulfill({
      contentType: 'text/javascript',
      body: `import { en as real } from './${name}?real';
        const lengthen = ${lengthen};
        const both = ({ one, other }) => ({ one: lengthen(one), other: lengthen(other) });
        export const en = Object.fromEntries(
          Object.entries(real).map(([key, text]) => [key, typeof text === 'string' ? lengthen(text) : both(text)]));`,
    });
  });
}

/** What of a text is left when what is marked is taken away. */
function unmarked(text) {
  let rest = text;
  for (let before; before !== rest;) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
  }
  // Numbers and times as Intl writes them.
  return without(rest, [
    ...data,
    /^\d+$/g,
    /\b(?:now|today|yesterday|\d+ \w+ ago)\b/g,
    /\b\d{1,2} [A-Z]\w+ \d{4}\b|\b\d\d:\d\d\b/g,
  ]);
}

testLanguage('en-GB', unmarked, lengthenTexts);
