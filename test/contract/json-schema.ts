/**
 * Turns the schemas of an OpenAPI 3.0 document into JSON Schema. Objects with listed properties are closed: a field the document does
 * not name is an error, which is what makes a wrong name visible when the right one is optional.
 */

export type JsonValue = Record<string, unknown>;

export interface ConversionRules {
  /** Closed objects refuse unknown properties. */
  readonly closed: boolean;
  /** Sparse fieldsets leave attributes out, so nothing inside `attributes` is required. */
  readonly sparse: boolean;
}

export function isRecord(value: unknown): value is JsonValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every component schema, converted, to be put under `definitions`. */
export function convertComponents(schemas: JsonValue, rules: ConversionRules): JsonValue {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, convertSchema(schema as JsonValue, schemas, rules)]),
  );
}

/** `schemas` are the document's components, needed where parts of an `allOf` refer to them. */
export function convertSchema(schema: JsonValue, schemas: JsonValue, rules: ConversionRules): JsonValue {
  const nullable = schema.nullable === true;
  const ref = schema.$ref;
  if (typeof ref === 'string')
    return orNull({ $ref: ref.replace('#/components/schemas/', '#/definitions/') }, nullable);
  const { allOf, oneOf, enum: values, type } = schema;
  if (Array.isArray(allOf)) return convertSchema(merged(allOf as JsonValue[], schemas), schemas, rules);
  if (Array.isArray(oneOf)) {
    return orNull({ anyOf: oneOf.map((part) => convertSchema(part as JsonValue, schemas, rules)) }, nullable);
  }
  if (Array.isArray(values)) return orNull({ enum: values }, nullable);
  if (type === 'array') {
    return orNull({ type, items: convertSchema((schema.items ?? {}) as JsonValue, schemas, rules) }, nullable);
  }
  if (type === 'object' || isRecord(schema.properties)) return orNull(objectSchema(schema, schemas, rules), nullable);
  const plain: JsonValue = {};
  for (const keyword of ['type', 'format', 'minimum', 'maximum', 'pattern']) {
    if (schema[keyword] !== undefined) plain[keyword] = schema[keyword];
  }
  return orNull(plain, nullable);
}

function objectSchema(schema: JsonValue, schemas: JsonValue, rules: ConversionRules): JsonValue {
  const { properties, required } = schema;
  if (!isRecord(properties)) return { type: 'object' };
  const converted = Object.entries(properties).map(([name, property]) => {
    const relaxed =
      rules.sparse && name === 'attributes' && isRecord(property) ? { ...property, required: [] } : property;
    return [name, convertSchema(relaxed as JsonValue, schemas, rules)];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(converted) as unknown,
    ...(Array.isArray(required) && required.length > 0 ? { required } : {}),
    ...(rules.closed ? { additionalProperties: false } : {}),
  };
}

function orNull(schema: JsonValue, nullable: boolean): JsonValue {
  return nullable ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** One object schema with the properties of all parts: closed objects cannot be checked part by part. */
function merged(parts: JsonValue[], schemas: JsonValue): JsonValue {
  return parts.map((part) => resolved(part, schemas)).reduce(mergeTwo, { type: 'object' });
}

function resolved(schema: JsonValue, schemas: JsonValue): JsonValue {
  const ref = schema.$ref;
  if (typeof ref !== 'string') return schema;
  const target = schemas[ref.replace('#/components/schemas/', '')];
  if (!isRecord(target)) throw new Error(`The document has no schema ${ref}.`);
  return resolved(target, schemas);
}

function mergeTwo(left: JsonValue, right: JsonValue): JsonValue {
  const properties: JsonValue = { ...((left.properties as JsonValue | undefined) ?? {}) };
  for (const [name, property] of Object.entries((right.properties as JsonValue | undefined) ?? {})) {
    const known = properties[name];
    properties[name] =
      isRecord(known) && isRecord(property) && !('$ref' in known) ? mergeTwo(known, property) : property;
  }
  const required = [
    ...((left.required as string[] | undefined) ?? []),
    ...((right.required as string[] | undefined) ?? []),
  ];
  return { ...left, ...right, properties, required: [...new Set(required)] };
}
