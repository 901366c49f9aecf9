/** Reads the fields of a post to the pixel's door. What is malformed is told by where it is, and nothing of it is quoted. */
import { emailKey } from '#app/core/email.ts';

/** The post does not have the agreed shape; the message says where. */
export class Malformed extends Error {}

export function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Malformed(`${path} is not an object.`);
}

/** Printable, without blanks, of bearable length: an identifier that somebody else made. */
export const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value);

export function token(fields: Record<string, unknown>, name: string, path: string): string {
  const value = fields[name];
  if (isToken(value)) return value;
  throw new Malformed(`${path}${name} is not a text of 1 to 128 printable characters.`);
}

/** Years that PostgreSQL and we can mean; whether an instant is plausible is decided by the clock, elsewhere. */
const isStorable = (at: number): boolean => at >= Date.UTC(1970, 0) && at < Date.UTC(2200, 0);

export function instant(value: unknown, path: string): number {
  const isIso =
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value);
  const at = isIso ? Date.parse(value) : NaN;
  if (isStorable(at)) return at;
  throw new Malformed(`${path} is not an ISO 8601 instant.`);
}

/** What a checkout field held may be anything; what is no address is nobody's. */
export function address(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new Malformed(`${path} is not text.`);
  const key = value.length <= 320 ? emailKey(value) : null;
  return key !== null && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(key) ? key : null;
}

/** What lies under these names, one within the other; undefined where nothing does. */
export function part(value: unknown, ...names: string[]): unknown {
  let at = value;
  for (const name of names)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return at;
}
