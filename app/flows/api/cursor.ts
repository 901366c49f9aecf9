/** Cursors: where a reader of a list is. They are signed, so that only those we gave for this very list are taken back. */
import { timingSafeEqual } from 'node:crypto';
import { isDecimalId } from '#app/core/identifiers.ts';
import type { Secrets } from '#app/platform/secrets.ts';

/** The list that a cursor is for. */
export interface CursorPlace {
  shopId: number;
  listId: number;
}

/** Characters of the signature. */
const SIGNATURE = 20;

/**
 * `m`, of a listing of members: the last customer read, and the place in the changes when it began. `c`, of changes: the last one
 * read. Numbers are decimal.
 */
export function writeCursor(secrets: Secrets, place: CursorPlace, kind: 'm' | 'c', numbers: readonly string[]): string {
  const text = [kind, ...numbers].join('.');
  return `${Buffer.from(text).toString('base64url')}.${signatureOf(secrets, place, text)}`;
}

/** The numbers of a cursor; null when it is not one of ours, of this kind and for this list. */
export function readCursor(secrets: Secrets, place: CursorPlace, kind: 'm' | 'c', cursor: string): string[] | null {
  const [body = '', signature = '', ...rest] = cursor.split('.');
  const text = Buffer.from(body, 'base64url').toString();
  const expected = Buffer.from(signatureOf(secrets, place, text));
  const given = Buffer.from(signature);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const [is, ...numbers] = text.split('.');
  return is === kind && numbers.every((number) => number === '0' || isDecimalId(number)) ? numbers : null;
}

const signatureOf = (secrets: Secrets, { shopId, listId }: CursorPlace, text: string): string =>
  secrets.fingerprint(`list-cursor:${shopId}:${listId}:${text}`).slice(0, SIGNATURE);
