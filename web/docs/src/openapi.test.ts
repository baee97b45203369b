import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { type Api, bodyOf, exampleOf, formOf, matches, operationsOf } from './openapi';

const api = JSON.parse(readFileSync('../api/openapi.json', 'utf8')) as Api;
const operations = operationsOf(api);
const signIn = operations.find((operation) => operation.operationId === 'startSignIn');

describe('the description of the API', () => {
  it('gives every operation with its method and path', () => {
    expect(signIn).toMatchObject({ method: 'POST', path: '/v1/sign-ins' });
    expect(operations.length).toBeGreaterThan(20);
  });

  it('is searched by words in any order, also by error', () => {
    const found = (search: string) => operations.filter((operation) => matches(operation, search));
    expect(found('sign-ins post')).toContain(signIn);
    expect(found('invalid_credentials')).toContain(signIn);
    expect(found('no such thing')).toEqual([]);
    expect(found('')).toHaveLength(operations.length);
  });

  it('gives an example for every body', () => {
    expect(exampleOf(api, bodyOf(signIn?.requestBody))).toMatchObject({ identifier: 'text', device: {} });
    for (const { requestBody, responses } of operations) {
      for (const content of [requestBody, ...Object.values(responses)]) {
        const schema = bodyOf(content);
        if (schema) expect(exampleOf(api, schema)).toBeDefined();
      }
    }
  });

  it('ends where a schema holds itself', () => {
    const tree: Api = {
      ...api,
      components: {
        schemas: { Tree: { type: 'object', properties: { child: { $ref: '#/components/schemas/Tree' } } } },
      },
    };
    expect(JSON.stringify(exampleOf(tree, { $ref: '#/components/schemas/Tree' }))).toContain('child');
  });

  it('names forms in words', () => {
    expect(formOf(api, { type: 'string', minLength: 1, maxLength: 8 })).toBe('string, 1–8');
    expect(formOf(api, { type: 'array', items: { $ref: '#/components/schemas/AccountView' } })).toBe(
      'array of AccountView',
    );
    expect(formOf(api, { $ref: '#/components/schemas/AccountType' })).toBe('individual | business');
  });
});
