/** Structured logs. Personal data never goes in: callers log ids and counts, and known fields are cut out all the same. */
import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Fields that are removed wherever they stand, up to two levels deep. */
const PERSONAL = [
  'email',
  'email_key',
  'phone',
  'first_name',
  'last_name',
  'accessToken',
  'refreshToken',
  'secret',
  'body',
];

export function makeLog(name: string, level: string): Log {
  return pino({
    name,
    level,
    base: { name },
    redact: { paths: PERSONAL.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), remove: true },
  });
}
