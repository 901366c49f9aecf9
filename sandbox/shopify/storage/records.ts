// The shops' customers, orders, products and collections. Rows hold the record as the control API gave it; the columns
// beside it are what pages are sorted and filtered by. Nothing here reads a whole shop at once.
import type { Collection, Customer, Order, Product, ShopRecord } from '../model.ts';
import { toNumericId } from '../recordChecks.ts';
import type { Database } from './database.ts';

export const KIND_OF = {
  customer: 'customers',
  order: 'orders',
  product: 'products',
  collection: 'collections',
} as const;

export type RecordKind = (typeof KIND_OF)[ShopRecord['type']];

/** The record of each kind. */
export interface RecordOf {
  customers: Customer;
  orders: Order;
  products: Product;
  collections: Collection;
}

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

export interface PageRow<Kind extends RecordKind = RecordKind> {
  record: RecordOf[Kind];
  sortValue: bigint;
}

export interface Records {
  /** Stores the record, in place of the one with its id. */
  put(shop: number, record: ShopRecord): void;
  remove(kind: RecordKind, shop: number, id: string): void;
  find<Kind extends RecordKind>(kind: Kind, shop: number, id: string): RecordOf[Kind] | undefined;
  customer(shop: number, id: string): Customer | undefined;
  order(shop: number, id: string): Order | undefined;
  /** Oldest first. */
  ordersOf(shop: number, customerId: string): Order[];
  page<Kind extends RecordKind>(kind: Kind, shop: number, request: PageRequest): PageRow<Kind>[];
  /** Counts at most `limit` rows. */
  count(kind: RecordKind, shop: number, conditions: Condition[], limit: number | null): number;
  isEmpty(kind: RecordKind, shop: number): boolean;
  /** Customers who have the tag, written just so. */
  tagged(shop: number, tag: string): Customer[];
  /** The next rows in the order they were stored, for streams: pass the last `row` seen, 0 to begin. */
  scan(kind: RecordKind, shop: number, afterRow: number, limit: number): { row: number; data: string }[];
}

function whereText(conditions: Condition[]): string {
  return conditions.map((condition) => ` AND ${condition.column} ${condition.operator} ?`).join('');
}

function statementsOf(db: Database, kind: RecordKind) {
  return {
    put: db.prepare(
      `INSERT INTO ${kind} (shop, id, created_ms, updated_ms, data) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (shop, id) DO UPDATE SET created_ms = excluded.created_ms, updated_ms = excluded.updated_ms,
         data = excluded.data`,
    ),
    remove: db.prepare(`DELETE FROM ${kind} WHERE shop = ? AND id = ?`),
    find: db.prepare(`SELECT data FROM ${kind} WHERE shop = ? AND id = ?`),
    any: db.prepare(`SELECT 1 AS one FROM ${kind} WHERE shop = ? LIMIT 1`),
    scan: db.prepare(`SELECT row, data FROM ${kind} NOT INDEXED WHERE shop = ? AND row > ? ORDER BY row LIMIT ?`),
  };
}

interface Data {
  data: string;
}

export function makeRecords(db: Database): Records {
  const sql = {
    customers: statementsOf(db, 'customers'),
    products: statementsOf(db, 'products'),
    collections: statementsOf(db, 'collections'),
    orders: orderStatements(db),
  };
  const tagged = db.prepare(
    `SELECT data FROM customers WHERE shop = ? AND EXISTS (SELECT 1 FROM json_each(data, '$.tags') WHERE value = ?) ORDER BY id`,
  );
  const putOrder = (shop: number, order: Order): void => {
    const customerId = order.customerId === null ? null : toNumericId(order.customerId, 'order.customerId');
    const instants = [order.createdAt, order.updatedAt, order.processedAt].map((at) => Date.parse(at));
    sql.orders.put.run(shop, toNumericId(order.id, 'order.id'), customerId, ...instants, JSON.stringify(order));
  };
  const find: Records['find'] = (kind, shop, id) => {
    const row = sql[kind].find.get(shop, BigInt(id)) as Data | undefined;
    return row && (JSON.parse(row.data) as RecordOf[typeof kind]);
  };

  return {
    find,
    put(shop, record) {
      if (record.type === 'order') {
        putOrder(shop, record);
        return;
      }
      const id = toNumericId(record.id, `${record.type}.id`);
      const updated = Date.parse(record.updatedAt);
      const created = record.type === 'collection' ? updated : Date.parse(record.createdAt);
      sql[KIND_OF[record.type]].put.run(shop, id, created, updated, JSON.stringify(record));
    },
    remove: (kind, shop, id) => void sql[kind].remove.run(shop, BigInt(id)),
    customer: (shop, id) => find('customers', shop, id),
    order: (shop, id) => find('orders', shop, id),
    ordersOf: (shop, id) =>
      (sql.orders.ofCustomer.all(shop, BigInt(id)) as unknown as Data[]).map((row) => JSON.parse(row.data) as Order),
    page<Kind extends RecordKind>(kind: Kind, shop: number, request: PageRequest) {
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
        record: JSON.parse(row.data) as RecordOf[Kind],
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
    tagged: (shop, tag) => (tagged.all(shop, tag) as unknown as Data[]).map((row) => JSON.parse(row.data) as Customer),
    isEmpty: (kind, shop) => sql[kind].any.get(shop) === undefined,
    scan: (kind, shop, afterRow, limit) => sql[kind].scan.all(shop, afterRow, limit) as { row: number; data: string }[],
  };
}

/** Orders have two columns more: whose they are, and when they were placed. */
function orderStatements(db: Database) {
  return {
    ...statementsOf(db, 'orders'),
    put: db.prepare(
      `INSERT INTO orders (shop, id, customer_id, created_ms, updated_ms, processed_ms, data)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (shop, id) DO UPDATE SET customer_id = excluded.customer_id, created_ms = excluded.created_ms,
         updated_ms = excluded.updated_ms, processed_ms = excluded.processed_ms, data = excluded.data`,
    ),
    ofCustomer: db.prepare('SELECT data FROM orders WHERE shop = ? AND customer_id = ? ORDER BY processed_ms, id'),
  };
}
