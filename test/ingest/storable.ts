/** Whether PostgreSQL can hold what was read (the ranges of its columns, what no text may have), and what a reason may say. */
import { isDecimalId } from '#app/core/identifiers.ts';
import type { Change } from '#app/core/changes.ts';

/** A reason is a field's path and our own words. */
export const REASON =
  /^(The body|The topic|The refund|(\w+(\[\d+\])?)(\.\w+(\[\d+\])?)*) (is|holds|adds|does) (not UTF-8|[a-zA-Z -]+)( \([a-z-]+\))?\.$/;

const EARLIEST_AT = Date.UTC(1970, 0);
const LATEST_AT = Date.UTC(2200, 0);
const GREATEST_INTEGER = 2 ** 31 - 1;
/** An index entry of PostgreSQL has room for some 2,700 bytes; these are looked up. */
const LONGEST_KEY_BYTES = 2_000;

/** What cannot be stored of a change, by the path of each field; none if all of it can. */
export const unstorable = (change: Change): string[] => problemsOf(change, change.kind, '');

function problemsOf(value: unknown, path: string, name: string): string[] {
  if (value === null || typeof value === 'boolean') return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => problemsOf(item, `${path}[${index}]`, name.replace(/s$/, '')));
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => problemsOf(inner, `${path}.${key}`, key));
  if (typeof value === 'string') return problemOfText(value, path, name);
  if (typeof value === 'number') return problemOfNumber(value, path, name);
  return [`${path} is a ${typeof value}`];
}

function problemOfText(text: string, path: string, name: string): string[] {
  if (text.includes('\0') || !text.isWellFormed()) return [`${path} holds what no text may have`];
  const isId = /(^id|Id)$/.test(name) && name !== 'subscriptionId';
  if (isId && !isDecimalId(text)) return [`${path} is no id`];
  const isKey = /token|email|phone|subscriptionId|scope$/i.test(name);
  return isKey && Buffer.byteLength(text) > LONGEST_KEY_BYTES ? [`${path} is too long to be indexed`] : [];
}

function problemOfNumber(number: number, path: string, name: string): string[] {
  if (!Number.isSafeInteger(number) || Object.is(number, -0)) return [`${path} is not a whole number`];
  if (/(^at|At)$/.test(name)) return number >= EARLIEST_AT && number < LATEST_AT ? [] : [`${path} is no instant`];
  if (name.endsWith('Minor')) return [];
  return number >= 0 && number <= GREATEST_INTEGER ? [] : [`${path} is no count`];
}
