/**
 * Rows that a backfill brings in and that nothing is known of yet: plain insertions, one statement per table and batch. What is
 * known already goes through the guards of applyChanges; both ways end in the same rows.
 */
import type { ChangeOf, ConsentChange, OrderLineChange } from '#app/core/changes.ts';
import { emailKey } from '#app/core/email.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { phoneKey } from '#app/core/phone.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { ColumnArray, columnsSql, rowsSql, type Columns, type Value } from './columnArrays.ts';

/** Everything that one line tells of a customer. */
export interface CustomerLoad {
  profile: ChangeOf<'customer'>;
  totals: ChangeOf<'customer-totals'> | null;
  consents: readonly ConsentChange[];
}

const customerColumns = {
  customer_id: 'bigint',
  email: 'text',
  email_key: 'text',
  phone: 'text',
  phone_key: 'text',
  first_name: 'text',
  last_name: 'text',
  account_state: 'text',
  country_code: 'text',
  province: 'text',
  city: 'text',
  created_at: 'instant',
  updated_at: 'instant',
  told_at: 'instant',
  locale: 'text',
  tags: 'text[]',
  metafields: 'jsonb',
  detail_updated_at: 'instant',
  detail_told_at: 'instant',
  shopify_order_count: 'int',
  shopify_spent_minor: 'bigint',
  shopify_totals_at: 'instant',
  shopify_last_order_at: 'instant',
  email_consent: 'text',
  email_consent_at: 'instant',
  sms_consent: 'text',
  sms_consent_at: 'instant',
  whatsapp_consent: 'text',
  whatsapp_consent_at: 'instant',
} as const satisfies Columns;

const orderColumns = {
  order_id: 'bigint',
  customer_id: 'bigint',
  name: 'text',
  processed_at: 'instant',
  created_at: 'instant',
  updated_at: 'instant',
  told_at: 'instant',
  cancelled_at: 'instant',
  is_test: 'boolean',
  financial_status: 'text',
  currency_code: 'text',
  total_minor: 'bigint',
  current_total_minor: 'bigint',
  discount_minor: 'bigint',
  source_name: 'text',
  tags: 'text[]',
  checkout_token: 'text',
  cart_token: 'text',
} as const satisfies Columns;

const lineColumns = {
  order_id: 'bigint',
  line_id: 'bigint',
  product_id: 'bigint',
  title: 'text',
  vendor: 'text',
  quantity: 'int',
  current_quantity: 'int',
  total_minor: 'bigint',
  discount_minor: 'bigint',
} as const satisfies Columns;

type RowOf<Given extends Columns> = Readonly<Record<keyof Given, Value>>;

function insertSql(table: string, columns: Columns): string {
  const names = Object.keys(columns).join(', ');
  return `INSERT INTO ${table} (shop_id, ${names}) SELECT $1, ${columnsSql(columns, 'r')} FROM ${rowsSql(columns, 'r', 2)}`;
}

const statements = {
  customer: { name: 'load customers', text: insertSql('customer', customerColumns) },
  order: { name: 'load orders', text: insertSql('orders', orderColumns) },
  lineOfNewOrder: { name: 'load lines of new orders', text: insertSql('order_line', lineColumns) },
  // As for lines told one by one elsewhere: only of orders whose stored version is a backfill's. One look per line, by key: the
  // planner, which does not know yet how many orders there are, has no other way to choose.
  line: {
    name: 'load order lines',
    text: `INSERT INTO order_line AS ol (shop_id, ${Object.keys(lineColumns).join(', ')})
     SELECT $1, ${columnsSql(lineColumns, 'r')} FROM ${rowsSql(lineColumns, 'r', 2)}
     WHERE (SELECT o.told_at FROM orders o WHERE o.shop_id = $1 AND o.order_id = r.order_id) = 'epoch'
     ON CONFLICT (shop_id, order_id, line_id) DO UPDATE SET product_id = excluded.product_id, title = excluded.title,
       vendor = excluded.vendor, quantity = excluded.quantity, current_quantity = excluded.current_quantity,
       total_minor = excluded.total_minor, discount_minor = excluded.discount_minor
     WHERE (ol.product_id, ol.title, ol.vendor, ol.quantity, ol.current_quantity, ol.total_minor, ol.discount_minor)
       IS DISTINCT FROM (excluded.product_id, excluded.title, excluded.vendor, excluded.quantity, excluded.current_quantity,
         excluded.total_minor, excluded.discount_minor)`,
  },
};

/** Rows as parameters of one statement, made ready before they are stored. */
export interface ReadyRows {
  readonly statement: { name: string; text: string };
  readonly rowCount: number;
  /** One array per column, in PostgreSQL's text form. */
  readonly columns: readonly string[];
}

function ready<Given extends Columns>(
  statement: { name: string; text: string },
  columns: Given,
  rows: readonly RowOf<Given>[],
): ReadyRows {
  const entries = Object.entries(columns).map(([name, type]) => ({ name, array: new ColumnArray(type) }));
  for (const row of rows) for (const { name, array } of entries) array.push(row[name] ?? null);
  return { statement, rowCount: rows.length, columns: entries.map(({ array }) => String(array)) };
}

/** Stores rows that were made ready. */
export async function insertRows(sql: ShopSql, { statement, rowCount, columns }: ReadyRows): Promise<void> {
  if (rowCount > 0) await sql.query({ ...statement, values: [sql.shopId, ...columns] });
}

/** Which of these have a row. Exports come in the order of their ids, so the span of a batch is mostly empty: one look. */
export async function knownIds(
  sql: ShopSql,
  table: 'customer' | 'orders',
  ids: readonly DecimalId[],
): Promise<Set<DecimalId>> {
  if (ids.length === 0) return new Set();
  const column = table === 'customer' ? 'customer_id' : 'order_id';
  const list = `{${ids.join(',')}}`;
  const isLess = (one: DecimalId, other: DecimalId): boolean =>
    one.length < other.length || (one.length === other.length && one < other);
  let [low, high] = [ids[0] ?? '', ids[0] ?? ''];
  for (const id of ids) {
    if (isLess(id, low)) low = id;
    if (isLess(high, id)) high = id;
  }
  const { rows: span } = await sql.query(
    `SELECT FROM ${table} WHERE shop_id = $1 AND ${column} BETWEEN $2 AND $3 LIMIT 1`,
    [sql.shopId, low, high],
  );
  if (span.length === 0) return new Set();
  const { rows } = await sql.query<{ id: DecimalId }>(
    `SELECT ${column} AS id FROM ${table} WHERE shop_id = $1 AND ${column} = ANY ($2::bigint[])`,
    [sql.shopId, list],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Customers that have no row, each once. @param country Where telephone numbers without a country belong. */
export const readyCustomers = (customers: readonly CustomerLoad[], country: string | null): ReadyRows =>
  ready(
    statements.customer,
    customerColumns,
    customers.map((one) => customerRow(one, country)),
  );

function customerRow(
  { profile, totals, consents }: CustomerLoad,
  country: string | null,
): RowOf<typeof customerColumns> {
  const { customerId, email, phone, detail, updatedAt, toldAt } = profile;
  const of = (kind: ConsentChange['kind']): ConsentChange | undefined => consents.find((one) => one.kind === kind);
  const [mail, sms, whatsapp] = [of('email-consent'), of('sms-consent'), of('whatsapp-consent')];
  return {
    customer_id: customerId,
    email,
    email_key: email === null ? null : emailKey(email),
    phone,
    phone_key: phone === null ? null : phoneKey(phone, country),
    first_name: profile.firstName,
    last_name: profile.lastName,
    account_state: profile.accountState,
    country_code: profile.countryCode,
    province: profile.province,
    city: profile.city,
    created_at: profile.createdAt,
    updated_at: updatedAt,
    told_at: toldAt,
    locale: detail?.locale ?? null,
    tags: detail?.tags ?? [],
    metafields: detail?.metafields ?? {},
    detail_updated_at: detail && updatedAt,
    detail_told_at: detail && toldAt,
    shopify_order_count: totals && totals.orderCount,
    shopify_spent_minor: totals && totals.spentMinor,
    shopify_totals_at: totals && totals.at,
    shopify_last_order_at: totals && totals.lastOrderAt,
    email_consent: mail?.state ?? null,
    email_consent_at: mail?.at ?? null,
    sms_consent: sms?.state ?? null,
    sms_consent_at: sms?.at ?? null,
    whatsapp_consent: whatsapp?.state ?? null,
    whatsapp_consent_at: whatsapp?.at ?? null,
  };
}

/**
 * Orders that have no row, each once, and without their lines.
 * @param owners Who owns now what names a customer that was merged.
 */
export const readyOrders = (
  orders: readonly ChangeOf<'order'>[],
  owners: ReadonlyMap<DecimalId, DecimalId>,
): ReadyRows =>
  ready(
    statements.order,
    orderColumns,
    orders.map((one) => orderRow(one, owners)),
  );

function orderRow(order: ChangeOf<'order'>, owners: ReadonlyMap<DecimalId, DecimalId>): RowOf<typeof orderColumns> {
  const { customerId } = order;
  return {
    order_id: order.orderId,
    customer_id: customerId && (owners.get(customerId) ?? customerId),
    name: order.name,
    processed_at: order.processedAt,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    told_at: order.toldAt,
    cancelled_at: order.cancelledAt,
    is_test: order.isTest,
    financial_status: order.financialStatus,
    currency_code: order.currencyCode,
    total_minor: order.totalMinor,
    current_total_minor: order.currentTotalMinor,
    discount_minor: order.discountMinor,
    source_name: order.sourceName,
    tags: order.tags,
    checkout_token: order.checkoutToken,
    cart_token: order.cartToken,
  };
}

/**
 * Lines, each once.
 * @param areNew The orders are stored just before, in the same transaction, as a backfill tells them: nothing is to be looked
 *   up. Otherwise lines of orders whose stored version is not a backfill's are left out.
 */
export const readyLines = (lines: readonly OrderLineChange[], areNew: boolean): ReadyRows =>
  ready(areNew ? statements.lineOfNewOrder : statements.line, lineColumns, lines.map(lineRow));

function lineRow({ orderId, line }: OrderLineChange): RowOf<typeof lineColumns> {
  return {
    order_id: orderId,
    line_id: line.lineId,
    product_id: line.productId,
    title: line.title,
    vendor: line.vendor,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    total_minor: line.totalMinor,
    discount_minor: line.discountMinor,
  };
}

/** Makes sure that buyers have a row; most of them have. */
export async function ensureBuyers(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  if (customerIds.length === 0) return;
  await sql.query({
    name: 'ensure buyers',
    text: `INSERT INTO customer (shop_id, customer_id, tags) SELECT $1, b.id, '{}' FROM unnest($2::bigint[]) AS b (id)
     WHERE (SELECT c.shop_id FROM customer c WHERE c.shop_id = $1 AND c.customer_id = b.id) IS NULL ON CONFLICT DO NOTHING`,
    values: [sql.shopId, `{${customerIds.join(',')}}`],
  });
}

/** What may concern what is loaded, and mostly does not: merged customers, and browsers seen before their customer. */
export async function specialCases(sql: ShopSql): Promise<{ merges: boolean; visitors: boolean }> {
  const { rows } = await sql.query<{ merges: boolean; visitors: boolean }>(
    `SELECT EXISTS (SELECT FROM customer WHERE shop_id = $1 AND merged_into IS NOT NULL) AS merges,
            EXISTS (SELECT FROM visitor_identity WHERE shop_id = $1) AS visitors`,
    [sql.shopId],
  );
  return rows[0] ?? { merges: true, visitors: true };
}
