/**
 * Brings the customers of a batch to what they should be. The state of each is looked at and compared, whatever led to it; what
 * differs is changed, by single calls or, when it is much, by bulk operations, after which it is looked at again.
 */
import { z } from 'zod';
import type { BatchAnswer, Json, ListTarget, Outcome, Row } from '../kit/connector.ts';
import { blindChange, changeOf, wantedTags, type Action, type Change, type CustomerState } from './changes.ts';
import { startBulk } from './bulk.ts';
import type { Client } from './client.ts';
import { readCustomers, type States } from './customers.ts';
import { bulkOperationById, latestBulkMutations, type BulkOperation } from './documents.ts';
import { STATUS_RULES } from './errors.ts';
import { BULK_FROM_ROWS, MOST_ROUNDS, MOST_SINGLE_CHANGES } from './limits.ts';
import { addResults, type Known } from './results.ts';
import { changeSingly, outcomeOf } from './single.ts';

/** What has to be kept of a batch while its bulk operations run. */
const handleShape = z.strictObject({
  action: z.enum(['add', 'remove']),
  listId: z.string(),
  operationIds: z.array(z.string()),
  /** Bulk operations one after the other so far. */
  rounds: z.int(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
});
type Handle = z.infer<typeof handleShape>;

interface Work {
  client: Client;
  action: Action;
  listId: string;
  rows: readonly Row[];
  nowMs: number;
}

export async function bring(
  client: Client,
  action: Action,
  { listId }: ListTarget,
  rows: readonly Row[],
  nowMs: number,
): Promise<BatchAnswer> {
  const work: Work = { client, action, listId, rows, nowMs };
  if (rows.length < BULK_FROM_ROWS) return compareAndChange(work, new Map(), 0);
  return inBulk(
    work,
    rows.map((row) => blindChange(row, listId, action)),
    1,
  );
}

export async function goOn(client: Client, given: Json, rows: readonly Row[], nowMs: number): Promise<BatchAnswer> {
  const handle = handleShape.parse(given);
  const { action, listId, operationIds, rounds } = handle;
  const operations: (BulkOperation | null)[] = [];
  for (const id of operationIds) operations.push(await client.ask(bulkOperationById, { id }));
  if (operations.some((one) => nextOf(one?.status) === 'wait'))
    return { kind: 'accepted', handle, pollAfterMs: nextPollMs(handle, nowMs) };
  const known: Known = new Map();
  for (const one of operations)
    if (one !== null && nextOf(one.status) === 'read the result') await addResults(client, one, known);
  return compareAndChange({ client, action, listId, rows, nowMs }, known, rounds);
}

/** Whether a bulk operation of ours runs of which we may have lost sight. */
export async function isWorking(client: Client): Promise<boolean> {
  const { nodes } = await client.ask(latestBulkMutations, {}, 25);
  return nodes.some(({ status }) => nextOf(status) === 'wait');
}

function nextOf(status = 'not there'): (typeof STATUS_RULES)[number]['next'] {
  return STATUS_RULES.find(({ statuses }) => statuses.includes(status))?.next ?? 'read customers';
}

/** After half the time it has taken so far, within a second and a minute. */
function nextPollMs({ startedAt }: Handle, nowMs: number): number {
  return Math.min(60_000, Math.max(1_000, Math.round((nowMs - startedAt) / 2)));
}

async function inBulk(work: Work, changes: readonly Change[], rounds: number): Promise<BatchAnswer> {
  const { client, action, listId, nowMs } = work;
  const operationIds = await startBulk(client, changes, nowMs);
  const handle: Handle = { action, listId, operationIds, rounds, startedAt: nowMs };
  return { kind: 'accepted', handle, pollAfterMs: nextPollMs(handle, nowMs) };
}

/** @param known What results told already. @param rounds Bulk operations so far. */
async function compareAndChange(work: Work, known: Known, rounds: number): Promise<BatchAnswer> {
  const { client, action, listId, rows, nowMs } = work;
  const states = await statesOf(client, rows, known);
  const outcomes = new Map<string, Outcome>();
  const changes: Change[] = [];
  for (const row of rows) {
    const { customerId } = row;
    const state = states.get(customerId) ?? null;
    if (state === null) {
      outcomes.set(customerId, outcomeOf('gone', action, nowMs));
      continue;
    }
    const { change, isFull } = changeOf(customerId, state, wantedTags(row, listId, action));
    if (change !== null) changes.push(change);
    const isRejected = isFull && action === 'add';
    outcomes.set(
      customerId,
      isRejected ? outcomeOf('too_many_tags', action, nowMs) : { kind: 'done', partnerId: customerId },
    );
  }
  if (changes.length > MOST_SINGLE_CHANGES && rounds < MOST_ROUNDS) return inBulk(work, changes, rounds + 1);
  const now = changes.slice(0, MOST_SINGLE_CHANGES);
  for (const [customerId, outcome] of await changeSingly(client, action, now, nowMs)) outcomes.set(customerId, outcome);
  // What bulk operations have left again and again goes with the next batch.
  for (const { customerId } of changes.slice(MOST_SINGLE_CHANGES))
    outcomes.set(customerId, outcomeOf('retry', action, nowMs));
  return { kind: 'finished', outcomes };
}

async function statesOf(client: Client, rows: readonly Row[], known: Known): Promise<States> {
  const states: States = new Map();
  const unknown: string[] = [];
  for (const { customerId } of rows) {
    const { tags, list } = known.get(customerId) ?? {};
    if (tags === undefined || list === undefined) unknown.push(customerId);
    else states.set(customerId, { tags, list } satisfies CustomerState);
  }
  for (const [customerId, state] of await readCustomers(client, unknown)) states.set(customerId, state);
  return states;
}
