/** Calls the stand-in for Klaviyo as a client would, and its control API as a test would. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Caller = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

export const REVISION = '2026-07-15';
export const KEY = 'pk_test_0001';

/** `path` starts with `/api`; headers given replace the usual ones, and an empty one is left out. */
export function makeCaller(baseUrl: string, key = KEY): Caller {
  return async (method, path, options = {}) => {
    const url = new URL(path, baseUrl);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, String(value));
    const headers = new Headers({
      authorization: `Klaviyo-API-Key ${key}`,
      revision: REVISION,
      accept: 'application/vnd.api+json',
      ...(options.body === undefined ? {} : { 'content-type': 'application/vnd.api+json' }),
    });
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === '') headers.delete(name);
      else headers.set(name, value);
    }
    const { body } = options;
    const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url, { method, headers, body: sent });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : parsed(text) };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A control call; throws unless it answers 200. Text bodies are sent as they are (JSONL). */
export async function control(baseUrl: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(new URL(`/_control${path}`, baseUrl), { method, body: sent });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /_control${path}: ${response.status} ${text}`);
  return parsed(text);
}

/** The value at a dotted path such as `data.0.attributes.email`; undefined where the path ends early. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined;
  }, value);
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  if (typeof found !== 'string') throw new Error(`No text at ${path} of ${JSON.stringify(value)}`);
  return found;
}

export function listAt(value: unknown, path: string): unknown[] {
  const found = at(value, path);
  if (!Array.isArray(found)) throw new Error(`No list at ${path} of ${JSON.stringify(value)}`);
  return found as unknown[];
}

/** Makes a list and returns its id. */
export async function makeList(call: Caller, name: string, optIn = 'single_opt_in'): Promise<string> {
  const answer = await call('POST', '/api/lists', { body: listBody(name, optIn) });
  return textAt(answer.body, 'data.id');
}

export function listBody(name: string, optIn?: string): unknown {
  const attributes = optIn === undefined ? { name } : { name, opt_in_process: optIn };
  return { data: { type: 'list', attributes } };
}

export type Attributes = Readonly<Record<string, unknown>>;

export function profileBody(attributes: Attributes, extra: object = {}): unknown {
  return { data: { type: 'profile', attributes, ...extra } };
}

/** Creates or updates a profile and returns its id. */
export async function makeProfile(call: Caller, attributes: Attributes): Promise<string> {
  const answer = await call('POST', '/api/profile-import', { body: profileBody(attributes) });
  return textAt(answer.body, 'data.id');
}

export function importBody(profiles: readonly object[], listIds: readonly string[] = []): unknown {
  return {
    data: {
      type: 'profile-bulk-import-job',
      attributes: { profiles: { data: profiles.map((profile) => ({ type: 'profile', ...profile })) } },
      ...(listIds.length === 0
        ? {}
        : { relationships: { lists: { data: listIds.map((id) => ({ type: 'list', id })) } } }),
    },
  };
}

export function memberBody(ids: readonly string[]): unknown {
  return { data: ids.map((id) => ({ type: 'profile', id })) };
}

/** Follows `links.next` to the end and returns every entry of `data`. */
export async function allPages(call: Caller, path: string, query: CallOptions['query'] = {}): Promise<unknown[]> {
  const entries: unknown[] = [];
  let answer = await call('GET', path, { query });
  for (;;) {
    entries.push(...listAt(answer.body, 'data'));
    const next = at(answer.body, 'links.next');
    if (typeof next !== 'string') return entries;
    answer = await call('GET', next);
  }
}
