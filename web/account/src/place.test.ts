import { expect, test } from 'vitest';

import { placeName } from './place';

test('a country is named in the language of the page', () => {
  expect(placeName('en', { country: 'GB', region: 'England', city: 'London' })).toBe('London, United Kingdom');
  expect(placeName('bn', { country: 'BD', city: 'Dhaka' })).toBe('Dhaka, বাংলাদেশ');
  expect(placeName('en', { country: 'JP' })).toBe('Japan');
  expect(placeName('en', { country: 'BD', region: 'Sylhet' })).toBe('Sylhet, Bangladesh');
});

test('a code that means nothing is shown as it is', () => {
  expect(placeName('en', { country: '!!' })).toBe('!!');
});
