/** Sends an upload in calls of at most ten thousand rows, all of one upload session, and reads what Meta says of each. */
import type { ConnectorContext } from '../kit/connector.ts';
import { numberOf, type Fields } from './answer.ts';
import { CallFailed, type Client } from './client.ts';
import type { Cell, Upload } from './columns.ts';
import { MOST_ROWS, type OperationId } from './graph.ts';

/** An upload session: `batch_seq` counts its calls from 1. */
export interface UploadSession {
  session_id: number;
  batch_seq: number;
  last_batch_flag: boolean;
  estimated_num_total: number;
}

/** One call's part of an upload. */
export interface UploadCall extends Fields {
  payload: Upload;
  session: UploadSession;
}

/** Makes ids of upload sessions: unique in an ad account, and small enough for a number of JSON (below 2^53). */
export function makeSessionIds(clock: () => number, random: () => number): () => number {
  /** Ids within one millisecond; 2^41 ms (until 2039) times as many stay below 2^53. */
  const idsPerMs = 4096;
  let last = 0;
  return () => (last = Math.max(last + 1, Math.floor(clock()) * idsPerMs + Math.floor(random() * idsPerMs)));
}

/** What Meta has taken of an upload. Matching is never told, and bad cells only roughly. */
export interface Receipt {
  /** Rows of this call's session that have arrived so far, this call's included; null when Meta does not say. */
  receivedCount: number | null;
  invalidCount: number;
}

export function readReceipt(body: Fields): Receipt {
  return { receivedCount: numberOf(body.num_received), invalidCount: numberOf(body.num_invalid_entries) ?? 0 };
}

/** Cuts an upload into the calls of one session. */
export function callsOf({ schema, data }: Upload, sessionId: number, mostRows = MOST_ROWS): UploadCall[] {
  const parts: (readonly (readonly Cell[])[])[] = [];
  for (let start = 0; start < data.length; start += mostRows) parts.push(data.slice(start, start + mostRows));
  return parts.map((part, index) => ({
    payload: { schema, data: part },
    session: {
      session_id: sessionId,
      batch_seq: index + 1,
      last_batch_flag: index === parts.length - 1,
      estimated_num_total: data.length,
    },
  }));
}

/**
 * Makes all calls of an upload, one after the other. True when Meta says that it has received every row, or says nothing of it.
 * What fails after a first call was taken is told as having had its effect.
 */
export async function sendUpload(
  client: Client,
  operation: OperationId,
  id: string,
  calls: readonly UploadCall[],
  log: ConnectorContext['log'],
): Promise<boolean> {
  let sentCount = 0;
  let arrived = true;
  for (const call of calls) {
    try {
      sentCount += call.payload.data.length;
      const receipt = readReceipt(await client.call(operation, id, call));
      if (receipt.receivedCount !== null && receipt.receivedCount < sentCount) arrived = false;
      if (receipt.invalidCount > 0) {
        log.warn({ operation, sentCount, invalidCount: receipt.invalidCount }, 'Meta cannot read some cells.');
      }
    } catch (error) {
      if (!(error instanceof CallFailed) || call.session.batch_seq === 1) throw error;
      throw new CallFailed({ ...error.failure, reached: 'unknown' }, error);
    }
  }
  if (!arrived) log.warn({ operation, sentCount }, 'Meta has not received all rows.');
  return arrived;
}
