/** The delivery of placements: batches on their way, and what became of their rows. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { forgetPlaces } from './erasure.ts';
import { WHOLE_SHOP } from './facts.ts';
import type { Json, Outcome, Row } from '#app/core/placements/exchange.ts';
import type { Figures } from '#app/core/placements/figures.ts';
import { noteValues } from './listValues.ts';
import { forgetTakenFigures, noteFigures } from './partnerFigures.ts';

/** Whose turn it is. */
export type Turn = 'urgent-removals' | 'removals' | 'additions';

/** A batch handed to the partner. */
export interface PartnerJob {
  jobId: string;
  destinationId: number;
  desired: boolean;
  handle: Json;
  submittedAt: number;
  polls: number;
}

/**
 * Somebody who is gone had the address of customer `p` and is not yet known to be off every list there: whoever comes after them
 * waits, or they would be taken off with them.
 */
const PREDECESSOR_LEAVES = `EXISTS (
  SELECT FROM customer c
  JOIN former_email f ON f.shop_id = $1 AND f.email_key = c.email_key
  JOIN destination d ON d.shop_id = $1 AND d.connection_id = $6
  JOIN placement q ON q.shop_id = $1 AND q.destination_id = d.destination_id AND q.customer_id = f.customer_id
  WHERE c.shop_id = $1 AND c.customer_id = p.customer_id AND q.state IN ('pending', 'sent'))`;

/** Which rows a turn is for, beside their wish. */
const onlyThose: Readonly<Record<Turn, string>> = {
  'urgent-removals': 'AND p.urgent AND $6::int IS NOT NULL',
  removals: 'AND $6::int IS NOT NULL',
  additions: `AND NOT ${PREDECESSOR_LEAVES}`,
};

/**
 * Takes the next rows of a list into a new job. They are `sent` from here on and what the partner holds of them is
 * unknown, whatever happens to this process; so this is committed before the partner is called.
 */
export async function openJob(
  sql: ShopSql,
  target: {
    connectionId: number;
    destinationId: number;
    turn: Turn;
    limit: number;
    /** Whether rows carry all lists of their customers. */
    withLists?: boolean;
    /** Whether the partner may be sent figures. */
    withFigures?: boolean;
    /** Whether the partner may be sent what customers are worth. */
    withValues?: boolean;
    now: number;
  },
): Promise<{ job: PartnerJob; rows: Row[] } | undefined> {
  const desired = target.turn === 'additions';
  const job = await sql.query<{ job_id: string; submitted_at: number }>(
    `INSERT INTO partner_job (shop_id, connection_id, destination_id, desired, state, row_count, submitted_at)
     VALUES ($1, $2, $3, $4, 'submitting', 0, $5) RETURNING job_id, submitted_at`,
    [sql.shopId, target.connectionId, target.destinationId, desired, instant(target.now)],
  );
  const made = job.rows[0];
  if (!made) throw new Error('A job was inserted but not returned.');
  const next = await sql.query<{ customer_id: DecimalId }>(
    `SELECT p.customer_id FROM placement p
     WHERE p.shop_id = $1 AND p.destination_id = $2 AND p.state = 'pending' AND p.desired = $3
       AND (p.not_before IS NULL OR p.not_before <= $5) ${onlyThose[target.turn]}
     ORDER BY p.customer_id LIMIT $4 FOR UPDATE OF p`,
    [sql.shopId, target.destinationId, desired, target.limit, instant(target.now), target.connectionId],
  );
  // By a list of keys: a join would be planned for a handful of rows and walk the whole list for each of thousands.
  const taken = await sql.query(
    `UPDATE placement SET state = 'sent', job_id = $4, acknowledged = NULL, send_again = false, told_value = NULL
     WHERE shop_id = $1 AND destination_id = $2 AND customer_id = ANY ($3::bigint[])`,
    [sql.shopId, target.destinationId, next.rows.map((row) => row.customer_id), made.job_id],
  );
  if (!taken.rowCount) {
    await closeJob(sql, made.job_id);
    return undefined;
  }
  await sql.query('UPDATE partner_job SET row_count = $3 WHERE shop_id = $1 AND job_id = $2', [
    sql.shopId,
    made.job_id,
    taken.rowCount,
  ]);
  if (target.withFigures) await noteFigures(sql, target.connectionId, made.job_id, target.now);
  if (target.withValues && desired) await noteValues(sql, made.job_id, target.now);
  return {
    job: {
      jobId: made.job_id,
      destinationId: target.destinationId,
      desired,
      handle: null,
      submittedAt: made.submitted_at,
      polls: 0,
    },
    rows: await rowsOfJob(sql, target.connectionId, made.job_id, target.withLists === true),
  };
}

/** The lists of connection $2 that customer `p` belongs in and is not refused by; while additions are held up, only those they may be in. */
const LISTS = `ARRAY(SELECT d.partner_list_id FROM destination d
  JOIN connection n ON n.shop_id = $1 AND n.connection_id = d.connection_id
  JOIN placement q ON q.shop_id = $1 AND q.destination_id = d.destination_id AND q.customer_id = p.customer_id
  WHERE d.shop_id = $1 AND d.connection_id = $2 AND d.partner_list_id IS NOT NULL AND q.desired AND q.state <> 'rejected'
    AND (n.paused_at IS NULL OR q.acknowledged IS NOT FALSE) ORDER BY 1)`;

/** The rows of a job as the partner is told of them. @param withLists Whether they carry all lists of their customers. */
export async function rowsOfJob(sql: ShopSql, connectionId: number, jobId: string, withLists: boolean): Promise<Row[]> {
  const { rows } = await sql.query<{
    customer_id: DecimalId;
    email: string | null;
    first_name: string | null;
    last_name: string | null;
    locale: string | null;
    phone_key: string | null;
    city: string | null;
    province: string | null;
    country_code: string | null;
    partner_profile_id: string | null;
    former_ids: DecimalId[];
    list_ids: string[];
    email_consent: string | null;
    sms_consent: string | null;
    whatsapp_consent: string | null;
    changed_at: number;
    figures: Figures | null;
    told_value: number | null;
  }>(
    `SELECT p.customer_id, p.changed_at, p.told_value, c.email_consent, c.sms_consent, c.whatsapp_consent, c.email, c.first_name, c.last_name, c.locale, c.phone_key,
       c.city, c.province, c.country_code, i.partner_profile_id,
       nullif(i.figures, '{}') AS figures,
       ARRAY(SELECT f.customer_id FROM former_email f WHERE f.shop_id = $1 AND f.email_key = c.email_key ORDER BY 1) AS former_ids,
       ${withLists ? LISTS : `'{}'::text[]`} AS list_ids
     FROM placement p
     JOIN customer c ON c.shop_id = p.shop_id AND c.customer_id = p.customer_id
     LEFT JOIN partner_profile i ON i.shop_id = p.shop_id AND i.connection_id = $2 AND i.customer_id = p.customer_id
     WHERE p.shop_id = $1 AND p.job_id = $3 ORDER BY p.customer_id`,
    [sql.shopId, connectionId, jobId],
  );
  return rows.map((row) => ({
    customerId: row.customer_id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    locale: row.locale,
    phone: row.phone_key,
    city: row.city,
    province: row.province,
    countryCode: row.country_code,
    partnerId: row.partner_profile_id,
    formerIds: row.former_ids,
    listIds: row.list_ids,
    consent: { email: row.email_consent, sms: row.sms_consent, whatsapp: row.whatsapp_consent },
    changedAt: row.changed_at,
    ...(row.figures === null ? {} : { figures: row.figures }),
    ...(row.told_value === null ? {} : { value: row.told_value }),
  }));
}

/** The partner took the job and is asked after it at an instant. */
export async function keepJob(sql: ShopSql, jobId: string, handle: Json, pollAt: number): Promise<void> {
  await sql.query(
    `UPDATE partner_job SET state = 'running', handle = $3, poll_after = $4, polls = polls + 1 WHERE shop_id = $1 AND job_id = $2`,
    [sql.shopId, jobId, JSON.stringify(handle), instant(pollAt)],
  );
}

export async function closeJob(sql: ShopSql, jobId: string): Promise<void> {
  await sql.query('DELETE FROM partner_job WHERE shop_id = $1 AND job_id = $2', [sql.shopId, jobId]);
}

interface JobRow {
  job_id: string;
  destination_id: number;
  desired: boolean;
  state: 'submitting' | 'running';
  handle: Json;
  submitted_at: number;
  polls: number;
}

const toJob = (row: JobRow): PartnerJob => ({
  jobId: row.job_id,
  destinationId: row.destination_id,
  desired: row.desired,
  handle: row.handle,
  submittedAt: row.submitted_at,
  polls: row.polls,
});

/** Batches of earlier runs that were never answered. */
export async function unansweredJobs(sql: ShopSql, connectionId: number): Promise<PartnerJob[]> {
  const { rows } = await sql.query<JobRow>(
    `SELECT * FROM partner_job WHERE shop_id = $1 AND connection_id = $2 AND state = 'submitting' ORDER BY job_id`,
    [sql.shopId, connectionId],
  );
  return rows.map(toJob);
}

/** Whether any batch is on its way. */
export async function hasJobs(sql: ShopSql, connectionId: number): Promise<boolean> {
  const { rows } = await sql.query('SELECT FROM partner_job WHERE shop_id = $1 AND connection_id = $2 LIMIT 1', [
    sql.shopId,
    connectionId,
  ]);
  return rows.length > 0;
}

/** The batch that has waited longest to be asked after. @param except Batches that are being asked after. */
export async function dueJob(
  sql: ShopSql,
  { connectionId, now, except }: { connectionId: number; now: number; except: readonly string[] },
): Promise<PartnerJob | undefined> {
  const { rows } = await sql.query<JobRow>(
    `SELECT * FROM partner_job
     WHERE shop_id = $1 AND connection_id = $2 AND state = 'running' AND (poll_after IS NULL OR poll_after <= $3)
       AND job_id <> ALL ($4::bigint[])
     ORDER BY poll_after NULLS FIRST, job_id LIMIT 1`,
    [sql.shopId, connectionId, instant(now), except],
  );
  return rows.map(toJob)[0];
}

/** Gives a job's rows back: what the partner holds of them is unknown, so they are asked for again. */
export async function releaseJob(sql: ShopSql, jobId: string): Promise<void> {
  await sql.query(`UPDATE placement SET state = 'pending', job_id = NULL WHERE shop_id = $1 AND job_id = $2`, [
    sql.shopId,
    jobId,
  ]);
  await closeJob(sql, jobId);
}

/** Longest wait between two tries of one row, in milliseconds. */
const MAX_ROW_WAIT_MS = 6 * 3_600_000;

/** The instant of a row's next try: each waits twice as long as the one before. */
const NEXT_TRY = `$4::timestamptz + least($5::float8, 1000 * 2 ^ least(p.attempts, 20)) * interval '1 millisecond'`;

/** Notes what became of a job's rows, and ends it. A row without an outcome is tried again. */
export async function settleJob(
  sql: ShopSql,
  connectionId: number,
  job: PartnerJob,
  outcomes: ReadonlyMap<string, Outcome>,
  now: number,
): Promise<void> {
  await settleRows(sql, connectionId, job, outcomes, now);
  await sql.query(
    `UPDATE placement p SET job_id = NULL, state = 'pending', attempts = p.attempts + 1, not_before = ${NEXT_TRY},
       reason = 'no answer for this row'
     WHERE p.shop_id = $1 AND p.job_id = $2 AND $3::boolean IS NOT NULL`,
    [sql.shopId, job.jobId, job.desired, instant(now), MAX_ROW_WAIT_MS],
  );
  await closeJob(sql, job.jobId);
}

/** Notes what became of some of a job's rows; the others stay the job's. */
export async function settleRows(
  sql: ShopSql,
  connectionId: number,
  job: PartnerJob,
  outcomes: ReadonlyMap<string, Outcome>,
  now: number,
): Promise<void> {
  const rows = [...outcomes].map(([customerId, outcome]) => ({
    customer_id: customerId,
    kind: outcome.kind,
    partner_id: outcome.kind === 'done' ? (outcome.partnerId ?? null) : null,
    reason:
      outcome.kind === 'rejected'
        ? `${outcome.code}: ${outcome.reason}`
        : outcome.kind === 'retry'
          ? outcome.reason
          : null,
    not_before: outcome.kind === 'retry' ? instant(outcome.notBeforeMs) : null,
  }));
  const shape = '(customer_id bigint, kind text, partner_id text, reason text, not_before timestamptz)';
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `UPDATE placement p SET
       job_id = NULL,
       -- A refusal says nothing of what an earlier call did whose answer was lost.
       acknowledged = CASE t.kind WHEN 'done' THEN $3::boolean END,
       acknowledged_at = CASE WHEN t.kind = 'done' THEN $4 ELSE p.acknowledged_at END,
       state = CASE t.kind
         WHEN 'done' THEN CASE WHEN p.desired = $3 AND NOT p.send_again THEN 'settled' ELSE 'pending' END
         WHEN 'rejected' THEN CASE WHEN p.desired = $3 THEN 'rejected' ELSE 'pending' END
         ELSE 'pending' END,
       attempts = CASE WHEN t.kind = 'retry' THEN p.attempts + 1 ELSE 0 END,
       not_before = CASE WHEN t.kind = 'retry' THEN greatest(t.not_before, ${NEXT_TRY}) END,
       reason = left(t.reason, 500)
     FROM json_to_recordset($6::json) AS t ${shape}
     WHERE p.shop_id = $1 AND p.job_id = $2 AND p.customer_id = t.customer_id`,
    [sql.shopId, job.jobId, job.desired, instant(now), MAX_ROW_WAIT_MS, JSON.stringify(rows)],
  );
  await sql.query(
    `INSERT INTO partner_profile (shop_id, connection_id, customer_id, partner_profile_id)
     SELECT $1, $2, t.customer_id, t.partner_id FROM json_to_recordset($3::json) AS t ${shape} WHERE t.partner_id IS NOT NULL
     ON CONFLICT (shop_id, connection_id, customer_id) DO UPDATE SET partner_profile_id = excluded.partner_profile_id
     WHERE partner_profile.partner_profile_id IS DISTINCT FROM excluded.partner_profile_id`,
    [sql.shopId, connectionId, JSON.stringify(rows)],
  );
  await forgetTakenFigures(
    sql,
    connectionId,
    [...outcomes].flatMap(([customerId, { kind }]) => (kind === 'done' ? [customerId] : [])),
  );
  if (!job.desired) await forgetPlaces(sql, [...outcomes.keys()]);
}
