/** Checks what the control API is given: a mistake in a test's order must be an error, not a fault that never fires. */
import type { FaultRule } from '../faults.ts';
import type { LimitMode } from '../limits.ts';
import type { NewKey } from '../store/accounts.ts';
import { INTEGRATIONS } from '../store/events.ts';
import type { RowFault } from '../store/imports.ts';
import type { App } from '../store/installs.ts';

/** Answered as 400 with its message. */
export class ControlError extends Error {}

type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown, allowed: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ControlError('Expected an object.');
  const unknown = Object.keys(value).find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw new ControlError(`Unknown field '${unknown}'; known: ${allowed.join(', ')}.`);
  return value as Fields;
}

export function optional<T>(
  fields: Fields,
  name: string,
  fits: (value: unknown) => value is T,
  what: string,
): T | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (!fits(value)) throw new ControlError(`'${name}' must be ${what}.`);
  return value;
}

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isTextMap = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText);

export function wholeField(value: unknown, name: string): number | undefined {
  return optional(fieldsOf(value, ['advanceMs', 'offsetMs', 'durationMs']), name, isWhole, 'a whole number');
}

export function readKey(value: unknown): NewKey {
  const fields = fieldsOf(value, ['key', 'name', 'scopes', 'accountId']);
  const key = optional(fields, 'key', isText, 'text');
  if (key === undefined || key === '') throw new ControlError("'key' is required.");
  return {
    key,
    name: optional(fields, 'name', isText, 'text') ?? 'Account',
    scopes: optional(fields, 'scopes', isTexts, 'a list of texts') ?? null,
    accountId: optional(fields, 'accountId', isText, 'text'),
  };
}

export function readApp(value: unknown): App {
  const fields = fieldsOf(value, ['clientId', 'clientSecret', 'name', 'redirectUris']);
  const clientId = optional(fields, 'clientId', isText, 'text');
  const clientSecret = optional(fields, 'clientSecret', isText, 'text');
  const redirectUris = optional(fields, 'redirectUris', isTexts, 'a list of texts');
  if (!clientId || !clientSecret || redirectUris === undefined)
    throw new ControlError("'clientId', 'clientSecret' and 'redirectUris' are required.");
  return { clientId, clientSecret, name: optional(fields, 'name', isText, 'text') ?? 'App', redirectUris };
}

export function readLimitMode(value: unknown): LimitMode {
  const { mode } = fieldsOf(value, ['mode']);
  if (mode === 'published' || mode === 'off') return mode;
  throw new ControlError("'mode' must be 'published' or 'off'.");
}

const FAULT_FIELDS = [
  'id',
  'method',
  'path',
  'key',
  'skip',
  'times',
  'rate',
  'seed',
  'delayMs',
  'status',
  'code',
  'title',
  'detail',
  'headers',
  'body',
  'handledFirst',
  'cut',
  'rows',
];

export function readFault(value: unknown): Omit<FaultRule, 'id'> & { id?: string | undefined } {
  const fields = fieldsOf(value, FAULT_FIELDS);
  const cut = fields.cut;
  if (cut !== undefined && cut !== 'before' && cut !== 'after' && cut !== 'midway') {
    throw new ControlError("'cut' must be before, after or midway.");
  }
  if (['delayMs', 'status', 'cut', 'rows'].every((name) => fields[name] === undefined)) {
    throw new ControlError("A fault needs one of 'delayMs', 'status', 'cut' and 'rows'.");
  }
  const status = optional(fields, 'status', isWhole, 'a whole number');
  if (status !== undefined && (status < 200 || status > 599)) throw new ControlError("'status' must be 200 to 599.");
  return {
    id: optional(fields, 'id', isText, 'text'),
    method: optional(fields, 'method', isText, 'text'),
    path: optional(fields, 'path', isText, 'text'),
    key: optional(fields, 'key', isText, 'text'),
    skip: optional(fields, 'skip', isWhole, 'a whole number'),
    times: optional(fields, 'times', isWhole, 'a whole number'),
    rate: optional(fields, 'rate', isShare, 'a number from 0 to 1'),
    seed: optional(fields, 'seed', isWhole, 'a whole number'),
    delayMs: optional(fields, 'delayMs', isWhole, 'a whole number'),
    status,
    code: optional(fields, 'code', isText, 'text'),
    title: optional(fields, 'title', isText, 'text'),
    detail: optional(fields, 'detail', isText, 'text'),
    headers: optional(fields, 'headers', isTextMap, 'an object of texts'),
    body: fields.body,
    handledFirst: optional(fields, 'handledFirst', isFlag, 'true or false'),
    cut,
    rows: fields.rows === undefined ? undefined : readRowFault(fields.rows),
  };
}

function readRowFault(value: unknown): RowFault {
  const fields = fieldsOf(value, ['rate', 'seed', 'first', 'externalIds', 'code', 'title', 'detail']);
  return {
    rate: optional(fields, 'rate', isShare, 'a number from 0 to 1'),
    seed: optional(fields, 'seed', isWhole, 'a whole number'),
    first: optional(fields, 'first', isWhole, 'a whole number'),
    externalIds: optional(fields, 'externalIds', isTexts, 'a list of texts'),
    code: optional(fields, 'code', isText, 'text'),
    title: optional(fields, 'title', isText, 'text'),
    detail: optional(fields, 'detail', isText, 'text'),
  };
}

export interface EventSeed {
  readonly profile: { readonly externalId: string } | { readonly email: string };
  readonly metric: string;
  readonly integration: string | undefined;
  readonly atMs: number;
  readonly uuid: string | undefined;
  readonly properties: Record<string, unknown>;
}

/** One line of an events seed: `{external_id | email, metric, datetime, event_properties?, integration?, uuid?}`. */
export function readEventSeed(value: unknown): EventSeed {
  const fields = fieldsOf(value, [
    'external_id',
    'email',
    'metric',
    'datetime',
    'event_properties',
    'integration',
    'uuid',
  ]);
  const externalId = optional(fields, 'external_id', isText, 'text');
  const email = optional(fields, 'email', isText, 'text');
  const metric = optional(fields, 'metric', isText, 'text');
  const datetime = optional(fields, 'datetime', isText, 'text');
  const integration = optional(fields, 'integration', isText, 'text');
  const atMs = Date.parse(datetime ?? '');
  if (metric === undefined || Number.isNaN(atMs)) throw new ControlError("'metric' and 'datetime' are required.");
  if (externalId === undefined && email === undefined) throw new ControlError("'external_id' or 'email' is required.");
  if (integration !== undefined && !Object.hasOwn(INTEGRATIONS, integration)) {
    throw new ControlError(`'integration' must be one of ${Object.keys(INTEGRATIONS).join(', ')}.`);
  }
  const properties = fields.event_properties ?? {};
  if (typeof properties !== 'object' || Array.isArray(properties)) {
    throw new ControlError("'event_properties' must be an object.");
  }
  return {
    profile: externalId === undefined ? { email: email ?? '' } : { externalId },
    metric,
    integration,
    atMs,
    uuid: optional(fields, 'uuid', isText, 'text'),
    properties: properties as Record<string, unknown>,
  };
}
