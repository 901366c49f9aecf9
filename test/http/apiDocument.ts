/** Holds answers of the public API to its own OpenAPI document, and remembers what of the document was seen. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Schema {
  $ref?: string;
  oneOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  const?: unknown;
}
interface Content {
  schema: Schema;
}
interface DocumentedAnswer {
  headers?: Record<string, unknown>;
  content?: Record<string, Content>;
}
export interface DocumentedOperation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  security: Record<string, string[]>[];
  responses: Record<string, DocumentedAnswer>;
}
export interface ApiDocument {
  openapi: string;
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
}

export interface Held {
  status: number;
  body: unknown;
  headers: Headers;
}

export function holdTo(document: ApiDocument) {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  // The package's types speak of the other build.
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'document', components: document.components });
  const compiled = new Map<string, ValidateFunction>();
  const seen = new Set<string>();
  const seenFields = new Set<string>();

  function validator(ref: string): ValidateFunction {
    const known = compiled.get(ref) ?? ajv.compile({ $ref: `document${ref}` });
    compiled.set(ref, known);
    return known;
  }

  /** Notes the fields of a value, under the names of the shapes. */
  function walk(schema: Schema, value: unknown, name: string): void {
    if (schema.$ref) {
      const id = schema.$ref.split('/').at(-1) ?? '';
      const target = document.components.schemas[id];
      if (target && validator(schema.$ref)(value)) walk(target, value, id);
      return;
    }
    for (const part of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) walk(part, value, name);
    if (Array.isArray(value)) for (const one of value) if (schema.items) walk(schema.items, one, name);
    if (typeof value !== 'object' || value === null) return;
    for (const [field, inner] of Object.entries(schema.properties ?? {}))
      if (field in value) {
        seenFields.add(`${name}.${field}`);
        walk(inner, (value as Record<string, unknown>)[field], `${name}.${field}`);
      }
  }

  /** Problems of one answer in words; none when the document says the same. */
  async function check(path: string, method: string, response: Response): Promise<{ problems: string[] } & Held> {
    const text = await response.text();
    const held = {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : (JSON.parse(text) as unknown),
    };
    const template = Object.keys(document.paths).find((one) =>
      new RegExp(`^${one.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    const operation = template === undefined ? undefined : document.paths[template]?.get;
    if (!operation) return { ...held, problems: [`${path} is not in the document`] };
    const answer = operation.responses[String(response.status)];
    const name = `${operation.operationId} ${response.status}`;
    if (!answer) return { ...held, problems: [`${name} is not in the document`] };
    seen.add(name);
    const problems: string[] = [];
    for (const header of Object.keys(answer.headers ?? {}))
      if (!response.headers.has(header)) problems.push(`${name}: the header ${header} is missing`);
    const [type = null, content] = Object.entries(answer.content ?? {})[0] ?? [];
    const told = response.headers.get('content-type')?.split(';')[0] ?? null;
    if (told !== type) problems.push(`${name}: the content is ${String(told)}`);
    if (!content || method === 'HEAD') {
      if (held.body !== null) problems.push(`${name}: has a body`);
      return { ...held, problems };
    }
    const validate = validator(content.schema.$ref ?? '');
    if (!validate(held.body)) problems.push(`${name}: ${ajv.errorsText(validate.errors)}`);
    walk(content.schema, held.body, '');
    return { ...held, problems };
  }

  return {
    check,
    /** Answers that the document has and that were not seen. */
    unseenAnswers: (): string[] =>
      Object.values(document.paths)
        .flatMap(({ get }) => (get ? Object.keys(get.responses).map((status) => `${get.operationId} ${status}`) : []))
        .filter((name) => !seen.has(name)),
    /** Fields that the document has and that were in no answer. */
    unseenFields: (): string[] =>
      Object.entries(document.components.schemas)
        .flatMap(([id, { properties }]) => Object.keys(properties ?? {}).map((field) => `${id}.${field}`))
        .filter((field) => !seenFields.has(field)),
  };
}
