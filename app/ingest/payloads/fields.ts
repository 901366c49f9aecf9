/**
 * Reads a JSON body field by field: numbers keep all their digits, every refusal names the field, and what nobody asks
 * for is ignored. Reasons never quote a value, so that they may be stored and shown.
 */
import { isLosslessNumber } from 'lossless-json';
import { decimalId, idFromGid, type DecimalId } from '#app/core/identifiers.ts';
import { minorFromDecimal } from '#app/core/money.ts';
import { parseExactly } from './json.ts';

/** Why a body cannot be read. Thrown within a reader and caught by `readBody`; it goes no further. */
export class Unreadable extends Error {}

/** Runs a reader on a body. Whatever the bytes are, the answer is a value or a reason. */
export function readBody<Value>(
  body: Uint8Array,
  read: (fields: Fields) => Value,
): { ok: true; value: Value } | { ok: false; reason: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return { ok: false, reason: 'The body is not UTF-8.' };
  }
  let root: unknown;
  try {
    root = parseExactly(text);
  } catch {
    return { ok: false, reason: 'The body is not JSON.' };
  }
  try {
    return { ok: true, value: read(new Fields(root, '')) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Instants that a shop can speak of. Outside of them is a mistake, and perhaps more than the database can hold. */
const EARLIEST_AT = Date.UTC(1970, 0);
const LATEST_AT = Date.UTC(2200, 0);

/** Longer texts are no names, titles or words of Shopify's. In characters, as are the next two. */
const LONGEST_TEXT = 5_000;
/** Tokens are looked up: the database cannot index longer ones. */
const LONGEST_TOKEN = 255;
/** An e-mail address has at most 254 characters, a phone number as typed fewer. */
const LONGEST_ADDRESS = 320;

/** The fields of one object. `path` is where it stands in the body, for reasons. */
export class Fields {
  readonly #record: Record<string, unknown>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || isLosslessNumber(value))
      throw new Unreadable(`${path === '' ? 'The body' : path} is not an object.`);
    this.#record = value as Record<string, unknown>;
    this.#path = path;
  }

  /** An id, as a number or as text. */
  id(name: string): DecimalId {
    return this.idOrNull(name) ?? this.refuse(name, 'is missing');
  }

  idOrNull(name: string): DecimalId | null {
    const value = this.#value(name);
    if (value === null) return null;
    return decimalId(digitsOf(value)) ?? this.refuse(name, 'is not an id');
  }

  /** The id within a global id of the type. */
  gid(name: string, type: string): DecimalId {
    return idFromGid(this.text(name), type) ?? this.refuse(name, `is not the global id of a ${type}`);
  }

  /** This object's own id: from its global id if it has one, which kept its digits whoever handled it, else from `id`. */
  ownId(type: string): DecimalId {
    const gid = this.#value('admin_graphql_api_id');
    return (typeof gid === 'string' ? idFromGid(gid, type) : null) ?? this.id('id');
  }

  /** As `ownId`; null when the object has none. */
  ownIdOrNull(type: string): DecimalId | null {
    const isAbsent = this.#value('admin_graphql_api_id') === null && this.#value('id') === null;
    return isAbsent ? null : this.ownId(type);
  }

  /** An id in either form: the global id of the type, or the number. */
  anyIdOrNull(name: string, type: string): DecimalId | null {
    const value = this.#value(name);
    return typeof value === 'string' && value.startsWith('gid:') ? this.gid(name, type) : this.idOrNull(name);
  }

  text(name: string): string {
    return this.textOrNull(name) ?? this.refuse(name, 'is missing');
  }

  /** Null also for an empty text. */
  textOrNull(name: string, longest = LONGEST_TEXT): string | null {
    const value = this.#value(name);
    if (value === null) return null;
    if (typeof value !== 'string') return this.refuse(name, 'is not text');
    if (value.length > longest) return this.refuse(name, 'is too long');
    const text = storable(value);
    return text === '' ? null : text;
  }

  /** A text that something is found by. */
  token(name: string): string {
    return this.tokenOrNull(name) ?? this.refuse(name, 'is missing');
  }

  tokenOrNull(name: string): string | null {
    return this.textOrNull(name, LONGEST_TOKEN);
  }

  /** An e-mail address or a phone number, as typed. */
  addressOrNull(name: string): string | null {
    return this.textOrNull(name, LONGEST_ADDRESS);
  }

  /** The words of a list, none of them empty; none when it is absent. */
  texts(name: string): string[] {
    return this.#list(name).flatMap((value) => {
      if (typeof value !== 'string') return this.refuse(name, 'holds something not text');
      if (value.length > LONGEST_TOKEN) return this.refuse(name, 'holds something too long');
      const text = storable(value);
      return text === '' ? [] : [text];
    });
  }

  instant(name: string): number {
    return this.instantOrNull(name) ?? this.refuse(name, 'is missing');
  }

  /** Epoch milliseconds of an ISO 8601 instant with its offset. */
  instantOrNull(name: string): number | null {
    const text = this.textOrNull(name);
    if (text === null) return null;
    const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(text);
    const at = isIso ? Date.parse(text) : NaN;
    return at >= EARLIEST_AT && at < LATEST_AT ? at : this.refuse(name, 'is not an instant');
  }

  /** False when absent. */
  flag(name: string): boolean {
    const value = this.#value(name) ?? false;
    return typeof value === 'boolean' ? value : this.refuse(name, 'is neither true nor false');
  }

  /** A whole number from 0 to 2^31 − 1. */
  count(name: string): number {
    return this.countOrNull(name) ?? this.refuse(name, 'is missing');
  }

  countOrNull(name: string): number | null {
    const value = this.#value(name);
    if (value === null) return null;
    const text = digitsOf(value);
    const count = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    return count < 2 ** 31 ? count : this.refuse(name, 'is not a count');
  }

  money(name: string, currencyCode: string): number {
    return this.moneyOrNull(name, currencyCode) ?? this.refuse(name, 'is missing');
  }

  /** Minor units of a decimal amount in the currency. */
  moneyOrNull(name: string, currencyCode: string): number | null {
    const value = this.#value(name);
    if (value === null) return null;
    const text = digitsOf(value);
    const amount = typeof text === 'string' ? minorFromDecimal(text, currencyCode) : undefined;
    return amount?.ok ? amount.value : this.refuse(name, `is not an amount (${amount?.problem ?? 'not-a-decimal'})`);
  }

  /** A sum of this object's amounts, if it is still exact. */
  exact(minor: number): number {
    if (Number.isSafeInteger(minor)) return minor === 0 ? 0 : minor;
    throw new Unreadable(`${this.#path === '' ? 'The body' : this.#path} adds up to more than can be counted.`);
  }

  object(name: string): Fields {
    return this.objectOrNull(name) ?? this.refuse(name, 'is missing');
  }

  objectOrNull(name: string): Fields | null {
    const value = this.#value(name);
    return value === null ? null : new Fields(value, this.#at(name));
  }

  /** The objects of a list; none when it is absent. */
  objects(name: string): Fields[] {
    return this.objectsOrNull(name) ?? [];
  }

  objectsOrNull(name: string): Fields[] | null {
    if (this.#value(name) === null) return null;
    return this.#list(name).map((value, index) => new Fields(value, `${this.#at(name)}[${index}]`));
  }

  /** The ids of a list; none when it is absent. */
  ids(name: string): DecimalId[] {
    return this.#list(name).map(
      (value) => decimalId(digitsOf(value)) ?? this.refuse(name, 'holds something not an id'),
    );
  }

  /** Ends the reading: the field is what the reason says. */
  refuse(name: string, what: string): never {
    throw new Unreadable(`${this.#at(name)} ${what}.`);
  }

  #list(name: string): unknown[] {
    const value = this.#value(name) ?? [];
    return Array.isArray(value) ? value : this.refuse(name, 'is not a list');
  }

  #value(name: string): unknown {
    return Object.hasOwn(this.#record, name) ? (this.#record[name] ?? null) : null;
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

/** A number as it was written; anything else as it is. */
const digitsOf = (value: unknown): unknown =>
  isLosslessNumber(value) ? value.value : typeof value === 'number' ? String(value) : value;

/** PostgreSQL stores no NUL, and in JSON no half of a surrogate pair. */
const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();
