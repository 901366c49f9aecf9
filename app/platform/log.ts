/**
 * Structured logs. Personal data and secrets never go in: callers log ids and counts. All the same, known fields are cut out,
 * errors are told without what they carry, and whatever looks like an e-mail address is masked in every line.
 */
import { destination, pino, type Logger } from 'pino';

export type Log = Logger;

/** Where lines go. */
export interface LogSink {
  write(line: string): void;
}

/** Fields that are removed wherever they stand, up to two levels deep. */
const PERSONAL = [
  'email',
  'email_key',
  'emailKey',
  'phone',
  'first_name',
  'firstName',
  'last_name',
  'lastName',
  'accessToken',
  'refreshToken',
  'access_token',
  'refresh_token',
  'apiKey',
  'api_key',
  'authorization',
  'password',
  'secret',
  'body',
];

const ADDRESS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu;

/** What an error may tell beside its message and stack. A row's values, a request or an answer are not among it. */
const TOLD_OF_ERRORS = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine', 'status', 'syscall'];

/** @param sink Where lines go; standard output when undefined. */
export function makeLog(name: string, level: string, sink: LogSink = destination(1)): Log {
  return pino(
    {
      name,
      level,
      base: { name },
      redact: { paths: PERSONAL.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), remove: true },
      serializers: { err: toldError },
    },
    { write: (line) => sink.write(line.replace(ADDRESS, '[address]')) },
  );
}

/** An error as it may be told, with those that caused it. */
function toldError(given: unknown, depth = 0): unknown {
  if (!(given instanceof Error)) return String(given);
  const told: Record<string, unknown> = { type: given.name, message: given.message, stack: given.stack };
  const fields: Record<string, unknown> = { ...given };
  for (const field of TOLD_OF_ERRORS) if (fields[field] !== undefined) told[field] = fields[field];
  const below = given instanceof AggregateError ? given.errors : [];
  if (depth < 3) {
    if (given.cause !== undefined) told.cause = toldError(given.cause, depth + 1);
    if (below.length > 0) told.errors = below.slice(0, 5).map((one) => toldError(one, depth + 1));
  }
  return told;
}
