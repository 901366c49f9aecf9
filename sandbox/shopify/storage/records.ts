// The shops' customers and orders. Rows hold the record as the control API gave it; the columns beside it are what
// pages are sorted and filtered by. Nothing here reads a whole shop at once.
import type { Customer, Order } from '../model.ts';
import { toNumericId } from '../model.ts';
import type { Database } from './database.ts';

export type RecordKind = 'customers' | 'orders';

/** A column that pages may be sorted or filtered by. */
export type SortColumn = 'id' | 'created_ms' | 'updated_ms' | 'processed_ms';

export interface Condition {
  column: SortColumn | 'customer_id';
  operator: '<' | '<=' | '>' | '>=' | '=';
  value: bigint;
}

export interface PageRequest {
  conditions: Condition[];
  sort: SortColumn;
  reverse: boolean;
  /** The last row of the page before this one. */
  after: { value: bigint; id: bigint } | null;
  limit: number;
}

export interface PageRow {
  record: Customer | Order;
  sortValue: bigint;
}

export interface Records {
  putCustomer(shop: number, customer: Customer): void;
  putOrder(shop: number, order: Order): void;
  removeCustomer(shop: number, id: string): void;
  removeOrder(shop: number, id: string): void;
  customer(shop: number, id: string): Customer | undefined;
  order(shop: number, id: string): Order | undefined;
  ordersOf(shop: number, customerId: string): Order[];
  page(kind: RecordKind, shop: number, request: PageRequest): PageRow[];
  /** Counts at most `limit` rows. */
  count(kind: RecordKind, shop: number, conditions: Condition[], limit: number | null): number;
  /** The next rows in the order they were stored, for streams: pass the last `row` seen, 0 to begin. */
  scan(kind: RecordKind, shop: number, afterRow: number, limit: number): { row: number; data: string }[];
}

function whereText(conditions: Condition[]): string {
  return conditions.map((condition) => ` AND ${condition.column} ${condition.operator} ?`).join('');
}

function statements(db: Database) {
  return {
    putCustomer: db.prepare(
      `INSERT INTO customers (shop, id, created_ms, updated_ms, data) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (shop, id) DO UPDATE SET created_ms = excluded.created_ms, updated_ms = excluded.updated_ms,
         data = excluded.data`,
    ),
    putOrder: db.prepare(
      `INSERT INTO orders (shop, id, customer_id, created_ms, updated_ms, processed_ms, data)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (shop, id) DO UPDATE SET customer_id = excluded.customer_id, created_ms = excluded.created_ms,
         updated_ms = excluded.updated_ms, processed_ms = excluded.processed_ms, data = excluded.data`,
    ),
    removeCustomer: db.prepare('DELETE FROM customers WHERE shop = ? AND id = ?'),
    removeOrder: db.prepare('DELETE FROM orders WHERE shop = ? AND id = ?'),
    customer: db.prepare('SELECT data FROM customers WHERE shop = ? AND id = ?'),
    order: db.prepare('SELECT data FROM orders WHERE shop = ? AND id = ?'),
    ordersOf: db.prepare('SELECT data FROM orders WHERE shop = ? AND customer_id = ? ORDER BY processed_ms, id'),
    scanCustomers: db.prepare(
      'SELECT row, data FROM customers NOT INDEXED WHERE shop = ? AND row > ? ORDER BY row LIMIT ?',
    ),
    scanOrders: db.prepare('SELECT row, data FROM orders NOT INDEXED WHERE shop = ? AND row > ? ORDER BY row LIMIT ?'),
  };
}

interface Data {
  data: string;
}

export function makeRecords(db: Database): Records {
  const sql = statements(db);
  const one = (row: unknown): unknown => (row === undefined ? undefined : JSON.parse((row as Data).data));

  return {
    putCustomer(shop, customer) {
      const id = toNumericId(customer.id, 'customer.id');
      const [created, updated] = [Date.parse(customer.createdAt), Date.parse(customer.updatedAt)];
      sql.putCustomer.run(shop, id, created, updated, JSON.stringify(customer));
    },
    putOrder(shop, order) {
      const customerId = order.customerId === null ? null : toNumericId(order.customerId, 'order.customerId');
      const [created, updated] = [Date.parse(order.createdAt), Date.parse(order.updatedAt)];
      const processed = Date.parse(order.processedAt);
      const id = toNumericId(order.id, 'order.id');
      sql.putOrder.run(shop, id, customerId, created, updated, processed, JSON.stringify(order));
    },
    removeCustomer: (shop, id) => void sql.removeCustomer.run(shop, BigInt(id)),
    removeOrder: (shop, id) => void sql.removeOrder.run(shop, BigInt(id)),
    customer: (shop, id) => one(sql.customer.get(shop, BigInt(id))) as Customer | undefined,
    order: (shop, id) => one(sql.order.get(shop, BigInt(id))) as Order | undefined,
    ordersOf: (shop, id) =>
      (sql.ordersOf.all(shop, BigInt(id)) as unknown as Data[]).map((row) => JSON.parse(row.data) as Order),
    page(kind, shop, request) {
      const { sort, after, reverse, conditions, limit } = request;
      const direction = reverse ? 'DESC' : 'ASC';
      const beyond = after === null ? '' : ` AND (${sort}, id) ${reverse ? '<' : '>'} (?, ?)`;
      const rows = db
        .prepare(
          `SELECT data, CAST(${sort} AS TEXT) AS sort_value FROM ${kind} WHERE shop = ?${whereText(conditions)}${beyond}
           ORDER BY ${sort} ${direction}, id ${direction} LIMIT ?`,
        )
        .all(
          shop,
          ...conditions.map((condition) => condition.value),
          ...(after === null ? [] : [after.value, after.id]),
          limit,
        ) as { data: string; sort_value: string }[];
      return rows.map((row) => ({
        record: JSON.parse(row.data) as Customer | Order,
        sortValue: BigInt(row.sort_value),
      }));
    },
    count(kind, shop, conditions, limit) {
      const where = `FROM ${kind} WHERE shop = ?${whereText(conditions)}`;
      const text =
        limit === null
          ? `SELECT count(*) AS n ${where}`
          : `SELECT count(*) AS n FROM (SELECT 1 ${where} LIMIT ${limit})`;
      const row = db.prepare(text).get(shop, ...conditions.map((condition) => condition.value));
      return (row as { n: number }).n;
    },
    scan(kind, shop, afterRow, limit) {
      const statement = kind === 'customers' ? sql.scanCustomers : sql.scanOrders;
      return statement.all(shop, afterRow, limit) as { row: number; data: string }[];
    },
  };
}
