/**
 * Who a profile payload means, and what becomes of the profile: shared by create, update, upsert and bulk import. An e-mail address,
 * a phone number and an external id each belong to at most one profile of an account.
 */
import type { Database } from '../database.ts';
import { invalidEntry, type ErrorEntry } from './protocol/errors.ts';
import { isValidEmail, isValidPhone, normaliseEmail } from './protocol/identifiers.ts';
import {
  insertProfile,
  PLAIN_ATTRIBUTES,
  profileByEmail,
  profileByExternalId,
  profileById,
  profileByPhone,
  updateProfile,
  type JsonObject,
  type Profile,
} from './store/profiles.ts';

/** A profile resource of a request whose shape has been checked. */
export interface ProfilePayload {
  readonly id?: string | null;
  readonly attributes: JsonObject;
  readonly meta?: { readonly patch_properties?: PropertyPatch | null } | null;
}

export interface PropertyPatch {
  readonly append?: JsonObject | null;
  readonly unappend?: JsonObject | null;
  readonly unset?: string | readonly string[] | null;
}

export interface WriteRules {
  /** `create` refuses a known identifier; `update` writes the profile named by id only; `upsert` does whichever fits. */
  readonly mode: 'create' | 'update' | 'upsert';
  /** Single calls clear a field by null; bulk imports never do. */
  readonly nullClears: boolean;
  readonly nowMs: number;
}

export type WriteResult =
  | { readonly outcome: 'created' | 'updated'; readonly pk: number }
  | { readonly outcome: 'unknown-id'; readonly id: string }
  | { readonly outcome: 'duplicate'; readonly field: Identifier; readonly ownerId: string }
  | { readonly outcome: 'invalid'; readonly entry: ErrorEntry };

type Identifier = 'id' | 'external_id' | 'email' | 'phone_number';

/** Writes the profile. Pointers in `invalid` start at the profile resource, e.g. `/attributes/email`. */
export function writeProfile(db: Database, accountPk: number, payload: ProfilePayload, rules: WriteRules): WriteResult {
  const given = identifiersOf(payload);
  const problem = identifierProblem(given);
  if (problem !== undefined) return { outcome: 'invalid', entry: problem };

  const owners = findOwners(db, accountPk, payload.id ?? undefined, given);
  if (payload.id != null && owners.id === undefined) return { outcome: 'unknown-id', id: payload.id };
  const target = owners.id ?? owners.external_id ?? owners.email ?? owners.phone_number;
  for (const field of ['external_id', 'email', 'phone_number'] as const) {
    const owner = owners[field];
    if (owner !== undefined && (rules.mode === 'create' || owner.pk !== target?.pk)) {
      return { outcome: 'duplicate', field, ownerId: owner.id };
    }
  }
  if (target === undefined) {
    const pk = insertProfile(
      db,
      accountPk,
      {
        email: given.email ?? null,
        phoneNumber: given.phone_number ?? null,
        externalId: given.external_id ?? null,
        ...mergedContent(undefined, payload, rules),
      },
      rules.nowMs,
    );
    return { outcome: 'created', pk };
  }
  const contradiction = strongerContradiction(target, owners, given);
  if (contradiction !== undefined) return { outcome: 'duplicate', field: contradiction, ownerId: target.id };
  updateProfile(
    db,
    target.pk,
    {
      email: merge(target.email, given.email, rules),
      phoneNumber: merge(target.phoneNumber, given.phone_number, rules),
      externalId: merge(target.externalId, given.external_id, rules),
      ...mergedContent(target, payload, rules),
    },
    rules.nowMs,
  );
  return { outcome: 'updated', pk: target.pk };
}

interface Given {
  readonly email: string | null | undefined;
  readonly phone_number: string | null | undefined;
  readonly external_id: string | null | undefined;
}

function identifiersOf(payload: ProfilePayload): Given {
  const { email, phone_number: phone, external_id: externalId } = payload.attributes as Partial<Given>;
  return {
    email: typeof email === 'string' ? normaliseEmail(email) : email,
    phone_number: phone,
    external_id: externalId,
  };
}

function identifierProblem(given: Given): ErrorEntry | undefined {
  if (given.email != null && !isValidEmail(given.email)) {
    return invalidEntry('Invalid email address.', '/attributes/email');
  }
  if (given.phone_number != null && !isValidPhone(given.phone_number)) {
    return invalidEntry(
      'Invalid phone number format (Example of a valid format: +12345678901).',
      '/attributes/phone_number',
    );
  }
  return undefined;
}

type Owners = Readonly<Record<Identifier, Profile | undefined>>;

function findOwners(db: Database, accountPk: number, id: string | undefined, given: Given): Owners {
  return {
    id: id === undefined ? undefined : profileById(db, accountPk, id),
    external_id: given.external_id == null ? undefined : profileByExternalId(db, accountPk, given.external_id),
    email: given.email == null ? undefined : profileByEmail(db, accountPk, given.email),
    phone_number: given.phone_number == null ? undefined : profileByPhone(db, accountPk, given.phone_number),
  };
}

/**
 * A profile found only by a weaker identifier is not taken over by a different stronger one: the e-mail address of a profile with
 * external id A, sent with external id B, is a conflict. Strength: id, external id, e-mail, phone.
 */
function strongerContradiction(target: Profile, owners: Owners, given: Given): Identifier | undefined {
  if (owners.id !== undefined || owners.external_id !== undefined) return undefined;
  const weakest: Identifier = owners.email === undefined ? 'phone_number' : 'email';
  if (given.external_id != null && target.externalId !== null) return weakest;
  if (weakest === 'phone_number' && given.email != null && target.email !== null) return weakest;
  return undefined;
}

function merge(known: string | null, given: string | null | undefined, rules: WriteRules): string | null {
  if (given === undefined) return known;
  if (given === null) return rules.nullClears ? null : known;
  return given;
}

function mergedContent(
  target: Profile | undefined,
  payload: ProfilePayload,
  rules: WriteRules,
): { attributes: JsonObject; properties: JsonObject } {
  const attributes: JsonObject = { ...target?.attributes };
  for (const name of [...PLAIN_ATTRIBUTES, 'location']) {
    if (!(name in payload.attributes)) continue;
    const value = payload.attributes[name];
    if (value === null) {
      if (rules.nullClears) Reflect.deleteProperty(attributes, name);
    } else if (name === 'location') {
      attributes[name] = mergeObjects((attributes[name] ?? {}) as JsonObject, value as JsonObject, rules);
    } else attributes[name] = value;
  }
  const sent = payload.attributes.properties;
  let properties: JsonObject = { ...target?.properties };
  if (sent === null && rules.nullClears) properties = {};
  else if (sent != null) properties = mergeObjects(properties, sent as JsonObject, rules);
  return { attributes, properties: patched(properties, payload.meta?.patch_properties ?? undefined) };
}

function mergeObjects(known: JsonObject, given: JsonObject, rules: WriteRules): JsonObject {
  const result = { ...known };
  for (const [name, value] of Object.entries(given)) {
    if (value !== null) result[name] = value;
    else if (rules.nullClears) Reflect.deleteProperty(result, name);
  }
  return result;
}

/** Append adds what is not there yet, unappend removes every occurrence, unset removes the key; in that order. */
function patched(properties: JsonObject, patch: PropertyPatch | undefined): JsonObject {
  if (patch === undefined) return properties;
  const result = { ...properties };
  for (const [name, value] of Object.entries(patch.append ?? {})) {
    const items = asArray(result[name]);
    for (const item of asArray(value)) if (!items.some((known) => sameValue(known, item))) items.push(item);
    result[name] = items;
  }
  for (const [name, value] of Object.entries(patch.unappend ?? {})) {
    if (!(name in result)) continue;
    const removed = asArray(value);
    result[name] = asArray(result[name]).filter((item) => !removed.some((gone) => sameValue(gone, item)));
  }
  for (const name of typeof patch.unset === 'string' ? [patch.unset] : (patch.unset ?? [])) {
    Reflect.deleteProperty(result, name);
  }
  return result;
}

function asArray(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? [...(value as unknown[])] : [value];
}

function sameValue(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
