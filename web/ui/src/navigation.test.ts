import { expect, it } from 'vitest';

import { hasMoved, safeReturn } from './navigation';

it.each(['/account', '/account/devices?x=1#y', '/account/activity?view=sign-ins'])('returns to %s', (path) => {
  expect(safeReturn(path, '/account')).toBe(path);
});

it.each([
  null,
  '',
  'account',
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/x\\..\\evil.example',
  'javascript:alert(1)',
  '/\n/evil.example',
])('does not return to %j', (path) => {
  expect(safeReturn(path, '/account')).toBe('/account');
});

it('returns only to what stays on this site after dots are resolved', () => {
  expect(safeReturn('/a/..//evil.example', '/account')).not.toBe('//evil.example');
});

it('takes Back and Forward for moves, also right after the document was loaded', () => {
  expect(hasMoved()).toBe(false);
  window.dispatchEvent(new PopStateEvent('popstate'));
  expect(hasMoved()).toBe(true);
});
