import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { QrCode } from './QrCode';

const svg = (path: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><rect width="29" height="29" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;

it('draws what the API sends', () => {
  render(<QrCode svg={svg('M4 4h7v1H4zM12 4h1v1H12z')} label="To scan" />);
  const image = screen.getByRole('img', { name: 'To scan' });
  expect(image.getAttribute('viewBox')).toBe('0 0 29 29');
  expect(image.querySelector('path')?.getAttribute('d')).toBe('M4 4h7v1H4zM12 4h1v1H12z');
});

it.each([
  svg('M4 4"/><script>alert(1)</script><path d="M0 0'),
  svg('M4 4h7v1H4z').replace('<rect', '<image href="https://example.com/x"/><rect'),
  `${svg('M4 4h7v1H4z')}<svg/>`,
  '',
])('draws nothing that is not a plain code: %s', (text) => {
  const { container } = render(<QrCode svg={text} label="To scan" />);
  expect(container.querySelector('[role=img], script, image')).toBeNull();
});
