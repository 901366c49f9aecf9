/** Calls the stand-in for Meta as a client would, and its control API as a test would. */
import { createHash } from 'node:crypto';
import { startMeta, type MetaOptions, type RunningMeta } from '#sandbox/meta/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text when it is none. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly token?: string;
  /** Default v25.0; empty for none. */
  readonly version?: string;
  readonly form?: Readonly<Record<string, string>>;
}

export type Caller = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

export const TOKEN = 'EAAtest';
export const ACCOUNT = '1001';
/** The stand-in's time when a test begins. */
export const START = Date.parse('2026-11-02T09:00:00Z');

export interface Harness {
  readonly meta: RunningMeta;
  readonly call: Caller;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly advance: (ms: number) => Promise<unknown>;
}

/** A stand-in whose clock stands still unless moved. */
export async function startHarness(options: MetaOptions = {}): Promise<Harness> {
  const meta = await startMeta({ clock: () => new Date(START), ...options });
  const control = makeControl(meta.url);
  return {
    meta,
    call: makeCaller(meta.url),
    control,
    advance: (advanceMs) => control('POST', '/clock', { advanceMs }),
  };
}

/** Forgets everything and makes one ad account with a token for it. */
export async function startAfresh({ control }: Harness, account: object = {}): Promise<void> {
  await control('DELETE', '/state');
  await control('POST', '/accounts', { id: ACCOUNT, name: 'Shop', token: TOKEN, ...account });
}

export function makeCaller(baseUrl: string): Caller {
  return async (method, path, { query = {}, body, token = TOKEN, version = 'v25.0', form } = {}) => {
    const url = new URL(version === '' ? path : `/${version}${path}`, baseUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const headers = new Headers();
    if (token !== '') headers.set('authorization', `Bearer ${token}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const sent = form !== undefined ? new URLSearchParams(form) : body === undefined ? null : JSON.stringify(body);
    const response = await fetch(url, { method, headers, body: sent });
    return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
  };
}

export function makeControl(baseUrl: string): Harness['control'] {
  return async (method, path, body) => {
    const sent = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(new URL(`/_control${path}`, baseUrl), { method, body: sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control${path}: ${response.status} ${text}`);
    return parsed(text);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The value at a dotted path such as `data.0.name`; undefined where the path ends early. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined;
  }, value);
}

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Code and subcode of an error, such as `200/1870090` or `2635`; `200 OK` for none. */
export function errorOf(answer: Answer): string {
  const code = at(answer.body, 'error.code');
  if (code === undefined) return `${answer.status} OK`;
  return [code, at(answer.body, 'error.error_subcode')]
    .filter((part) => part !== undefined)
    .map((part) => JSON.stringify(part))
    .join('/');
}

export async function makeAudience(call: Caller, name = 'Kesit · VIP', more: object = {}): Promise<string> {
  const body = { name, subtype: 'CUSTOM', customer_file_source: 'USER_PROVIDED_ONLY', ...more };
  const answer = await call('POST', `/act_${ACCOUNT}/customaudiences`, { body });
  const id = at(answer.body, 'id');
  if (typeof id !== 'string') throw new Error(`No audience: ${JSON.stringify(answer.body)}`);
  return id;
}

export const SCHEMA = ['EXTERN_ID', 'EMAIL'];

/** Rows `c-FROM` to `c-(TO-1)`, each with an e-mail hash. */
export function people(from: number, to: number): string[][] {
  return Array.from({ length: to - from }, (_, i) => [`c-${from + i}`, hash(`c-${from + i}@example.com`)]);
}

export function rows(data: readonly unknown[], schema: unknown = SCHEMA, session?: object): object {
  return { payload: { schema, data }, ...(session === undefined ? {} : { session }) };
}

/** EXTERN_IDs of everybody in the audience, sorted. */
export async function members(baseUrl: string, audienceId: string): Promise<unknown[]> {
  return (await memberLines(baseUrl, audienceId)).map((line) => at(line, 'extern_id')).sort();
}

export async function memberLines(baseUrl: string, audienceId: string): Promise<unknown[]> {
  const response = await fetch(new URL(`/_control/audiences/${audienceId}/members`, baseUrl));
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as unknown);
}
