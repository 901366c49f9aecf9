/** Privacy requests: noted as they come, kept as proof, and the files that answer requests for data. */
import { dueAtOf } from '#app/core/privacy/deadlines.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What a sealed subject is bound to. */
export const subjectContext = (shopId: number, requestId: string): string => `privacy-request:${shopId}:${requestId}`;
/** What a sealed file is bound to. */
export const fileContext = (shopId: number, requestId: string): string => `privacy-file:${shopId}:${requestId}`;

export interface NewRequest {
  requestId: string;
  topic: string;
  receivedAt: number;
  /** Sealed: whom it asks about, until that has been done; null where nothing is left to be done later. */
  subject: Buffer | null;
}

/** Notes a privacy request; a repeated delivery of it changes nothing. @returns Whether it is new. */
export async function noteRequest(
  sql: ShopSql,
  { requestId, topic, receivedAt, subject }: NewRequest,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO compliance_request (shop_id, request_id, topic, received_at, due_at, subject)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [sql.shopId, requestId, topic, instant(receivedAt), instant(dueAtOf(receivedAt)), subject],
  );
  return rowCount === 1;
}

/** What is kept of a request for good: counts, fingerprints, words of ours; nothing personal. */
export type Outcome = Record<string, string | number | object>;

/** Adds to what is kept of an open request; one that is closed stays as it was. */
export async function noteOutcome(sql: ShopSql, requestId: string, outcome: Outcome): Promise<void> {
  await sql.query(
    'UPDATE compliance_request SET outcome = outcome || $3 WHERE shop_id = $1 AND request_id = $2 AND done_at IS NULL',
    [sql.shopId, requestId, JSON.stringify(outcome)],
  );
}

/**
 * What an erasure waited for in raw deliveries has been done: whom it is about is forgotten. Waits for whoever decides at the
 * same time whether the request is done.
 */
export async function forgetSubject(sql: ShopSql, requestId: string, outcome: Outcome): Promise<void> {
  await sql.query(
    `UPDATE compliance_request SET subject = NULL, problem = NULL, not_before = NULL, outcome = outcome || $3
     WHERE shop_id = $1 AND request_id = $2 AND done_at IS NULL`,
    [sql.shopId, requestId, JSON.stringify(outcome)],
  );
}

/** Keeps how far an open request is. @param notBefore When it goes on; null: at once. */
export async function saveSubject(
  sql: ShopSql,
  requestId: string,
  sealedSubject: Buffer,
  notBefore: number | null,
): Promise<void> {
  await sql.query(
    `UPDATE compliance_request SET subject = $3, not_before = $4, problem = NULL
     WHERE shop_id = $1 AND request_id = $2 AND done_at IS NULL AND subject IS NOT NULL`,
    [sql.shopId, requestId, sealedSubject, instant(notBefore)],
  );
}

/**
 * Whether an open request still has a subject, and so something to be done here. Until the transaction ends nobody else
 * changes that: of two who do the last two things of a request, the second one sees what the first did.
 */
export async function holdRequest(sql: ShopSql, requestId: string): Promise<{ hasSubject: boolean }> {
  const { rows } = await sql.query<{ has_subject: boolean }>(
    `SELECT subject IS NOT NULL AS has_subject FROM compliance_request
     WHERE shop_id = $1 AND request_id = $2 AND done_at IS NULL FOR UPDATE`,
    [sql.shopId, requestId],
  );
  return { hasSubject: rows[0]?.has_subject === true };
}

/** Closes a request and forgets whom it asked about; one that is closed stays as it was. */
export async function finishRequest(sql: ShopSql, requestId: string, outcome: Outcome, now: number): Promise<void> {
  await sql.query(
    `UPDATE compliance_request SET done_at = $3, outcome = outcome || $4, subject = NULL, problem = NULL, not_before = NULL
     WHERE shop_id = $1 AND request_id = $2 AND done_at IS NULL`,
    [sql.shopId, requestId, instant(now), JSON.stringify(outcome)],
  );
}

/** Puts an open request off. @param problem A word of ours or an error's code, nothing that a request or a row says. */
export async function postponeRequest(
  sql: ShopSql,
  requestId: string,
  problem: string,
  notBefore: number,
): Promise<void> {
  await sql.query(
    `UPDATE compliance_request SET attempts = attempts + 1, problem = $3, not_before = $4
     WHERE shop_id = $1 AND request_id = $2 AND done_at IS NULL`,
    [sql.shopId, requestId, problem, instant(notBefore)],
  );
}

export interface OpenRequest {
  requestId: string;
  receivedAt: number;
  attempts: number;
  sealedSubject: Buffer;
}

/** What customers ask for. */
export type CustomerTopic = 'customers/data_request' | 'customers/redact';

/**
 * Requests with something left to be done here, oldest first.
 * @param now Null for all, whether their time has come or not.
 */
export async function openRequests(sql: ShopSql, topic: CustomerTopic, now: number | null): Promise<OpenRequest[]> {
  const { rows } = await sql.query<{ request_id: string; received_at: number; attempts: number; subject: Buffer }>(
    `SELECT request_id, received_at, attempts, subject FROM compliance_request
     WHERE shop_id = $1 AND done_at IS NULL AND subject IS NOT NULL AND topic = $3
       AND ($2::timestamptz IS NULL OR not_before IS NULL OR not_before <= $2) ORDER BY received_at, request_id`,
    [sql.shopId, instant(now), topic],
  );
  return rows.map((row) => ({
    requestId: row.request_id,
    receivedAt: row.received_at,
    attempts: row.attempts,
    sealedSubject: row.subject,
  }));
}

/** How long a file for the merchant can be downloaded. */
export const FILE_DAYS = 30;
const DAY_MS = 86_400_000;

/** @param body Sealed. @param byteCount Of the file itself. */
export async function saveFile(
  sql: ShopSql,
  requestId: string,
  body: Buffer,
  byteCount: number,
  now: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO privacy_file (shop_id, request_id, body, byte_count, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (shop_id, request_id) DO UPDATE SET body = excluded.body, byte_count = excluded.byte_count,
       made_at = excluded.made_at, expires_at = excluded.expires_at`,
    [sql.shopId, requestId, body, byteCount, instant(now), instant(now + FILE_DAYS * DAY_MS)],
  );
}

/** The sealed file of a request, marked as downloaded; undefined when there is none or its time is over. */
export async function takeFile(
  sql: ShopSql,
  requestId: string,
  now: number,
): Promise<{ body: Buffer; madeAt: number; customerMark: string | null } | undefined> {
  const { rows } = await sql.query<{ body: Buffer; made_at: number; customer: string | null }>(
    `SELECT f.body, f.made_at, q.outcome ->> 'customer' AS customer
     FROM privacy_file f LEFT JOIN compliance_request q ON q.shop_id = $1 AND q.request_id = f.request_id
     WHERE f.shop_id = $1 AND f.request_id = $2 AND f.expires_at > $3`,
    [sql.shopId, requestId, instant(now)],
  );
  const row = rows[0];
  if (!row) return undefined;
  await sql.query(
    'UPDATE privacy_file SET downloaded_at = coalesce(downloaded_at, $3) WHERE shop_id = $1 AND request_id = $2',
    [sql.shopId, requestId, instant(now)],
  );
  return { body: row.body, madeAt: row.made_at, customerMark: row.customer };
}
