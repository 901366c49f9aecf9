/**
 * Replaces everybody in an audience in one go. The first batch begins the replacement and must never be sent again blindly; all batches
 * have to arrive within 90 minutes of it; until Meta is done nothing else may change the audience.
 */
import type { BatchAnswer, Halt, ListTarget, Outcome, Row } from '../kit/connector.ts';
import { fieldsOf, numberOf } from './answer.ts';
import { CallFailed, type Client } from './client.ts';
import { uploadOf, type UploadOptions } from './columns.ts';
import { PLAIN_RETRY_MS } from './errors.ts';
import { MOST_REPLACED_PEOPLE, MOST_ROWS, REPLACE_WINDOW_MS } from './graph.ts';
import { postponed, type Account } from './members.ts';
import { readAudience } from './readAudience.ts';
import { prepareAdditions } from './rows.ts';
import { callsOf, type UploadCall } from './uploads.ts';

/** No batch is begun so short before the end of the window: it would arrive after it. */
const WINDOW_MARGIN_MS = 10 * 60_000;
/** Codes of `operation_status`. */
const REPLACING = 414;
const FAILED = 415;
const MOST_TRIES = 4;
/** Subcodes of 2650: the window is over, or the session is. */
const WINDOW_OVER = 1_870_158;
const SESSION_OVER = 1_870_159;

/**
 * The rows are the whole audience from then on; when none of them can go nothing is sent, since an audience cannot be replaced by nobody.
 * Rows that did not go in any more are `retry`, to be added when the replacement has ended.
 * @param mostRows Most rows of one batch.
 */
export async function replaceAudience(
  account: Account,
  list: ListTarget,
  rows: readonly Row[],
  options: UploadOptions,
  mostRows = MOST_ROWS,
): Promise<BatchAnswer> {
  const { client, context, nextSessionId } = account;
  const halt = await obstacleTo(account, list);
  if (halt !== null) return { kind: 'halted', halt, reached: 'no' };
  const { going, setAside } = prepareAdditions(rows);
  const outcomes = new Map<string, Outcome>(setAside);
  const calls = callsOf(uploadOf(going, options), nextSessionId(), mostRows);
  const startedAt = context.clock();
  const lastStart = startedAt + REPLACE_WINDOW_MS - WINDOW_MARGIN_MS;
  let sentCount = 0;
  for (const call of calls) {
    // Whatever is left when time runs out waits: this batch closes the session.
    const mustClose = context.clock() >= lastStart;
    const closing = {
      ...call,
      session: { ...call.session, last_batch_flag: call.session.last_batch_flag || mustClose },
    };
    const result = await sendBatch(client, list.listId, closing, startedAt + REPLACE_WINDOW_MS, context.clock);
    if (result !== 'taken') break;
    sentCount += call.payload.data.length;
    if (mustClose) break;
  }
  for (const { customerId } of going.slice(0, sentCount))
    outcomes.set(customerId, { kind: 'done', partnerId: customerId });
  const afterWindow = startedAt + REPLACE_WINDOW_MS + PLAIN_RETRY_MS;
  const left = postponed(going.slice(sentCount), afterWindow, 'The time for replacing the audience was over.');
  for (const [customerId, outcome] of left) outcomes.set(customerId, outcome);
  return { kind: 'finished', outcomes };
}

/** Why no replacement may begin now. */
async function obstacleTo({ client, context }: Account, list: ListTarget): Promise<Halt | null> {
  const { state, reason, size } = await readAudience(client, list.listId);
  if (state === 'working') return { kind: 'retry', notBeforeMs: context.clock() + 60_000, reason };
  if (state === 'blocked') return { kind: 'merchant-must-act', action: 'fix-setting', reason };
  if (size !== null && size.atMost >= MOST_REPLACED_PEOPLE) {
    const tooLarge = 'The audience is too large to be replaced.';
    return { kind: 'merchant-must-act', action: 'fix-setting', reason: tooLarge };
  }
  return null;
}

async function sendBatch(
  client: Client,
  listId: string,
  call: UploadCall,
  windowEndsAt: number,
  clock: () => number,
): Promise<'taken' | 'over'> {
  const { batch_seq: number, last_batch_flag: isLast } = call.session;
  const isFirst = number === 1;
  for (let tries = 1; ; tries += 1) {
    try {
      // Halfway through it is better to wait for a turn than to begin anew: a held-up batch has until the window ends.
      const patienceMs = isFirst ? 0 : windowEndsAt - clock();
      await client.call('replaceUsers', listId, call, { isRepeatable: !isFirst, patienceMs });
      return 'taken';
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const { error: said, reached, waitMs } = error.failure;
      const isLost = reached === 'unknown';
      if (!isFirst && said?.subcode === WINDOW_OVER) return 'over';
      // The last batch closed the session, if an answer to it was lost before.
      const isClosed = !isFirst && said?.subcode === SESSION_OVER;
      if (isClosed && !(isLast && isLost)) return 'over';
      const hasCome = isClosed || (isFirst && isLost && (await hasArrived(client, listId, call)));
      if (hasCome && isLast && (await statusOf(client, listId)) === FAILED) throw halfway(error);
      if (hasCome) return 'taken';
      const mayRepeat = isFirst ? isLost : waitMs !== null && clock() + waitMs < windowEndsAt;
      if (!mayRepeat || tries === MOST_TRIES) throw isFirst ? error : halfway(error);
    }
  }
}

/** Whether Meta has the first batch of a replacement. Throws when that cannot be found out. */
async function hasArrived(client: Client, listId: string, { payload, session }: UploadCall): Promise<boolean> {
  const upload = { session_id: String(session.session_id) };
  const { data } = await client.call('readUpload', listId, upload).catch(failHalfway);
  const [found] = Array.isArray(data) ? data.map(fieldsOf) : [];
  if (found) return (numberOf(found.num_received) ?? 0) >= payload.data.length;
  return (await statusOf(client, listId)) === REPLACING;
}

async function statusOf(client: Client, listId: string): Promise<number | null> {
  const audience = await client.call('readAudience', listId, { fields: 'operation_status' }).catch(failHalfway);
  return numberOf(fieldsOf(audience.operation_status)?.code);
}

function failHalfway(error: unknown): never {
  throw error instanceof CallFailed ? halfway(error) : error;
}

/** What has arrived replaces the audience all the same, when the window ends. */
function halfway(error: CallFailed): CallFailed {
  return new CallFailed({ ...error.failure, reached: 'unknown' }, error);
}
