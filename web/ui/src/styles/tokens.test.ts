// @vitest-environment node
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect, it } from 'vitest';

const require = createRequire(import.meta.url);
const read = (path: string) => readFileSync(path, 'utf8');

it('defines every property of Mantine that the imported styles read', () => {
  const own = read('ui/src/styles/tokens.css');
  const imports = [...read('ui/src/styles/index.ts').matchAll(/'(@mantine[^']+)'/g)].map((match) => match[1] ?? '');
  expect(imports.length).toBeGreaterThan(5);
  for (const name of imports) {
    // With a fallback behind a comma, it is optional.
    for (const [, property] of read(require.resolve(name)).matchAll(/var\((--mantine-[\w-]+)\)/g)) {
      expect(own.includes(`${property ?? ''}:`), `${property ?? ''} of ${name}`).toBe(true);
    }
  }
});
