import { expect, it } from 'vitest';

import { describeAgent } from './agent';

it.each([
  ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36', 'Chrome · Android'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0', 'Edge · Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1', 'Safari · iPhone'],
  ['curl/8.0', ''],
  [undefined, ''],
])('describes %s', (agent, description) => {
  expect(describeAgent(agent)).toBe(description);
});
