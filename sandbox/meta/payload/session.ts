/** Reads the `session` of an upload. */
import { invalidParameter } from '../protocol/errors.ts';
import type { Params } from '../protocol/params.ts';

export interface BatchOfSession {
  readonly sessionId: string;
  readonly batchSeq: number;
  readonly last: boolean;
}

const LARGEST_ID = 2n ** 63n - 1n;

/** Undefined when the call has none. */
export function readSession(params: Params): BatchOfSession | undefined {
  const session = params.json('session');
  if (session === undefined || session === null) return undefined;
  if (typeof session !== 'object' || Array.isArray(session)) throw invalidParameter('Param session must be an object');
  const { session_id: id, batch_seq: seq, last_batch_flag: flag } = session as Record<string, unknown>;
  const sessionId = typeof id === 'number' || typeof id === 'string' ? String(id) : '';
  if (!/^[1-9]\d{0,18}$/.test(sessionId) || BigInt(sessionId) > LARGEST_ID) {
    throw invalidParameter('session[session_id] must be a positive 64-bit integer');
  }
  const batchSeq = Number(seq);
  if (!Number.isSafeInteger(batchSeq) || batchSeq < 1) throw invalidParameter('session[batch_seq] must count from 1');
  return { sessionId, batchSeq, last: flag === true || flag === 1 || flag === 'true' || flag === '1' };
}
