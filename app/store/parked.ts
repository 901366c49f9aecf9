/** Deliveries that were set aside: what they are, and how they come back. Both roles may run all of it; bodies are not read. */
import { instant, type ShopSql, type Sql } from '#app/platform/database.ts';

/** Which of a shop's parked deliveries are meant; all, when nothing narrows it. */
export interface ParkedChoice {
  deliveryIds?: readonly string[];
  topic?: string;
  /** The very words of the reason. */
  reason?: string;
  /** Set aside at or after this instant, and before that one. */
  parkedFrom?: number;
  parkedTo?: number;
}

export interface ParkedDelivery {
  deliveryId: string;
  topic: string;
  /** Why it was set aside; holds no value of the body. */
  reason: string;
  receivedAt: number;
  parkedAt: number;
  /** Failures of ours, and the one that parked it. */
  attempts: number;
  /** How often it was replayed before. */
  replays: number;
  /** Its body was deleted with age; it cannot be replayed. */
  expired: boolean;
}

/** What was parked for one reason. */
export interface ParkedGroup {
  topic: string;
  reason: string;
  count: number;
  firstParkedAt: number;
  lastParkedAt: number;
}

const parkedAt = 'coalesce(parked_at, received_at)';
const chosen = `AND ($2::text[] IS NULL OR delivery_id = ANY ($2)) AND ($3::text IS NULL OR topic = $3)
  AND ($4::text IS NULL OR error = $4) AND ($5::timestamptz IS NULL OR ${parkedAt} >= $5)
  AND ($6::timestamptz IS NULL OR ${parkedAt} < $6)`;
const valuesOf = (sql: ShopSql, choice: ParkedChoice): unknown[] => [
  sql.shopId,
  choice.deliveryIds ?? null,
  choice.topic ?? null,
  choice.reason ?? null,
  instant(choice.parkedFrom ?? null),
  instant(choice.parkedTo ?? null),
];

/** Parked deliveries and those expired, the latest to come in first. @param beforeSeq From the page before, for the next. */
export async function listParked(
  sql: ShopSql,
  choice: ParkedChoice,
  limit: number,
  beforeSeq?: string,
): Promise<{ deliveries: ParkedDelivery[]; nextBefore: string | null }> {
  const { rows } = await sql.query<{
    seq: string;
    delivery_id: string;
    topic: string;
    error: string | null;
    received_at: number;
    parked: number;
    attempts: number;
    replays: number;
    state: string;
  }>(
    `SELECT seq, delivery_id, topic, error, received_at, ${parkedAt} AS parked, attempts, replays, state FROM inbox
     WHERE shop_id = $1 AND state IN ('parked', 'expired') ${chosen} AND ($7::bigint IS NULL OR seq < $7)
     ORDER BY seq DESC LIMIT $8`,
    [...valuesOf(sql, choice), beforeSeq ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  return {
    deliveries: page.map((row) => ({
      deliveryId: row.delivery_id,
      topic: row.topic,
      reason: row.error ?? '',
      receivedAt: row.received_at,
      parkedAt: row.parked,
      attempts: row.attempts,
      replays: row.replays,
      expired: row.state === 'expired',
    })),
    nextBefore: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
  };
}

/** What can be replayed, by topic and reason, the most frequent first. */
export async function groupParked(sql: ShopSql, limit: number): Promise<ParkedGroup[]> {
  const { rows } = await sql.query<{ topic: string; reason: string; count: number; first: number; last: number }>(
    `SELECT topic, coalesce(error, '') AS reason, count(*)::int AS count, min(${parkedAt}) AS first, max(${parkedAt}) AS last
     FROM inbox WHERE shop_id = $1 AND state = 'parked' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT $2`,
    [sql.shopId, limit],
  );
  return rows.map(({ first, last, ...row }) => ({ ...row, firstParkedAt: first, lastParkedAt: last }));
}

/**
 * Puts parked deliveries back into the queue, the first to come in first, up to `limit`.
 * @param afterSeq Only those that came in later; '0' for all.
 * @returns How many, and the last of them: it leads on to the next ones.
 */
export async function unpark(
  sql: ShopSql,
  choice: ParkedChoice,
  limit: number,
  afterSeq: string,
): Promise<{ count: number; lastSeq: string }> {
  const { rows } = await sql.query<{ count: number; last: string | null }>(
    `WITH next AS MATERIALIZED (
       SELECT delivery_id FROM inbox WHERE shop_id = $1 AND state = 'parked' ${chosen} AND seq > $7 ORDER BY seq LIMIT $8),
     back AS (
       UPDATE inbox i SET state = 'pending', attempts = 0, not_before = NULL, error = NULL, replays = i.replays + 1
       FROM next n WHERE i.shop_id = $1 AND i.delivery_id = n.delivery_id AND i.state = 'parked'
       RETURNING i.seq)
     SELECT count(*)::int AS count, max(seq) AS last FROM back`,
    [...valuesOf(sql, choice), afterSeq, limit],
  );
  return { count: rows[0]?.count ?? 0, lastSeq: rows[0]?.last ?? afterSeq };
}

/** One line of what the inboxes of all shops hold that is not done: what waits has no reason. */
export interface InboxLine {
  domain: string;
  state: 'pending' | 'parked' | 'expired';
  reason: string | null;
  count: number;
  oldestAt: number;
}

/** Across all shops; for the worker's role. */
export async function inboxOverview(sql: Sql): Promise<InboxLine[]> {
  const { rows } = await sql.query<{
    domain: string;
    state: InboxLine['state'];
    reason: string | null;
    count: string;
    oldest_at: number;
  }>('SELECT * FROM inbox_overview()');
  return rows.map(({ oldest_at, count, ...row }) => ({ ...row, count: Number(count), oldestAt: oldest_at }));
}
