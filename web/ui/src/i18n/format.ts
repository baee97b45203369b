const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export type Format = ReturnType<typeof formatOf>;

/** Times of the API (RFC 3339) and numbers as people of a language write them, in `timeZone` or the browser's own. */
export function formatOf(language: string, timeZone?: string) {
  // English is written as most of the world writes it: the day before the month.
  const locale = language === 'en' ? 'en-GB' : language;
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', ...zone });
  // The short style of Bangla says AM and PM, which are not Bangla.
  const clock: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit', dayPeriod: 'short', ...zone };
  const dateTime = new Intl.DateTimeFormat(
    locale,
    language === 'bn'
      ? { year: 'numeric', month: 'short', day: 'numeric', ...clock }
      : { dateStyle: 'medium', timeStyle: 'short', ...zone },
  );
  const time = new Intl.DateTimeFormat(locale, language === 'bn' ? clock : { timeStyle: 'short', ...zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const number = new Intl.NumberFormat(locale);
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  return {
    date: (at: string) => date.format(new Date(at)),
    time: (at: string) => time.format(new Date(at)),
    dateTime: (at: string) => dateTime.format(new Date(at)),
    number: (value: number) => number.format(value),
    /** "5 minutes ago"; within a minute: "now". */
    ago: (at: string, now = Date.now()) => {
      const seconds = (new Date(at).getTime() - now) / 1000;
      for (const [unit, size] of units) {
        if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
      }
      return relative.format(0, 'second');
    },
    /** "1:05" of 65 seconds. */
    countdown: (seconds: number) => `${number.format(Math.floor(seconds / 60))}:${twoDigits.format(seconds % 60)}`,
  };
}
