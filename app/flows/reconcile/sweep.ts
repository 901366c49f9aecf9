/**
 * Every id of a kind in the shop beside ours: a bulk export of ids and versions, streamed into a table of the transaction and
 * compared set by set. What is missing or older here, and what only we have, goes into the queue of objects to be read anew:
 * reading each alone decides, so that whatever changes meanwhile does no harm.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { idFromGid } from '#app/core/identifiers.ts';
import { objectOf, typeNameOf, type ReconcileKind } from '#app/core/reconcile/kinds.ts';
import type { Services } from '#app/flows/services.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import { openBulkFile, type BulkFile } from '#app/flows/shopify/bulkFile.ts';
import { bulkOperation, bulkOperationRunQuery, bulkOperations } from '#app/flows/shopify/documents.ts';
import { versionsQuery } from '#app/flows/shopify/nodeDocuments.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { countOurs, queueOlderThanSeen, queueUnseen } from '#app/store/objectVersions.ts';
import { endSweep, noteSweepOperation, type Mark, type Run } from '#app/store/reconcile.ts';
import { restartBackfills } from '#app/store/backfill.ts';
import { dropQueued, runReason } from '#app/store/refetchQueue.ts';
import { holdShop, loadShop, type Shop } from '#app/store/shops.ts';
import { isOfKind, problemOf, type Ending } from './scan.ts';

/** `wait`: Shopify is at work. */
export type SweepEnding = Ending | { kind: 'wait'; delayMs: number };

const POLL_MS = 2_000;
const BUSY_MS = 10_000;
const LOST_RETRY_MS = 5_000;
/** An export that Shopify does not end in this time is given up until the next night. */
const LONGEST_MS = 6 * 60 * 60_000;
/** Lines taken at once; after each the shop's status is looked at. */
const BATCH_LINES = 5_000;

/** Thrown within the transaction of a comparison to undo it. */
class BrokenOff extends Error {
  readonly why: 'lost' | 'left';

  constructor(why: 'lost' | 'left') {
    super(why);
    this.why = why;
  }
}

/**
 * Does what can be done now for a sweep under way.
 * @param mostAlone More objects than these are not read one by one: the kind is read in anew by one export.
 */
export async function sweepKind(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  mark: Pick<Mark, 'kind' | 'sweepOperation'>,
  run: Run,
  mostAlone: number,
): Promise<SweepEnding> {
  const { clock, database } = services;
  const { kind, sweepOperation } = mark;
  const giveUp = async (problem: string): Promise<Ending> => {
    services.log.warn({ shopId: shop.shopId, kind, problem }, 'comparison of every id given up');
    const told = { seenCount: 0, oursCount: null, problem };
    await database.inShop(shop.shopId, (sql) => endSweep(sql, kind, run, told, clock()));
    return { kind: 'done' };
  };
  if (clock() - run.startedAt > LONGEST_MS) return giveUp('export-failed');
  if (sweepOperation === null) {
    const requested = await request(services, shop, admin, kind, run);
    return requested.kind === 'halted' && isOfKind(requested.halt) ? giveUp(problemOf(requested.halt)) : requested;
  }

  const answer = await admin.ask(bulkOperation, { id: sweepOperation });
  if (answer.kind === 'halted') return isOfKind(answer.halt) ? giveUp(problemOf(answer.halt)) : answer;
  const operation = answer.value;
  switch (operation?.status) {
    case 'CREATED':
    case 'RUNNING':
    case 'CANCELING':
      return { kind: 'wait', delayMs: POLL_MS };
    case 'COMPLETED':
      return compare(services, shop, { kind, run, mostAlone }, operation.url, giveUp);
    default:
      // Part of an export would make the rest look gone.
      return giveUp(operation?.errorCode === 'ACCESS_DENIED' ? 'grant-access' : 'export-failed');
  }
}

async function request(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  kind: ReconcileKind,
  run: Run,
): Promise<SweepEnding> {
  const query = versionsQuery(kind, run.fromAt);
  const note = (id: string): Promise<void> =>
    services.database.inShop(shop.shopId, (sql) => noteSweepOperation(sql, kind, id));
  // One that we asked for and never heard of may be under way: what began after this run did will do.
  for (const status of ['created', 'running']) {
    const active = await admin.ask(bulkOperations, { filter: `status:${status} operation_type:query` });
    if (active.kind === 'halted') return active;
    const ours = active.value.nodes.find(
      (node) => node.query === query && Date.parse(node.createdAt) >= run.startedAt - 60_000,
    );
    if (!ours) continue;
    await note(ours.id);
    return { kind: 'wait', delayMs: POLL_MS };
  }
  const answer = await admin.ask(bulkOperationRunQuery, { query });
  if (answer.kind === 'halted') return answer;
  const { bulkOperation: operation, userErrors } = answer.value;
  if (operation) {
    await note(operation.id);
    return { kind: 'wait', delayMs: POLL_MS };
  }
  if (userErrors.some(({ code }) => code === 'LIMIT_REACHED' || code === 'OPERATION_IN_PROGRESS'))
    return { kind: 'wait', delayMs: BUSY_MS };
  const reason = userErrors.map(({ code, message }) => `${code ?? ''}: ${message}`).join('; ');
  return { kind: 'halted', halt: { kind: 'our-bug', reason: `the export of ${kind} was refused: ${reason}` } };
}

interface Comparison {
  kind: ReconcileKind;
  run: Run;
  mostAlone: number;
}

async function compare(
  services: Services,
  shop: Shop,
  comparison: Comparison,
  url: string | null,
  giveUp: (problem: string) => Promise<Ending>,
): Promise<SweepEnding> {
  let file: BulkFile | null = null;
  if (url !== null) {
    const opened = await openBulkFile(url);
    if (opened.kind === 'lost') return { kind: 'wait', delayMs: LOST_RETRY_MS };
    if (opened.kind === 'gone') return giveUp('export-failed');
    file = opened.file;
  }
  try {
    await services.database.inShop(shop.shopId, async (sql) => {
      const seenCount = await fillSeen(services, sql, comparison.kind, file);
      await queueDifferences(services, sql, comparison, seenCount);
    });
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    return error.why === 'left' ? { kind: 'left' } : { kind: 'wait', delayMs: LOST_RETRY_MS };
  } finally {
    await file?.close();
  }
}

/** Streams the file into `sweep_seen`, which ends with the transaction. @returns How many objects it names. */
async function fillSeen(services: Services, sql: ShopSql, kind: ReconcileKind, file: BulkFile | null): Promise<number> {
  await sql.query(
    'CREATE TEMP TABLE sweep_seen (object_id bigint NOT NULL, updated_at timestamptz NOT NULL, order_count int) ON COMMIT DROP',
  );
  if (file === null) return 0;
  let seenCount = 0;
  async function* rows(): AsyncGenerator<string> {
    for (;;) {
      if ((await services.database.inShop(sql.shopId, loadShop))?.status !== 'installed') throw new BrokenOff('left');
      const batch = await file?.next(BATCH_LINES);
      if (batch?.kind !== 'lines') throw new BrokenOff('lost');
      const read = batch.lines.flatMap((line) => copyRow(kind, line) ?? []);
      seenCount += read.length;
      if (read.length > 0) yield read.join('');
      if (batch.isEnd) return;
    }
  }
  await pipeline(Readable.from(rows()), sql.client.query(copyFrom('COPY sweep_seen FROM STDIN')));
  await sql.query('ANALYZE sweep_seen');
  return seenCount;
}

/** A line of the export as a row for COPY; null for a line that names no object of the kind. */
function copyRow(kind: ReconcileKind, line: string): string | null {
  const node = JSON.parse(line) as { id?: unknown; updatedAt?: unknown; numberOfOrders?: unknown };
  const id = typeof node.id === 'string' ? idFromGid(node.id, typeNameOf[objectOf[kind]]) : null;
  const updatedAt = typeof node.updatedAt === 'string' ? Date.parse(node.updatedAt) : Number.NaN;
  if (id === null || Number.isNaN(updatedAt)) return null;
  const orderCount = Number(node.numberOfOrders ?? Number.NaN);
  return `${id}\t${new Date(updatedAt).toISOString()}\t${Number.isSafeInteger(orderCount) ? orderCount : '\\N'}\n`;
}

async function queueDifferences(
  services: Services,
  sql: ShopSql,
  { kind, run, mostAlone }: Comparison,
  seenCount: number,
): Promise<void> {
  await holdShop(sql, 'whole shop');
  const [object, now, reason] = [objectOf[kind], services.clock(), runReason(run.runId)];
  const oursCount = await countOurs(sql, kind, run.fromAt);
  const older = await queueOlderThanSeen(sql, kind, object, now, reason);
  if (older > mostAlone) {
    await dropQueued(sql, object, reason);
    await restartBackfills(sql, [kind], now);
  }
  const unseen = await queueUnseen(sql, kind, object, now, reason, run.fromAt);
  await endSweep(sql, kind, run, { seenCount, oursCount, problem: null }, now);
  if (older + unseen > 0) await ring(sql, { task: 'refetch', shopId: sql.shopId });
  services.log.info({ shopId: sql.shopId, kind, seenCount, oursCount, older, unseen }, 'every id compared');
}
