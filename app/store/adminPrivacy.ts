/** Privacy requests as the admin lists them. Whom an open one asks about stays sealed. */
import type { Timed } from '#app/core/privacy/deadlines.ts';
import type { ShopSql } from '#app/platform/database.ts';

export interface RequestRow extends Timed {
  requestId: string;
  topic: string;
  outcome: Record<string, unknown>;
  /** Whether the last try to answer it failed. */
  hasProblem: boolean;
  file: { byteCount: number; madeAt: number; expiresAt: number; downloadedAt: number | null } | null;
}

/** The newest first. */
export async function listRequests(sql: ShopSql, limit: number): Promise<RequestRow[]> {
  const { rows } = await sql.query<{
    request_id: string;
    topic: string;
    received_at: number;
    due_at: number;
    done_at: number | null;
    outcome: Record<string, unknown>;
    has_problem: boolean;
    byte_count: number | null;
    made_at: number;
    expires_at: number;
    downloaded_at: number | null;
  }>(
    `SELECT q.request_id, q.topic, q.received_at, q.due_at, q.done_at, q.outcome, q.problem IS NOT NULL AS has_problem,
            f.byte_count, f.made_at, f.expires_at, f.downloaded_at
     FROM compliance_request q LEFT JOIN privacy_file f ON f.shop_id = $1 AND f.request_id = q.request_id
     WHERE q.shop_id = $1 ORDER BY q.received_at DESC, q.request_id LIMIT $2`,
    [sql.shopId, limit],
  );
  return rows.map((row) => ({
    requestId: row.request_id,
    topic: row.topic,
    receivedAt: row.received_at,
    dueAt: row.due_at,
    doneAt: row.done_at,
    outcome: row.outcome,
    hasProblem: row.has_problem,
    file:
      row.byte_count === null
        ? null
        : {
            byteCount: row.byte_count,
            madeAt: row.made_at,
            expiresAt: row.expires_at,
            downloadedAt: row.downloaded_at,
          },
  }));
}

/** When the requests that are not done came and are due. */
export async function readOpenDeadlines(sql: ShopSql): Promise<Timed[]> {
  const { rows } = await sql.query<{ received_at: number; due_at: number }>(
    'SELECT received_at, due_at FROM compliance_request WHERE shop_id = $1 AND done_at IS NULL',
    [sql.shopId],
  );
  return rows.map((row) => ({ receivedAt: row.received_at, dueAt: row.due_at, doneAt: null }));
}
