/**
 * Replaces everybody in an audience in one go. The first batch begins the replacement and must never be sent again blindly; all batches
 * have to arrive within 90 minutes of it; until Meta is done nothing else may change the audience.
 */
import type { ListTarget, Outcome, Row } from '../kit/connector.ts';
import type { Replacement, ReplacementEnd, ReplacementOpening } from '../kit/replacement.ts';
import { fieldsOf, numberOf } from './answer.ts';
import { CallFailed, type Client } from './client.ts';
import { uploadOf, type UploadOptions } from './columns.ts';
import { PLAIN_RETRY_MS } from './errors.ts';
import { MOST_REPLACED_PEOPLE, REPLACE_WINDOW_MS } from './graph.ts';
import { postponed, type Account } from './members.ts';
import { readAudience } from './readAudience.ts';
import { prepareAdditions } from './rows.ts';
import type { UploadCall } from './uploads.ts';

/** No batch is begun so short before the end of the window: it would arrive after it. */
const WINDOW_MARGIN_MS = 10 * 60_000;
/** Codes of `operation_status`. */
const REPLACING = 414;
const FAILED = 415;
const MOST_TRIES = 4;
/** Subcodes of 2650: the window is over, or the session is. */
const WINDOW_OVER = 1_870_158;
const SESSION_OVER = 1_870_159;

/** Looks whether the audience can be replaced; nothing is begun before the first batch. @param expectedCount Told to Meta, roughly. */
export async function openReplacement(
  account: Account,
  list: ListTarget,
  options: UploadOptions,
  expectedCount: number,
): Promise<ReplacementOpening> {
  const obstacle = await obstacleTo(account, list);
  return obstacle ?? { kind: 'open', replacement: makeReplacement(account, list, options, expectedCount) };
}

/** Rows that did not go in any more are `retry`, to be added when the replacement has ended. */
function makeReplacement(
  { client, context, nextSessionId }: Account,
  list: ListTarget,
  options: UploadOptions,
  expectedCount: number,
): Replacement {
  const sessionId = nextSessionId();
  let startedAt: number | null = null;
  let batchCount = 0;
  /** Somebody who has been sent: sent once more where a batch has to close the session and has nobody to send. */
  let sent: Row | undefined;
  return {
    async send(rows, isLast) {
      const { going, setAside } = prepareAdditions(rows);
      const outcomes = new Map<string, Outcome>(setAside);
      const carried = going.length > 0 || !isLast || sent === undefined ? going : [sent];
      if (carried.length === 0) return { kind: 'taken', outcomes, state: batchCount === 0 ? 'not-begun' : 'open' };
      startedAt ??= context.clock();
      const windowEndsAt = startedAt + REPLACE_WINDOW_MS;
      // Whatever is left when time runs out waits: this batch closes the session.
      const closes = isLast || context.clock() >= windowEndsAt - WINDOW_MARGIN_MS;
      batchCount += 1;
      const call: UploadCall = {
        payload: uploadOf(carried, options),
        session: {
          session_id: sessionId,
          batch_seq: batchCount,
          last_batch_flag: closes,
          estimated_num_total: expectedCount,
        },
      };
      const result = await sendBatch(client, list.listId, call, windowEndsAt, context.clock);
      if (result === 'over') {
        const reason = 'The time for replacing the audience was over.';
        for (const [id, outcome] of postponed(going, windowEndsAt + PLAIN_RETRY_MS, reason)) outcomes.set(id, outcome);
        return { kind: 'taken', outcomes, state: 'closed' };
      }
      for (const { customerId } of going) outcomes.set(customerId, { kind: 'done', partnerId: customerId });
      sent = carried[0];
      return { kind: 'taken', outcomes, state: closes ? 'closed' : 'open' };
    },
  };
}

/** What became of the latest replacement of an audience. */
export async function replacementOf({ client }: Account, listId: string): Promise<ReplacementEnd> {
  const code = await statusOf(client, listId);
  return { kind: code === REPLACING ? 'working' : code === FAILED ? 'failed' : 'over' };
}

/** Why no replacement may begin now. */
async function obstacleTo({ client, context }: Account, list: ListTarget): Promise<ReplacementOpening | null> {
  const { state, reason, size } = await readAudience(client, list.listId);
  if (state === 'working') {
    const halt = { kind: 'list-waits', notBeforeMs: context.clock() + 60_000, reason, why: 'replacing' } as const;
    return { kind: 'halted', halt, reached: 'no' };
  }
  if (state === 'blocked')
    return { kind: 'halted', halt: { kind: 'merchant-must-act', action: 'fix-setting', reason }, reached: 'no' };
  if (size !== null && size.atMost >= MOST_REPLACED_PEOPLE)
    return { kind: 'impossible', reason: 'The audience is too large to be replaced.' };
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
