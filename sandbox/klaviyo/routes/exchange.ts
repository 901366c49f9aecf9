/** What a route is given and what it gives back. */
import type { Endpoint } from '../protocol/endpoint.ts';
import { encodeCursor, type ListQuery } from '../protocol/query.ts';
import type { Account } from '../store/accounts.ts';
import type { Database } from '../../database.ts';
import type { RowFault } from '../store/imports.ts';
import type { Page } from '../store/pages.ts';

/** A call that passed key, revision, content type and rate limits. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly account: Account;
  readonly params: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  readonly query: ListQuery;
  /** Parsed JSON; undefined when the call has no body. */
  readonly body: unknown;
  /** `http://host:port` as the caller addressed it; links in answers start with it. */
  readonly base: string;
  readonly path: string;
  readonly nowMs: number;
  readonly db: Database;
  /** Rows of this import that a test wants to fail. */
  readonly rowFault: RowFault | undefined;
  readonly importDurationMs: (rowCount: number) => number;
  readonly deletionDurationMs: number;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Route = (call: Call) => Reply;

export function ok(body: unknown, status = 200): Reply {
  return { status, body };
}

/** A path parameter; the router only calls a route when its template matched. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The path of ${call.endpoint.operationId} has no {${name}}.`);
  return value;
}

function selfLink(call: Call): string {
  const search = call.search.toString();
  return `${call.base}${call.path}${search === '' ? '' : `?${search}`}`;
}

/** A page of resources with its `self` and, when there is more, `next` link. */
export function collection(
  call: Call,
  data: unknown[],
  next: Page['next'],
  extra: Record<string, unknown> = {},
): Reply {
  const links: Record<string, string> = { self: selfLink(call) };
  if (next !== undefined) {
    const search = new URLSearchParams(call.search);
    search.set('page[cursor]', encodeCursor(...next));
    links.next = `${call.base}${call.path}?${search.toString()}`;
  }
  return ok({ data, links, ...extra });
}

/** A single resource with its `self` link. */
export function single(call: Call, data: unknown, extra: Record<string, unknown> = {}, status = 200): Reply {
  return ok({ data, links: { self: selfLink(call) }, ...extra }, status);
}
