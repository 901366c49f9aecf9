/** Everything held of one person, table by table, as the file that answers a request for data tells it. */
import { isSafeNumber, parse } from 'lossless-json';
import type { HeldRow, HeldRows } from '#app/core/privacy/dataFile.ts';
import { holdings, type HoldingTable } from '#app/core/privacy/holdings.ts';
import type { ShopSql } from '#app/platform/database.ts';
import type { PersonKeys } from './person.ts';
import { boundsOf, IN_PART, type Part } from './rawWalk.ts';

const byCustomer = 't.customer_id = ANY ($2)';
const byAddress = `${byCustomer} OR t.email_key = ANY ($3)`;
const ofOrder = 't.order_id = ANY ($4)';

/** How a person's rows are found: $2 their customer ids, $3 the forms of their address, $4 their orders, $5 their fingerprints. */
const found: Record<Exclude<HoldingTable, 'inbox'>, string> = {
  customer: byCustomer,
  former_email: byCustomer,
  orders: ofOrder,
  order_line: ofOrder,
  order_refund: ofOrder,
  checkout: byAddress,
  site_event: `${byAddress} OR t.owner_id = ANY ($2)`,
  visitor_identity: byAddress,
  site_day: byCustomer,
  site_recent: byCustomer,
  site_source: byCustomer,
  email_event: byAddress,
  customer_fact: byCustomer,
  membership: byCustomer,
  transition: byCustomer,
  placement: byCustomer,
  partner_profile: byCustomer,
  refetch: `(t.kind = 'customer' AND t.object_id = ANY ($2)) OR (t.kind = 'order' AND t.object_id = ANY ($4))`,
  compliance_request: `t.outcome ->> 'customer' = ANY ($5)`,
  access_log: 't.subject = ANY ($5)',
};

const segmentName = {
  words: ['Segment', 'Segment'],
  sql: '(SELECT coalesce(s.name, s.preset_id) FROM segment s WHERE s.shop_id = t.shop_id AND s.segment_id = t.segment_id)',
} as const;

/** What explains a row and is not of the person: names of segments, lists and tools. */
const explained: Partial<Record<HoldingTable, { words: readonly [tr: string, en: string]; sql: string }>> = {
  membership: segmentName,
  transition: segmentName,
  placement: {
    words: ['Liste', 'List'],
    sql: '(SELECT d.list_name FROM destination d WHERE d.shop_id = t.shop_id AND d.destination_id = t.destination_id)',
  },
  partner_profile: {
    words: ['Araç', 'Tool'],
    sql: '(SELECT c.connector FROM connection c WHERE c.shop_id = t.shop_id AND c.connection_id = t.connection_id)',
  },
};

/** All but raw deliveries, which are gone through part by part: see `readMentions`. */
export async function readHeldRows(sql: ShopSql, person: PersonKeys): Promise<Omit<HeldRows, 'inbox'>> {
  const { customerIds, emailKeys, orderIds, fingerprints } = person;
  const held: Partial<HeldRows> = {};
  for (const { table, columns } of holdings) {
    if (table === 'inbox') continue;
    const those = `WHERE t.shop_id = $1 AND (${found[table]}) AND ($2::bigint[], $3::text[], $4::bigint[], $5::text[]) IS NOT NULL`;
    const values = [sql.shopId, customerIds, emailKeys, orderIds, fingerprints];
    held[table] = await readTable(sql, table, Object.keys(columns), those, values);
  }
  return held as HeldRows;
}

/** The raw deliveries of a part of a walk that speak of the person, with their content readable. */
export async function readMentions(sql: ShopSql, part: Part, person: PersonKeys): Promise<HeldRow[]> {
  const columns = holdings.find(({ table }) => table === 'inbox')?.columns ?? {};
  // The database finds those that may speak of the person; `speaksOf` decides.
  const those = `
    -- Written out once for all that is looked for.
    CROSS JOIN LATERAL (SELECT lower(encode(t.body, 'escape') COLLATE "C") AS said OFFSET 0) b
    WHERE ${IN_PART} AND t.body <> '' AND EXISTS (
      SELECT FROM unnest($6::text[]) m (said) WHERE strpos(b.said, encode(convert_to(m.said, 'UTF8'), 'escape')) > 0)
    ORDER BY t.received_at, t.delivery_id`;
  const values = [sql.shopId, ...boundsOf(part), [...person.customerIds, ...person.emailKeys]];
  const rows = await readTable(sql, 'inbox', Object.keys(columns), those, values);
  return rows.flatMap((row) => withText(row, person));
}

async function readTable(
  sql: ShopSql,
  table: HoldingTable,
  columns: readonly string[],
  those: string,
  values: unknown[],
): Promise<HeldRow[]> {
  const more = explained[table];
  const names = columns.map((column) => (column === 'body' ? `encode(t.body, 'base64') AS body` : `t.${column}`));
  // As text, and read with care: ids have more digits than JSON.parse keeps.
  const { rows } = await sql.query<{ row: string }>(
    `SELECT to_jsonb(x)::text AS row FROM (
       SELECT ${[...names, ...(more ? [`${more.sql} AS explained`] : [])].join(', ')} FROM ${table} t ${those}) x`,
    values,
  );
  return rows.map(({ row }) => {
    const { explained: value, ...held } = losslessly(row) as Record<string, unknown>;
    return { columns: held, extra: more ? { explained: { words: more.words, value } } : {} };
  });
}

/** Numbers that a double cannot hold are given as texts. */
function losslessly(text: string): unknown {
  return parse(text, undefined, (digits) => (isSafeNumber(digits) ? Number(digits) : digits));
}

/** A raw delivery with its content readable, if it does speak of the person: an id may be a part of another's. */
function withText({ columns, extra }: HeldRow, person: PersonKeys): HeldRow[] {
  const text = Buffer.from(String(columns.body), 'base64').toString('utf8');
  if (!speaksOf(text, person)) return [];
  let body: unknown = text;
  try {
    body = losslessly(text);
  } catch {
    // What is no JSON is told as it came.
  }
  return [{ columns: { ...columns, body }, extra }];
}

function speaksOf(text: string, { customerIds, emailKeys }: PersonKeys): boolean {
  const lower = text.toLowerCase();
  // Ids stand alone or at the end of a global id; a number within an address or a longer number is another.
  return (
    customerIds.some((id) => new RegExp(`(?<![\\w.@+-])${id}(?![\\w.@+-])`).test(text)) ||
    emailKeys.some((key) => {
      for (let at = lower.indexOf(key); at >= 0; at = lower.indexOf(key, at + 1))
        if (!/[\w.%+-]/.test(lower.charAt(at - 1)) && !/[\w-]/.test(lower.charAt(at + key.length))) return true;
      return false;
    })
  );
}
