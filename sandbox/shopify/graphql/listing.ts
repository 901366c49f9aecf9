// What the list fields of customers and orders have in common: sort keys, search, counts, and how far back an app may read.
import type { Order } from '../model.ts';
import type { Condition, RecordKind, SortColumn } from '../storage/records.ts';
import type { PageArguments } from './connections.ts';
import type { ResolverContext } from './context.ts';
import { readSearch } from './search.ts';

/** `limit` null counts all of them. */
export interface CountArguments {
  limit?: number | null;
  query?: string | null;
}
export type ListArguments = PageArguments & { query?: string | null; sortKey?: string };

const SORT_COLUMNS: Record<string, SortColumn> = {
  ID: 'id',
  CREATED_AT: 'created_ms',
  UPDATED_AT: 'updated_ms',
  PROCESSED_AT: 'processed_ms',
};

export const sortColumn = (key: string | undefined): SortColumn => SORT_COLUMNS[key ?? 'ID'] ?? 'id';

/** Reads the search text of a list field and keeps its remarks for the answer. */
export function searchConditions(query: string | null | undefined, kind: RecordKind, context: ResolverContext) {
  const { conditions, warnings } = readSearch(query, kind);
  if (warnings.length > 0) context.searchWarnings.push({ path: [kind], query, warnings });
  return conditions;
}

/** `{ count, precision }`; a count above the limit is cut there and said to be "at least". */
export function countRecords(kind: RecordKind, args: CountArguments, context: ResolverContext) {
  const limit = args.limit === undefined ? 10_000 : args.limit;
  const conditions = searchConditions(args.query, kind, context);
  if (kind === 'orders') conditions.push(...oldestReadableOrder(context));
  const counted = context.records.count(kind, context.shop.no, conditions, limit === null ? null : limit + 1);
  const cut = limit !== null && counted > limit;
  return { count: cut ? limit : counted, precision: cut ? 'AT_LEAST' : 'EXACT' };
}

const SIXTY_DAYS_MS = 60 * 86_400_000;

/** Without `read_all_orders` an app reads the orders of the last 60 days only. */
export function oldestReadableOrder(context: ResolverContext): Condition[] {
  if (context.scopes.has('read_all_orders')) return [];
  return [{ column: 'created_ms', operator: '>=', value: BigInt(context.clock.nowMs() - SIXTY_DAYS_MS) }];
}

/** Whether the token reaches back to this order. */
export const mayReadOrder = (order: Order, context: ResolverContext): boolean =>
  oldestReadableOrder(context).every((limit) => BigInt(Date.parse(order.createdAt)) >= limit.value);
