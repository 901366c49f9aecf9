/** One page of rows in a stable order, by keyset: the cost of a page does not depend on how far into the list it lies. */
import type { SQLInputValue } from 'node:sqlite';
import type { Database, Row } from '../../database.ts';

export interface PageRequest {
  /** FROM and JOIN part. */
  readonly from: string;
  readonly columns: string;
  /** Conditions joined with AND, and their parameters. */
  readonly where: readonly { readonly sql: string; readonly params: readonly SQLInputValue[] }[];
  /** Column to order by; the row key breaks ties and must be unique. */
  readonly sortColumn: string;
  readonly keyColumn: string;
  readonly descending: boolean;
  readonly pageSize: number;
  readonly cursor: readonly [number | string | null, number] | undefined;
}

export interface Page {
  readonly rows: Row[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: readonly [number | string | null, number] | undefined;
}

export function readPage(db: Database, request: PageRequest): Page {
  const direction = request.descending ? 'DESC' : 'ASC';
  const beyond = request.descending ? '<' : '>';
  const conditions = request.where.map((part) => part.sql);
  const params = request.where.flatMap((part) => [...part.params]);
  const single = request.sortColumn === request.keyColumn;
  if (request.cursor !== undefined) {
    if (single) {
      conditions.push(`${request.keyColumn} ${beyond} ?`);
      params.push(request.cursor[1]);
    } else {
      conditions.push(`(${request.sortColumn}, ${request.keyColumn}) ${beyond} (?, ?)`);
      params.push(request.cursor[0], request.cursor[1]);
    }
  }
  const order = single
    ? `${request.keyColumn} ${direction}`
    : `${request.sortColumn} ${direction}, ${request.keyColumn} ${direction}`;
  const rows = db.all(
    `SELECT ${request.columns}, ${request.sortColumn} AS page_sort, ${request.keyColumn} AS page_key
     FROM ${request.from} WHERE ${conditions.join(' AND ') || '1'} ORDER BY ${order} LIMIT ?`,
    ...params,
    request.pageSize + 1,
  );
  const more = rows.length > request.pageSize;
  if (more) rows.pop();
  const last = rows.at(-1);
  if (!more || last === undefined) return { rows, next: undefined };
  return { rows, next: [last.page_sort as number | string | null, last.page_key as number] };
}
