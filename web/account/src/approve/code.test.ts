import { beforeEach, expect, it } from 'vitest';

import { forgetScannedCode, keepScannedCode, scannedCode } from './code';

beforeEach(() => sessionStorage.clear());

it('keeps the code of the address for this tab, and takes it out of the address', () => {
  window.history.replaceState(null, '', '/approve?x=1#secret-code');
  keepScannedCode();
  expect(scannedCode()).toBe('secret-code');
  expect(window.location.pathname + window.location.search + window.location.hash).toBe('/approve?x=1');
  // Coming back from signing in, without a fragment.
  keepScannedCode();
  expect(scannedCode()).toBe('secret-code');
  forgetScannedCode();
  expect(scannedCode()).toBeNull();
});

it.each(['/account#content', '/approve/apr_01h455vb4pex5vsknk084sn02q#x', '/approve#', '/approve'])('finds no code in %s', (address) => {
  window.history.replaceState(null, '', address);
  keepScannedCode();
  expect(scannedCode()).toBeNull();
});
