/** Checks the shape of request bodies: every wrong type, missing or unknown field becomes an error entry with its JSON pointer. */
import { ApiError, invalid, invalidEntry, type ErrorEntry } from './protocol/errors.ts';
import { looksLikeEmail, looksLikePhone } from './protocol/identifiers.ts';
import { PLAIN_ATTRIBUTES, type JsonObject } from './store/profiles.ts';
import type { ProfilePayload } from './profile-writes.ts';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `pointer`; throws a 400 when it is something else or has a field that is not listed. */
export function objectAt(value: unknown, pointer: string, fields: readonly string[]): JsonObject {
  if (!isObject(value)) throw invalid('This field must be an object.', pointer);
  const unknown = Object.keys(value).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw invalid(`'${unknown}' is not a valid field here.`, `${pointer}/${unknown}`);
  return value;
}

/** `data` of a body with one resource of the given type. */
export function resourceOf(body: unknown, type: string, fields: readonly string[]): JsonObject {
  const data = objectAt(objectAt(body, '', ['data']).data, '/data', ['type', ...fields]);
  if (data.type !== type) throw invalid(`The type must be '${type}'.`, '/data/type');
  return data;
}

/** `{data: [{type, id}, …]}`, as relationship bodies have it. */
export function identifierList(value: unknown, pointer: string, type: string): string[] {
  const data = objectAt(value, pointer, ['data']).data;
  if (!Array.isArray(data)) throw invalid('This field must be an array.', `${pointer}/data`);
  return data.map((entry: unknown, index) => {
    const at = `${pointer}/data/${index}`;
    const { type: entryType, id } = objectAt(entry, at, ['type', 'id']);
    if (entryType !== type) throw invalid(`The type must be '${type}'.`, `${at}/type`);
    if (typeof id !== 'string' || id === '') throw invalid('The id must be a non-empty string.', `${at}/id`);
    return id;
  });
}

/** `{data: {type: 'list', id}}`, where a job names one list. */
export function singleListId(relationships: unknown): string | undefined {
  if (relationships === undefined) return undefined;
  const { list } = objectAt(relationships, '/data/relationships', ['list']);
  if (list === undefined) return undefined;
  const at = '/data/relationships/list/data';
  const { type, id } = objectAt(objectAt(list, '/data/relationships/list', ['data']).data, at, ['type', 'id']);
  if (type !== 'list' || typeof id !== 'string') throw invalid("A list is named by type 'list' and its id.", at);
  return id;
}

const IDENTIFIERS = ['email', 'phone_number', 'external_id'] as const;
const LOCATION_TEXTS = ['address1', 'address2', 'city', 'country', 'region', 'zip', 'timezone', 'ip'];
const LOCATION_FIELDS = [...LOCATION_TEXTS, 'latitude', 'longitude'];
const ATTRIBUTES: readonly string[] = [...IDENTIFIERS, ...PLAIN_ATTRIBUTES, 'location', 'properties'];

export interface ProfileShape {
  readonly pointer: string;
  readonly allowMeta: boolean;
  /** New and upserted profiles need something to be known by. */
  readonly needsIdentifier: boolean;
}

/** Every problem of one profile resource; empty when it is in order. */
export function profileProblems(value: unknown, shape: ProfileShape): ErrorEntry[] {
  const problems: ErrorEntry[] = [];
  const complain = (detail: string, at: string): void => {
    problems.push(invalidEntry(detail, `${shape.pointer}${at}`));
  };
  if (!isObject(value)) return [invalidEntry('A profile must be an object.', shape.pointer)];
  for (const name of Object.keys(value)) {
    if (!['type', 'id', 'attributes', ...(shape.allowMeta ? ['meta'] : [])].includes(name)) {
      complain(`'${name}' is not a valid field for the resource 'profile'.`, `/${name}`);
    }
  }
  if (value.type !== 'profile') complain("The type must be 'profile'.", '/type');
  if (value.id != null && typeof value.id !== 'string') complain('The id must be a string.', '/id');
  const attributes = value.attributes;
  if (!isObject(attributes)) {
    complain('attributes is a required field.', '/attributes');
    return problems;
  }
  for (const [name, field] of Object.entries(attributes)) {
    const at = `/attributes/${name}`;
    if (!ATTRIBUTES.includes(name)) complain(`'${name}' is not a valid field for the resource 'profile'.`, at);
    else if (field === null) continue;
    else if (name === 'properties') {
      if (!isObject(field)) complain('properties must be an object.', at);
    } else if (name === 'location') problems.push(...locationProblems(field, `${shape.pointer}${at}`));
    else if (typeof field !== 'string') complain(`${name} must be a string.`, at);
    else if (name === 'email' && !looksLikeEmail(field)) complain('Invalid email address.', at);
    else if (name === 'phone_number' && !looksLikePhone(field)) complain('Invalid phone number format.', at);
    else if (name === 'external_id' && (field === '' || field.length > 255)) {
      complain('external_id must have between 1 and 255 characters.', at);
    }
  }
  if (shape.needsIdentifier && value.id == null && IDENTIFIERS.every((name) => attributes[name] == null)) {
    complain('At least one of id, email, phone_number or external_id is required.', '/attributes');
  }
  if (shape.allowMeta && value.meta != null) problems.push(...metaProblems(value.meta, `${shape.pointer}/meta`));
  return problems;
}

function locationProblems(value: unknown, pointer: string): ErrorEntry[] {
  if (!isObject(value)) return [invalidEntry('location must be an object.', pointer)];
  return Object.entries(value).flatMap(([name, field]) => {
    if (!LOCATION_FIELDS.includes(name))
      return [invalidEntry(`'${name}' is not a field of a location.`, `${pointer}/${name}`)];
    const numeric = !LOCATION_TEXTS.includes(name) && typeof field === 'number';
    if (field === null || typeof field === 'string' || numeric) return [];
    return [invalidEntry(`${name} has the wrong type.`, `${pointer}/${name}`)];
  });
}

function metaProblems(value: unknown, pointer: string): ErrorEntry[] {
  if (!isObject(value)) return [invalidEntry('meta must be an object.', pointer)];
  const problems = Object.keys(value)
    .filter((name) => name !== 'patch_properties')
    .map((name) => invalidEntry(`'${name}' is not supported here.`, `${pointer}/${name}`));
  const patch = value.patch_properties;
  if (patch == null) return problems;
  const at = `${pointer}/patch_properties`;
  if (!isObject(patch)) return [...problems, invalidEntry('patch_properties must be an object.', at)];
  for (const [name, part] of Object.entries(patch)) {
    if (part === null) continue;
    const fine =
      name === 'append' || name === 'unappend'
        ? isObject(part)
        : name === 'unset' &&
          (typeof part === 'string' || (Array.isArray(part) && part.every((key) => typeof key === 'string')));
    if (!fine) problems.push(invalidEntry(`'${name}' is not a valid patch operation.`, `${at}/${name}`));
  }
  return problems;
}

/** The profile of a single-profile call; throws 400 with every problem found. */
export function singleProfile(body: unknown, shape: Omit<ProfileShape, 'pointer'>): ProfilePayload {
  const data = objectAt(body, '', ['data']).data;
  const problems = profileProblems(data, { ...shape, pointer: '/data' });
  if (problems.length > 0) throw new ApiError(400, problems);
  return data as ProfilePayload;
}
