import { beforeEach, expect, it } from 'vitest';

import { forgetScannedCode, keepScannedCode, scannedCode } from './code';

const code = 'x9-_'.repeat(10) + 'abc';

beforeEach(() => sessionStorage.clear());

it('keeps the code of the address for this tab, and takes it out of the address', () => {
  window.history.replaceState(null, '', `/approve?x=1#${code}`);
  keepScannedCode();
  expect(scannedCode()).toBe(code);
  expect(window.location.pathname + window.location.search + window.location.hash).toBe('/approve?x=1');
  // Coming back from signing in, without a fragment.
  keepScannedCode();
  expect(scannedCode()).toBe(code);
  forgetScannedCode();
  expect(scannedCode()).toBeNull();
});

it.each([`/account#${code}`, `/approve/apr_01h455vb4pex5vsknk084sn02q#${code}`, '/approve#content', '/approve#', '/approve'])('finds no code in %s', (address) => {
  window.history.replaceState(null, '', address);
  expect(keepScannedCode()).toBe(false);
  expect(scannedCode()).toBeNull();
});
