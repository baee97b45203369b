/** The parts of an OpenAPI 3.1 document that the page shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  additionalProperties?: boolean | Schema;
  examples?: unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

export interface Operation {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  tags: string[];
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content & { description: string; 'x-error-codes'?: string[] }>;
}

export interface Api {
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
  components: { schemas: Record<string, Schema> };
}

/** All operations, in the order of the document. */
export function operationsOf(api: Api): Operation[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** Whether all words of `search` occur in what the operation is called by or can fail with. */
export function matches(operation: Operation, search: string): boolean {
  const errors = Object.values(operation.responses).flatMap((response) => response['x-error-codes'] ?? []);
  const { method, path, operationId, summary } = operation;
  const text = [method, path, operationId, summary, ...errors].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The schema itself where `schema` refers to one by name. */
export function resolve(api: Api, schema: Schema | undefined): Schema {
  const name = schema?.$ref?.split('/').at(-1);
  return (name === undefined ? schema : api.components.schemas[name]) ?? {};
}

/** The schema of what a request or an answer carries, whatever its media type; undefined when it carries nothing. */
export function bodyOf(content: Content | undefined): Schema | undefined {
  return Object.values(content?.content ?? {})[0]?.schema;
}

/** In a word or two: "string, e-mail", "array of SessionView". */
export function formOf(api: Api, schema: Schema | undefined): string {
  if (schema === undefined) return '';
  const named = schema.$ref?.split('/').at(-1);
  const target = resolve(api, schema);
  if (target.enum) return target.enum.join(' | ');
  if (named !== undefined) return named;
  if (schema.oneOf) return schema.oneOf.map((choice) => formOf(api, choice)).join(' | ');
  if (schema.type === 'array') return `array of ${formOf(api, schema.items)}`;
  const bounds = boundsOf(schema);
  return [[schema.type].flat().join(' | '), schema.format, bounds].filter((part) => part).join(', ');
}

function boundsOf({ minLength, maxLength, minimum, maximum }: Schema): string {
  const low = minLength ?? minimum;
  const high = maxLength ?? maximum;
  if (high === undefined || Math.abs(high) > 2 ** 31) return '';
  return `${String(low ?? 0)}–${String(high)}`;
}

const deepest = 6;

/** A value of the form that `schema` describes; undefined beyond six levels, where a schema may hold itself. */
export function exampleOf(api: Api, schema: Schema | undefined, depth = 0): unknown {
  const target = resolve(api, schema);
  if (depth > deepest) return undefined;
  if (target.examples) return target.examples[0];
  if (target.enum) return target.enum[0];
  if (target.oneOf) return exampleOf(api, target.oneOf[0], depth + 1);
  if (target.type === 'object') {
    return Object.fromEntries(
      Object.entries(target.properties ?? {}).map(([name, member]) => [name, exampleOf(api, member, depth + 1)]),
    );
  }
  if (target.type === 'array') {
    const item = exampleOf(api, target.items, depth + 1);
    return item === undefined ? [] : [item];
  }
  if (target.type === 'boolean') return true;
  if (target.type === 'integer' || target.type === 'number') return Math.max(target.minimum ?? 1, 1);
  return target.format === 'email' ? 'rahim@example.com' : 'text';
}
