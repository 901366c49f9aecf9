/** Pages of an edge: cursors over internal row numbers, forward by `after`. */
import { invalidParameter, reduceData } from './errors.ts';
import type { Params } from './params.ts';

const DEFAULT_LIMIT = 25;
/** Beyond this Meta answers code 1 and asks for less. */
const LARGEST_LIMIT = 500;

export interface Paged<T> {
  readonly page: readonly T[];
  readonly paging: object;
}

export function paged<T extends { readonly pk: number }>(
  nodes: readonly T[],
  params: Params,
  address: string,
): Paged<T> {
  const limit = params.whole('limit') ?? DEFAULT_LIMIT;
  if (limit === 0) throw invalidParameter('Param limit must be greater than 0');
  if (limit > LARGEST_LIMIT) throw reduceData();
  const after = params.text('after');
  const start = after === undefined ? 0 : rowOf(after);
  const rest = nodes.filter(({ pk }) => pk > start);
  const page = rest.slice(0, limit);
  const first = page[0];
  const last = page.at(-1);
  if (first === undefined || last === undefined) return { page, paging: {} };
  const cursors = { before: cursorOf(first.pk), after: cursorOf(last.pk) };
  if (rest.length <= limit) return { page, paging: { cursors } };
  const next = new URL(address);
  next.searchParams.delete('access_token');
  next.searchParams.set('limit', String(limit));
  next.searchParams.set('after', cursors.after);
  return { page, paging: { cursors, next: next.href } };
}

const cursorOf = (pk: number): string => Buffer.from(`pk:${pk}`).toString('base64url');

function rowOf(cursor: string): number {
  const match = /^pk:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (match === null) throw invalidParameter('Invalid cursors values');
  return Number(match[1]);
}
