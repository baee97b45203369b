/** A text with {places}; a pair where a count decides between one and many. */
export type Message = string | { readonly one: string; readonly other: string };
export type Catalogue = Readonly<Record<string, Message>>;
/** The same keys with texts of another language: what is missing does not compile. */
export type TranslationOf<C extends Catalogue> = { readonly [K in keyof C]: Message };

export type Values = Readonly<Record<string, string | number>>;

/** Fills the places of a message; numbers are written in the language's own digits. */
export function fill(message: Message, language: string, values: Values = {}): string {
  const count = values['count'];
  const text = typeof message === 'string' ? message : message[isOne(language, count) ? 'one' : 'other'];
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function isOne(language: string, count: string | number | undefined): boolean {
  return typeof count === 'number' && new Intl.PluralRules(language).select(count) === 'one';
}
