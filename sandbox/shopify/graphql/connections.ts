// Pages of a connection: from the database by key (never by offset), or from a short list already at hand.
import { GraphQLError } from 'graphql';
import type { Condition, RecordKind, RecordOf, Records, SortColumn } from '../storage/records.ts';

export interface PageArguments {
  first?: number | null;
  after?: string | null;
  reverse?: boolean | null;
}

export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const LARGEST_PAGE = 250;

const toCursor = (id: string, value: string): string =>
  Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64');

function fromCursor(cursor: string | null | undefined): { id: bigint; value: bigint } | null {
  if (cursor === null || cursor === undefined) return null;
  try {
    const { last_id: id, last_value: value } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as {
      last_id: string;
      last_value: string;
    };
    return { id: BigInt(id), value: BigInt(value) };
  } catch {
    throw new GraphQLError('Invalid cursor for current pagination sort.', {
      extensions: { code: 'INVALID_PAGINATION_ARGUMENTS' },
    });
  }
}

function pageSize(args: PageArguments): number {
  const { first } = args;
  if (first === null || first === undefined) throw new GraphQLError('you must provide one of first or last');
  if (first < 0) throw new GraphQLError('first must be a positive number');
  if (first > LARGEST_PAGE) {
    throw new GraphQLError(`The first argument cannot be greater than ${LARGEST_PAGE}.`, {
      extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    });
  }
  return first;
}

function toConnection<T>(edges: { cursor: string; node: T }[], hasNextPage: boolean, after: unknown): Connection<T> {
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== null && after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A page of stored records. */
export function recordConnection<Kind extends RecordKind>(
  records: Records,
  kind: Kind,
  shop: number,
  sort: SortColumn,
  conditions: Condition[],
  args: PageArguments,
): Connection<RecordOf[Kind]> {
  const limit = pageSize(args);
  const after = fromCursor(args.after);
  const rows = records.page(kind, shop, {
    conditions,
    sort,
    reverse: args.reverse ?? false,
    after,
    limit: limit + 1,
  });
  const edges = rows
    .slice(0, limit)
    .map(({ record, sortValue }) => ({ cursor: toCursor(record.id, String(sortValue)), node: record }));
  return toConnection(edges, rows.length > limit, args.after);
}

/** A page of a list that is at hand, in the order given; `idOf` must be unique within it. */
export function listConnection<T>(items: T[], idOf: (item: T) => string, args: PageArguments): Connection<T> {
  const limit = pageSize(args);
  const ordered = args.reverse ? items.toReversed() : items;
  const after = fromCursor(args.after);
  const start = after === null ? 0 : ordered.findIndex((item) => BigInt(idOf(item)) === after.id) + 1;
  const edges = ordered.slice(start, start + limit).map((node) => ({ cursor: toCursor(idOf(node), idOf(node)), node }));
  return toConnection(edges, start + limit < ordered.length, args.after);
}
