/** The OpenAPI 3.1 document of the public API, made from the schemas that its doors use. */
import { z } from 'zod';
import { operations, type Operation } from './operations.ts';
import { problemKinds, type ProblemCode } from './problems.ts';
import { problemShape } from './shapes.ts';

export type Document = Record<string, unknown> & { openapi: string };

/** What every operation may answer, and what those that ask for a key may answer beside. */
const ALWAYS: readonly ProblemCode[] = ['bad-parameter', 'key-in-query', 'only-get', 'our-fault'];
const WITH_KEY: readonly ProblemCode[] = [
  'no-key',
  'wrong-key',
  'app-removed',
  'missing-scope',
  'too-many-requests',
  'away',
];

const text = { schema: { type: 'string' } };
const LIMITS = {
  'RateLimit-Policy': { ...text, description: 'How many requests (q) the key may make in how many seconds (w).' },
  RateLimit: { ...text, description: 'How many are left now (r), and after how many seconds all are there again (t).' },
};
const RETRY = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds to wait.' } };
const TAG = { ETag: { ...text, description: 'Names this answer, for If-None-Match.' } };

const refTo = (id: string): { $ref: string } => ({ $ref: `#/components/schemas/${id}` });

/** Problems of an operation by status. */
export function problemsOf({ scope, problems }: Operation): Map<number, ProblemCode[]> {
  const codes = [...ALWAYS, ...(scope === null ? [] : WITH_KEY), ...problems];
  return Map.groupBy(codes, (code) => problemKinds[code].status);
}

function parametersOf({ path, query, hasTag }: Operation): object[] {
  const { required = [] } = z.toJSONSchema(query, { io: 'input' });
  const { properties = {} } = z.toJSONSchema(query, { io: 'output' }) as {
    properties?: Record<string, { description?: string }>;
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query', required: required.includes(name), description, schema },
  }));
  const inPath = path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : [];
  const inHeader = hasTag ? [{ name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } }] : [];
  return [...inPath, ...inQuery, ...inHeader];
}

function answersOf(operation: Operation): Record<string, object> {
  const { scope, hasTag, answer } = operation;
  const headers = { ...(scope === null ? {} : LIMITS), ...(hasTag ? TAG : {}) };
  const id = z.globalRegistry.get(answer)?.id ?? '';
  const problems = [...problemsOf(operation)].map(([status, codes]): [string, object] => [
    String(status),
    {
      description: codes
        .map((code) => `\`${code}\`: ${problemKinds[code].title}. ${problemKinds[code].detail}`)
        .join('\n\n'),
      ...(status === 429 ? { headers: { ...LIMITS, ...RETRY } } : status === 503 ? { headers: RETRY } : {}),
      content: { 'application/problem+json': { schema: refTo('Problem') } },
    },
  ]);
  return {
    200: { description: operation.summary, headers, content: { 'application/json': { schema: refTo(id) } } },
    ...(hasTag ? { 304: { description: 'As the answer that If-None-Match names.', headers } } : {}),
    ...Object.fromEntries(problems),
  };
}

function pathOf(operationId: string, operation: Operation): object {
  const { scope, summary, description } = operation;
  return {
    get: {
      operationId,
      summary,
      description,
      parameters: parametersOf(operation),
      security: scope === null ? [] : [{ key: [scope] }],
      responses: answersOf(operation),
    },
  };
}

/** The shapes, each once, under the names they were given. */
function schemasOf(): Record<string, object> {
  const shapes: z.ZodType[] = [...Object.values(operations).map(({ answer }) => answer), problemShape];
  const { $defs = {} } = z.toJSONSchema(z.union(shapes));
  const renamed = JSON.stringify($defs).replaceAll('"#/$defs/', '"#/components/schemas/');
  const schemas = JSON.parse(renamed) as Record<string, Record<string, unknown>>;
  for (const schema of Object.values(schemas)) delete schema.id;
  return schemas;
}

export function openApiDocument(): Document {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kesit lists',
      version: '1.0.0',
      description:
        'Read the lists that a shop publishes, and keep yours equal to them. Fields and codes may be added within this version; none is taken away.',
    },
    paths: Object.fromEntries(
      Object.entries(operations).map(([id, operation]) => [operation.path, pathOf(id, operation)]),
    ),
    components: {
      schemas: schemasOf(),
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key that the merchant made in Kesit, with the scopes named.',
        },
      },
    },
  };
}
