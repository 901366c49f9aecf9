/** What has to be kept of an accepted batch until its import jobs are through. Stored by the app as plain JSON. */
import { z } from 'zod';
import type { BatchAnswer, Json, ListTarget, Outcome } from '../kit/connector.ts';
import type { Submission } from './imports.ts';

const shape = z.strictObject({
  action: z.enum(['add', 'remove']),
  jobIds: z.array(z.string()).min(1),
  /** Rows that the jobs were given in all. */
  sentCount: z.int().positive(),
  /** Epoch milliseconds. */
  submittedAt: z.number(),
  /** Rows whose fate was known before the jobs began, with their customer ids. */
  rejected: z.record(z.string(), z.tuple([z.string(), z.string()])),
  /** Rows that were in no job because nothing of them is at Klaviyo. */
  absent: z.array(z.string()),
  /** Rows that could not be told of this time. */
  left: z.array(z.string()),
  /** Profile ids that were looked up for the batch, by customer id. */
  found: z.record(z.string(), z.string()).default({}),
  list: z.strictObject({ listId: z.string(), tag: z.string() }),
  /** The rows that were sent a second time in another way, and the first of their jobs. */
  again: z.nullable(z.strictObject({ customerIds: z.array(z.string()), fromJob: z.int().positive() })),
});

export type Handle = z.infer<typeof shape>;

export function readHandle(handle: Json): Handle {
  return shape.parse(handle);
}

/** Sorts outcomes known early into the fields of a handle. */
function keptOutcomes(outcomes: ReadonlyMap<string, Outcome>): Pick<Handle, 'rejected' | 'absent' | 'left'> {
  const kept: Pick<Handle, 'rejected' | 'absent' | 'left'> = { rejected: {}, absent: [], left: [] };
  for (const [customerId, outcome] of outcomes) {
    if (outcome.kind === 'rejected') kept.rejected[customerId] = [outcome.code, outcome.reason];
    else if (outcome.kind === 'done') kept.absent.push(customerId);
    else kept.left.push(customerId);
  }
  return kept;
}

/** The answer to a batch of which some rows are in jobs and the fate of the others is known. */
export function answerFor(
  action: Handle['action'],
  list: ListTarget,
  submission: Submission,
  outcomes: ReadonlyMap<string, Outcome>,
  nowMs: number,
  found: ReadonlyMap<string, string> = new Map(),
): BatchAnswer {
  const { jobIds, sentCount } = submission;
  if (jobIds.length === 0) return { kind: 'finished', outcomes };
  const handle: Handle = {
    action,
    jobIds,
    sentCount,
    submittedAt: nowMs,
    ...keptOutcomes(outcomes),
    found: Object.fromEntries(found),
    list: { listId: list.listId, tag: list.tag },
    again: null,
  };
  return { kind: 'accepted', handle, pollAfterMs: firstPollMs(sentCount, nowMs) };
}

export const LEFT_FOR_LATER = 'Klaviyo refused many rows of this batch; the rest goes with the next run.';

/** Rows that did not get their turn in this batch. */
export function leftForLater(customerIds: readonly string[], nowMs: number): [string, Outcome][] {
  return customerIds.map((customerId) => [customerId, { kind: 'retry', notBeforeMs: nowMs, reason: LEFT_FOR_LATER }]);
}

/** The outcomes that a handle remembers. */
export function outcomesKept(handle: Handle, nowMs: number): Map<string, Outcome> {
  return new Map<string, Outcome>([
    ...Object.entries(handle.rejected).map(
      ([customerId, [code, reason]]) => [customerId, { kind: 'rejected', code, reason }] as const,
    ),
    ...handle.absent.map((customerId) => [customerId, { kind: 'done' }] as const),
    ...leftForLater(handle.left, nowMs),
  ]);
}

/** Imports of so many rows come in numbers, as in a first fill: they are asked after together, and one call tells of all. */
const FILL_ROWS = 5_000;
const TOGETHER_MS = 30_000;
/** Those who are asked after together are so old at least. */
const FILL_AGE_MS = 15_000;

export const isOfFill = ({ sentCount }: Pick<Handle, 'sentCount'>): boolean => sentCount >= FILL_ROWS;

/** When to ask for the first time: the more rows, the later; of a fill at the next full half minute. */
export function firstPollMs(rowCount: number, nowMs: number): number {
  if (isOfFill({ sentCount: rowCount })) return togetherMs(nowMs, FILL_AGE_MS);
  return 500 + 3 * rowCount;
}

/** When to ask again: after half the time it has taken so far, within half a second and half a minute; of a fill with the others. */
export function nextPollMs(handle: Handle, nowMs: number): number {
  if (isOfFill(handle)) return togetherMs(nowMs, 1);
  return Math.min(30_000, Math.max(500, Math.round((nowMs - handle.submittedAt) / 2)));
}

/** Until the first full half minute that is so far away at least. */
function togetherMs(nowMs: number, leastMs: number): number {
  return Math.ceil((nowMs + leastMs) / TOGETHER_MS) * TOGETHER_MS - nowMs;
}
