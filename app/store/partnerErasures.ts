/** Erasures at partners: whom they are about is kept sealed until each is done; the proof stays without it. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export type PartnerErasureState = 'waiting' | 'sent' | 'done' | 'impossible';

/** What is kept as proof. Instants are epoch milliseconds. */
export interface ErasureProof {
  /** The status of the partner's answer to the request. */
  status?: number;
  profileCount?: number;
  askedAt?: number;
  /** When nothing of the person was found there any more, or at all. */
  confirmedAt?: number;
}

/** What a sealed identity is bound to. */
export const identityContext = (shopId: number, requestId: string, connectionId: number): string =>
  `partner-erasure:${shopId}:${requestId}:${connectionId}`;

export interface NewErasure {
  requestId: string;
  connectionId: number;
  /** Sealed; null where nothing can be done. */
  identity: Buffer | null;
  state: 'waiting' | 'impossible';
  reason: string | null;
  at: number;
}

export async function addErasure(sql: ShopSql, erasure: NewErasure): Promise<void> {
  await sql.query(
    `INSERT INTO partner_erasure (shop_id, request_id, connection_id, identity, state, reason, requested_at, done_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $5 = 'impossible' THEN $7::timestamptz END) ON CONFLICT DO NOTHING`,
    [
      sql.shopId,
      erasure.requestId,
      erasure.connectionId,
      erasure.identity,
      erasure.state,
      erasure.reason,
      instant(erasure.at),
    ],
  );
}

export interface OpenErasure {
  requestId: string;
  state: 'waiting' | 'sent';
  sealedIdentity: Buffer | null;
  attempts: number;
  requestedAt: number;
  proof: ErasureProof;
}

/** Those of a connection whose time has come, oldest first; `now` null for all that are open. */
export async function openErasures(
  sql: ShopSql,
  connectionId: number,
  now: number | null,
  limit: number,
): Promise<OpenErasure[]> {
  const { rows } = await sql.query<{
    request_id: string;
    state: 'waiting' | 'sent';
    identity: Buffer | null;
    attempts: number;
    requested_at: number;
    proof: ErasureProof;
  }>(
    `SELECT request_id, state, identity, attempts, requested_at, proof FROM partner_erasure
     WHERE shop_id = $1 AND connection_id = $2 AND state IN ('waiting', 'sent')
       AND ($3::timestamptz IS NULL OR not_before IS NULL OR not_before <= $3) ORDER BY requested_at, request_id LIMIT $4`,
    [sql.shopId, connectionId, instant(now), limit],
  );
  return rows.map((row) => ({
    requestId: row.request_id,
    state: row.state,
    sealedIdentity: row.identity,
    attempts: row.attempts,
    requestedAt: row.requested_at,
    proof: row.proof,
  }));
}

export type ErasureStep =
  /** To be looked at again, not before an instant. */
  | { state: 'waiting' | 'sent'; proof: ErasureProof; attempts: number; notBefore: number; reason: string | null }
  /** Nothing is left to be done: whom it was about is forgotten. */
  | { state: 'done' | 'impossible'; proof: ErasureProof; doneAt: number; reason: string | null };

export async function saveErasureStep(
  sql: ShopSql,
  requestId: string,
  connectionId: number,
  step: ErasureStep,
): Promise<void> {
  const ended = 'doneAt' in step;
  await sql.query(
    `UPDATE partner_erasure SET state = $4, proof = $5, reason = $6, attempts = coalesce($7, attempts), not_before = $8,
       done_at = $9, identity = CASE WHEN $9::timestamptz IS NULL THEN identity END
     WHERE shop_id = $1 AND request_id = $2 AND connection_id = $3 AND state IN ('waiting', 'sent')`,
    [
      sql.shopId,
      requestId,
      connectionId,
      step.state,
      JSON.stringify(step.proof),
      step.reason?.slice(0, 500) ?? null,
      ended ? null : step.attempts,
      ended ? null : instant(step.notBefore),
      ended ? instant(step.doneAt) : null,
    ],
  );
}

/** Whether any of the customers is, or may still be put, in a list of the connection. */
export async function hasPlaces(
  sql: ShopSql,
  connectionId: number,
  customerIds: readonly DecimalId[],
): Promise<boolean> {
  const { rows } = await sql.query<{ has: boolean }>(
    `SELECT EXISTS (
       SELECT FROM placement p JOIN destination d ON d.shop_id = p.shop_id AND d.destination_id = p.destination_id
       WHERE p.shop_id = $1 AND d.connection_id = $2 AND p.customer_id = ANY ($3) AND p.state IN ('pending', 'sent')) AS has`,
    [sql.shopId, connectionId, customerIds],
  );
  return rows[0]?.has === true;
}

export interface PartnerErasureRow {
  requestId: string;
  connectionId: number;
  connector: string;
  state: PartnerErasureState;
  requestedAt: number;
  doneAt: number | null;
  reason: string | null;
  proof: ErasureProof;
}

/** The erasures at partners of some requests, without whom they were about. */
export async function readErasures(sql: ShopSql, requestIds: readonly string[]): Promise<PartnerErasureRow[]> {
  const { rows } = await sql.query<{
    request_id: string;
    connection_id: number;
    connector: string;
    state: PartnerErasureState;
    requested_at: number;
    done_at: number | null;
    reason: string | null;
    proof: ErasureProof;
  }>(
    `SELECT e.request_id, e.connection_id, c.connector, e.state, e.requested_at, e.done_at, e.reason, e.proof
     FROM partner_erasure e JOIN connection c ON c.shop_id = e.shop_id AND c.connection_id = e.connection_id
     WHERE e.shop_id = $1 AND e.request_id = ANY ($2) ORDER BY e.connection_id`,
    [sql.shopId, requestIds],
  );
  return rows.map((row) => ({
    requestId: row.request_id,
    connectionId: row.connection_id,
    connector: row.connector,
    state: row.state,
    requestedAt: row.requested_at,
    doneAt: row.done_at,
    reason: row.reason,
    proof: row.proof,
  }));
}
