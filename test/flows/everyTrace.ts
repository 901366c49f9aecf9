/**
 * A person with a row in every table that may hold something of a customer, no column left empty, each value told apart from all
 * others: what tests of the file for a customer, and of erasures, look for.
 */
import { holdings, type HoldingTable } from '#app/core/privacy/holdings.ts';
import type { TestDatabase } from '#test/support/database.ts';
import type { SegmentedShop } from './segmentedShop.ts';

export interface Trace {
  table: HoldingTable;
  column: string;
  /** The value as the database gives it in text. */
  text: string;
}

/** Columns that name the person, or what is theirs, and so are the same wherever they occur. */
interface Keys {
  customerId: string;
  emailKey: string;
  orderId: string;
  fingerprint: string;
}

let counter = 0;

/** Values of a column's type that occur nowhere else. */
function valueOf(type: string, element: string): string {
  counter += 1;
  const day = String((counter % 27) + 1).padStart(2, '0');
  const second = String(counter % 60).padStart(2, '0');
  const at = `2025-03-${day}T10:${String(Math.floor(counter / 60) % 60).padStart(2, '0')}:${second}.${String(100 + (counter % 900))}+00`;
  switch (type) {
    case 'text':
      return `mark-${counter}-x`;
    case 'bigint':
      return String(610_000_000_000_000 + counter);
    case 'integer':
      return String(4_100_000 + counter);
    case 'boolean':
      return 'true';
    case 'date':
      return `2025-04-${day}`;
    case 'jsonb':
      return JSON.stringify({ mark: `json-${counter}-x` });
    case 'ARRAY':
      return element === '_text' ? `{list-${counter}-x}` : element === '_int4' ? `{${4_100_000 + counter}}` : `{${at}}`;
    case 'double precision':
      return String(4_100_000 + counter + 0.25);
    case 'timestamp with time zone':
      return at;
    default:
      throw new Error(`No value for a column of type ${type}.`);
  }
}

/** Values that a column's check allows, or that its meaning fixes. */
function fixed(table: string, column: string, keys: Keys): string | undefined {
  const everywhere: Record<string, string> = {
    customer_id: keys.customerId,
    owner_id: keys.customerId,
    email_key: keys.emailKey,
    order_id: keys.orderId,
    currency_code: 'TRY',
    segment_id: '1',
    destination_id: '1',
    connection_id: '1',
  };
  const here: Record<string, string> = {
    'customer.email': keys.emailKey,
    'customer.merged_into': '',
    'customer.redacted_at': '',
    'customer.deleted_at': '',
    'site_event.device': 'mobile',
    'site_event.absorbed': 'true',
    'email_event.kind': 'opened',
    'email_event.channel': 'sms',
    'placement.state': 'settled',
    'refetch.kind': 'customer',
    'refetch.object_id': keys.customerId,
    'inbox.state': 'done',
    'inbox.body': JSON.stringify({ customer: { id: Number(keys.customerId), email: keys.emailKey } }),
    'compliance_request.topic': 'customers/data_request',
    'compliance_request.outcome': JSON.stringify({ customer: keys.fingerprint }),
    'access_log.subject': keys.fingerprint,
    'access_log.action': 'explanation',
    'visitor_identity.identity': keys.emailKey,
    'transition.transition_id': '7100000000',
  };
  return here[`${table}.${column}`] ?? everywhere[column];
}

/** Puts a row into every table for the customer. @returns What may be found of it. */
export async function leaveTraces(database: TestDatabase, shop: SegmentedShop, keys: Keys): Promise<Trace[]> {
  const traces: Trace[] = [];
  for (const { table, columns } of holdings) {
    const { rows } = await database.owner.query<{ name: string; type: string; element: string; required: boolean }>(
      `SELECT column_name AS name, data_type AS type, udt_name AS element, is_nullable = 'NO' AND column_default IS NULL AS required
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`,
      [table],
    );
    const values: Record<string, string | null> = {};
    for (const { name, type, element, required } of rows) {
      const meant = fixed(table, name, keys);
      if (name === 'shop_id' || (!(name in columns) && !required && meant === undefined)) continue;
      const value = meant ?? valueOf(type === 'bytea' ? 'text' : type, element);
      values[name] = value === '' ? null : value;
    }
    const names = Object.keys(values);
    const bytes = new Set(rows.filter(({ type }) => type === 'bytea').map(({ name }) => name));
    const written = await shop.rows(
      `INSERT INTO ${table} (shop_id, ${names.join(', ')})
       VALUES ($1, ${names.map((name, index) => (bytes.has(name) ? `convert_to($${index + 2}, 'UTF8')` : `$${index + 2}`)).join(', ')})
       RETURNING ${names.map((name) => `to_jsonb(${bytes.has(name) ? `convert_from(${name}, 'UTF8')` : name})::text AS ${name}`).join(', ')}`,
      ...names.map((name) => values[name]),
    );
    for (const [column, text] of Object.entries(written[0] ?? {}))
      if (column in columns && typeof text === 'string') traces.push({ table, column, text });
  }
  return traces;
}
