/**
 * Holds requests and answers to Klaviyo's OpenAPI document: unknown paths, query parameters, filter fields and body fields are
 * problems, and so are answers whose fields have other names, types or null where the document has none.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { convertComponents, convertSchema, isRecord, type ConversionRules, type JsonValue } from './json-schema.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonValue;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** Template, e.g. `/api/lists/{id}`. */
  readonly path: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly bodySchema: JsonValue | undefined;
  /** By status, such as `200` or `4XX`; undefined for an answer without a body. */
  readonly responseSchemas: ReadonlyMap<string, JsonValue | undefined>;
  readonly rateLimit: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  readonly filters: Readonly<Record<string, { operators: Record<string, string[]>; value?: JsonValue }>>;
}

export interface ObservedRequest {
  readonly method: string;
  /** Without query and without a trailing slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | URLSearchParams | string | undefined;
  /** Checked for the revision when given. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

export interface ObservedAnswer extends Omit<ObservedRequest, 'headers'> {
  readonly status: number;
  /** The answer's parsed body; undefined when it had none. */
  readonly body?: unknown;
}

export interface KlaviyoOpenApi {
  readonly revision: string;
  readonly operations: readonly Operation[];
  operationOf(method: string, path: string): Operation | undefined;
  /** Problems in words; empty when the request fits the document. */
  validateRequest(request: ObservedRequest): string[];
  validateResponse(answer: ObservedAnswer): string[];
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];
const JSON_API = 'application/vnd.api+json';

/** Reads `klaviyo-openapi.json.gz` from the folder; throws when it is not there. */
export function loadKlaviyoOpenApi(dir: string): KlaviyoOpenApi {
  const document = JSON.parse(
    gunzipSync(readFileSync(join(dir, 'klaviyo-openapi.json.gz'))).toString('utf8'),
  ) as JsonValue;
  const components = document.components as { schemas: JsonValue; responses: JsonValue };
  const operations = readOperations(document.paths as JsonValue, components.responses);
  const compile = makeCompiler(components.schemas);

  function operationOf(method: string, path: string): Operation | undefined {
    const segments = path.split('/');
    const fitting = operations.filter(
      (operation) => operation.method === method.toUpperCase() && fits(operation.path.split('/'), segments),
    );
    // A literal segment is a better match than a `{placeholder}`.
    return fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  }

  function validateRequest(request: ObservedRequest): string[] {
    const operation = operationOf(request.method, request.path);
    if (operation === undefined) return [`${request.method} ${request.path} is not in the document`];
    const problems = queryProblems(operation, pairs(request.query));
    const revision = document.info as { version: string };
    if (request.headers !== undefined && request.headers.revision !== revision.version) {
      problems.push(`the revision header is ${request.headers.revision ?? 'missing'}`);
    }
    if (operation.bodySchema === undefined) {
      if (request.body !== undefined) problems.push('a body is sent where the document has none');
    } else if (request.body === undefined) problems.push('the body is missing');
    else problems.push(...compile(operation.bodySchema, { closed: true, sparse: false })(request.body));
    return problems.map((problem) => `${operation.operationId}: ${problem}`);
  }

  function validateResponse(answer: ObservedAnswer): string[] {
    const operation = operationOf(answer.method, answer.path);
    const name = operation?.operationId ?? `${answer.method} ${answer.path}`;
    if (answer.status >= 400) {
      const schema = contentSchema(
        components.responses[answer.status < 500 ? 'ClientError' : 'ServerError'] as JsonValue,
      );
      if (schema === undefined) return [`${name}: the document has no error schema`];
      // Errors carry more than the document lists (status, links, meta), so unknown fields are no problem here.
      return compile(schema, { closed: false, sparse: false })(answer.body).map((problem) => `${name}: ${problem}`);
    }
    if (operation === undefined) return [`${name} is not in the document`];
    const status = String(answer.status);
    if (!operation.responseSchemas.has(status)) return [`${name}: the document has no answer ${status}`];
    const schema = operation.responseSchemas.get(status);
    if (schema === undefined)
      return answer.body === undefined ? [] : [`${name}: ${status} has no body in the document`];
    const sparse = [...pairs(answer.query).keys()].some((parameter) => parameter.startsWith('fields['));
    return compile(schema, { closed: true, sparse })(answer.body).map((problem) => `${name}: ${problem}`);
  }

  return {
    revision: (document.info as { version: string }).version,
    operations,
    operationOf,
    validateRequest,
    validateResponse,
  };
}

function readOperations(paths: JsonValue, responses: JsonValue): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as JsonValue)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, value]): Operation => {
        const operation = value as JsonValue;
        const body = operation.requestBody as JsonValue | undefined;
        const answers = Object.entries(operation.responses as JsonValue).map(([status, answer]) => {
          const ref = (answer as JsonValue).$ref;
          const target = typeof ref === 'string' ? responses[ref.replace('#/components/responses/', '')] : answer;
          return [status, contentSchema(target as JsonValue)] as const;
        });
        return {
          operationId: String(operation.operationId),
          method: method.toUpperCase(),
          path,
          description: typeof operation.description === 'string' ? operation.description : '',
          parameters: (operation.parameters ?? []) as Parameter[],
          bodySchema: body === undefined ? undefined : contentSchema(body),
          responseSchemas: new Map(answers),
          rateLimit: (operation['x-klaviyo-ratelimit'] ?? {}) as Record<string, string>,
          scopes: (operation['x-klaviyo-scopes'] ?? []) as string[],
          filters: (operation['x-klaviyo-filters'] ?? {}) as Operation['filters'],
        };
      }),
  );
}

function contentSchema(holder: JsonValue): JsonValue | undefined {
  const content = holder.content;
  const media = isRecord(content) ? content[JSON_API] : undefined;
  return isRecord(media) ? (media.schema as JsonValue) : undefined;
}

/** Compiles a schema of the document once per rule set; the result lists what is wrong with a value. */
function makeCompiler(schemas: JsonValue): (schema: JsonValue, rules: ConversionRules) => (value: unknown) => string[] {
  const definitions = new Map<string, JsonValue>();
  const compiled = new Map<string, ValidateFunction>();
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  return (schema, rules) => {
    const rulesKey = JSON.stringify(rules);
    const key = `${rulesKey} ${JSON.stringify(schema)}`;
    let validate = compiled.get(key);
    if (validate === undefined) {
      let components = definitions.get(rulesKey);
      if (components === undefined) definitions.set(rulesKey, (components = convertComponents(schemas, rules)));
      validate = ajv.compile({ ...convertSchema(schema, schemas, rules), definitions: components });
      compiled.set(key, validate);
    }
    const check = validate;
    return (value) => {
      if (check(value)) return [];
      return (check.errors ?? []).map((error) => {
        const extra = (error.params as { additionalProperty?: string }).additionalProperty;
        return `${error.instancePath || '/'} ${error.message ?? 'is wrong'}${extra === undefined ? '' : `: ${extra}`}`;
      });
    };
  };
}

function fits(template: string[], segments: string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => (part.startsWith('{') ? segments[index] !== '' : part === segments[index]))
  );
}

function pairs(query: ObservedRequest['query']): Map<string, string> {
  const search = query instanceof URLSearchParams ? query : new URLSearchParams(query ?? {});
  return new Map(search);
}

function queryProblems(operation: Operation, query: ReadonlyMap<string, string>): string[] {
  const known = new Map(operation.parameters.filter((p) => p.in === 'query').map((p) => [p.name, p]));
  const problems: string[] = [];
  for (const [name, value] of query) {
    const parameter = known.get(name);
    if (parameter === undefined) problems.push(`the query parameter ${name} is not in the document`);
    else if (name === 'filter') problems.push(...filterProblems(operation, value));
    else problems.push(...valueProblems(name, value, parameter.schema));
  }
  for (const parameter of known.values()) {
    if (parameter.required === true && !query.has(parameter.name)) problems.push(`the query lacks ${parameter.name}`);
  }
  return problems;
}

function valueProblems(name: string, value: string, schema: JsonValue): string[] {
  if (schema.type === 'array') {
    const allowed = (schema.items as JsonValue | undefined)?.enum;
    if (!Array.isArray(allowed)) return [];
    return value.split(',').flatMap((part) => (allowed.includes(part) ? [] : [`${name} does not know ${part}`]));
  }
  const { enum: allowed, minimum, maximum } = schema;
  if (Array.isArray(allowed) && !allowed.includes(value)) return [`${name} does not know ${value}`];
  if (schema.type !== 'integer') return [];
  const number = Number(value);
  const fitting =
    Number.isInteger(number) &&
    (typeof minimum !== 'number' || number >= minimum) &&
    (typeof maximum !== 'number' || number <= maximum);
  return fitting ? [] : [`${name} cannot be ${value}`];
}

/** Every `operator(field` of a filter must be one the document lists; quoted values are not looked into. */
function filterProblems(operation: Operation, filter: string): string[] {
  const bare = filter.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const uses = [...bare.matchAll(/([a-z-]+)\(([A-Za-z0-9_.]+)/g)].filter(([, operator]) => operator !== 'and');
  if (uses.length === 0) return [`the filter ${filter} names no field`];
  return uses.flatMap(([, operator = '', field = '']) => {
    const rule = Object.hasOwn(operation.filters, field) ? operation.filters[field] : undefined;
    if (rule === undefined) return [`the filter field ${field} is not in the document`];
    const allowed = Object.values(rule.operators).flat();
    return allowed.includes(operator) ? [] : [`the filter field ${field} does not take ${operator}`];
  });
}
