// The first mark found wins: browsers name their ancestors too.
const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;
const systems = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** "Chrome · Android" of a User-Agent header; empty when it names nothing known. */
export function describeAgent(agent: string | undefined): string {
  const find = (known: readonly (readonly [string, string])[]) => known.find(([mark]) => agent?.includes(mark))?.[1];
  return [find(browsers), find(systems)].filter((name) => name !== undefined).join(' · ');
}

/** What a device is called: the server's own "Chrome on Android" is English, and becomes "Chrome · Android". */
export function deviceName(name: string): string {
  const [browser, system] = name.split(' on ');
  const isGiven = browsers.some(([, known]) => known === browser) && systems.some(([, known]) => known === system);
  return isGiven ? name.replace(' on ', ' · ') : name;
}
