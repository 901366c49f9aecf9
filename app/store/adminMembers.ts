/** Members of a segment page by page, and what is known of one customer. */
import { emailKey } from '#app/core/email.ts';
import { isDecimalId, type DecimalId } from '#app/core/identifiers.ts';
import { factsFromRow, type Slots } from '#app/core/facts/columns.ts';
import type { Facts } from '#app/core/facts/catalogue.ts';
import type { ShopSql } from '#app/platform/database.ts';

export interface Person {
  customerId: DecimalId;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
}

export interface Member extends Person {
  enteredAt: number;
}

export interface MemberPage {
  members: Member[];
  /** Whether there are members before the first and after the last of this page. */
  hasPrevious: boolean;
  hasNext: boolean;
}

export interface MemberQuestion {
  /** Beginning of an e-mail address, or a whole customer id; empty for all. */
  search: string;
  /** Only those after, or before, this customer in the list's order: the newest customer first. */
  after: DecimalId | null;
  before: DecimalId | null;
  pageSize: number;
}

interface MemberRow {
  customer_id: string;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  entered_at: number;
}

/** Sorts behind every other character. */
const LAST_CHARACTER = '\u{10FFFF}';

/** One page by keyset: its cost does not grow with the page's number. */
export async function readMembers(sql: ShopSql, segmentId: number, question: MemberQuestion): Promise<MemberPage> {
  const backwards = question.after === null && question.before !== null;
  const search = question.search.trim();
  const parameters: unknown[] = [sql.shopId, segmentId, question.pageSize + 1];
  const parameter = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = ['m.shop_id = $1', 'm.segment_id = $2'];
  if (question.after !== null) conditions.push(`m.customer_id < ${parameter(question.after)}`);
  else if (question.before !== null) conditions.push(`m.customer_id > ${parameter(question.before)}`);
  if (isDecimalId(search)) conditions.push(`m.customer_id = ${parameter(search)}`);
  else if (search !== '') {
    // Compared by bytes. LIKE would say the same, but row-level security keeps its operator from using an index.
    const beginning = emailKey(search) ?? search;
    conditions.push(`c.email_key ~>=~ ${parameter(beginning)}`);
    conditions.push(`c.email_key ~<=~ ${parameter(beginning + LAST_CHARACTER)}`);
  }
  const { rows } = await sql.query<MemberRow>(
    `SELECT m.customer_id, m.entered_at, c.first_name, c.last_name, c.email
     FROM membership m LEFT JOIN customer c ON c.shop_id = m.shop_id AND c.customer_id = m.customer_id
     WHERE ${conditions.join(' AND ')} ORDER BY m.customer_id ${backwards ? 'ASC' : 'DESC'} LIMIT $3`,
    parameters,
  );
  const more = rows.length > question.pageSize;
  const members = rows.slice(0, question.pageSize).map((row) => ({ ...personOf(row), enteredAt: row.entered_at }));
  if (backwards) members.reverse();
  return {
    members,
    hasPrevious: backwards ? more : question.after !== null,
    hasNext: backwards ? true : more,
  };
}

export interface KnownCustomer extends Person {
  /** Since when the customer is in the segment; null when they are not. */
  enteredAt: number | null;
  /** Null while the customer's facts have not been computed. */
  facts: Facts | null;
}

/** Null when the shop has no such customer. */
export async function readCustomer(
  sql: ShopSql,
  segmentId: number,
  customerId: DecimalId,
  slots: Slots,
): Promise<KnownCustomer | null> {
  const { rows } = await sql.query<
    Omit<MemberRow, 'entered_at'> & { entered_at: number | null; fact: boolean } & Record<string, unknown>
  >(
    `SELECT f.*, f.customer_id IS NOT NULL AS fact, c.customer_id, c.first_name, c.last_name, c.email, m.entered_at
     FROM customer c
     LEFT JOIN customer_fact f ON f.shop_id = c.shop_id AND f.customer_id = c.customer_id
     LEFT JOIN membership m ON m.shop_id = c.shop_id AND m.customer_id = c.customer_id AND m.segment_id = $2
     WHERE c.shop_id = $1 AND c.customer_id = $3`,
    [sql.shopId, segmentId, customerId],
  );
  const row = rows[0];
  if (!row) return null;
  return { ...personOf(row), enteredAt: row.entered_at, facts: row.fact ? factsFromRow(row, slots) : null };
}

export interface Passage {
  entered: boolean;
  at: number;
}

/** The latest times a customer entered or left a segment, newest first. */
export async function readPassages(
  sql: ShopSql,
  segmentId: number,
  customerId: DecimalId,
  limit: number,
): Promise<Passage[]> {
  const { rows } = await sql.query<{ entered: boolean; at: number }>(
    `SELECT entered, at FROM transition WHERE shop_id = $1 AND customer_id = $3 AND segment_id = $2
     ORDER BY transition_id DESC LIMIT $4`,
    [sql.shopId, segmentId, customerId, limit],
  );
  return rows;
}

function personOf(row: Omit<MemberRow, 'entered_at'>): Person {
  return { customerId: row.customer_id, firstName: row.first_name, lastName: row.last_name, email: row.email };
}
