/** The first half of a backfill: ask Shopify for a bulk export, and look how far it is. */
import { metafieldsRead } from '#app/core/settings.ts';
import type { BackfillProblem } from '#app/core/backfill/problems.ts';
import type { Services } from '#app/flows/services.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import { bulkQuery } from '#app/flows/shopify/bulkQueries.ts';
import {
  bulkOperation,
  bulkOperationRunQuery,
  bulkOperations,
  type BulkOperation,
} from '#app/flows/shopify/documents.ts';
import type { AdminHalt } from '#app/flows/shopify/halt.ts';
import { noteExported, noteLoaded, noteRequested, requeueBackfill, type Backfill } from '#app/store/backfill.ts';
import { loadGrantedScopes } from '#app/store/installation.ts';
import type { Shop } from '#app/store/shops.ts';
import { lookAhead } from './lookAhead.ts';

/** How one step ended. `load`: there is a file to read, under this address. */
export type Step =
  | { kind: 'wait'; delayMs: number }
  | { kind: 'load'; operation: BulkOperation; url: string }
  | { kind: 'over' }
  | { kind: 'halted'; halt: AdminHalt };

/** Bulk operations that may end badly before the history is left incomplete. */
const MOST_ATTEMPTS = 5;
const POLL_MS = 1_000;
const BUSY_MS = 5_000;
/** How far Shopify's clock may be behind ours. */
const CLOCK_SLACK_MS = 60_000;

/** Pause before operation number `attempts` + 1: 5 s after the first that ended badly, doubled each time. */
function pauseMs(attempts: number): number {
  return attempts === 0 ? 0 : 5_000 * 2 ** (attempts - 1);
}

/** What the export of a backfill asks for, by what the shop lets us read. */
async function queryOf(services: Services, shop: Shop, backfill: Backfill): Promise<string> {
  const scopes = await services.database.inShop(shop.shopId, loadGrantedScopes);
  return bulkQuery({
    kind: backfill.kind,
    fromAt: backfill.fromAt,
    toAt: backfill.toAt,
    metafields: metafieldsRead(shop.settings),
    scopes,
  });
}

/** Requests the export of a waiting backfill, unless one that we asked for and never heard of is already under way. */
export async function requestExport(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  backfill: Backfill,
  slicedFromOrders: number,
): Promise<Step> {
  const { database, clock } = services;
  const notBeforeMs = backfill.updatedAt + pauseMs(backfill.attempts);
  if (backfill.attempts > 0 && notBeforeMs > clock()) return { kind: 'wait', delayMs: notBeforeMs - clock() };

  const ahead = await lookAhead(services, shop, admin, backfill, slicedFromOrders);
  if (ahead.kind === 'halted') return ahead;
  if (ahead.kind === 'sliced') return { kind: 'wait', delayMs: 0 };
  const { totalCount } = ahead;
  const startedAt = clock();
  const query = await queryOf(services, shop, backfill);
  const requested = async (operationId: string): Promise<Step> => {
    await database.inShop(shop.shopId, (sql) => noteRequested(sql, backfill.kind, operationId, startedAt, totalCount));
    return { kind: 'wait', delayMs: POLL_MS };
  };
  for (const status of ['created', 'running']) {
    const active = await admin.ask(bulkOperations, { filter: `status:${status} operation_type:query` });
    if (active.kind === 'halted') return active;
    const ours = active.value.nodes.find(
      (node) => node.query === query && Date.parse(node.createdAt) >= shop.installedAt - CLOCK_SLACK_MS,
    );
    if (ours) return requested(ours.id);
  }
  const answer = await admin.ask(bulkOperationRunQuery, { query });
  if (answer.kind === 'halted') return answer;
  const { bulkOperation: operation, userErrors } = answer.value;
  if (operation) return requested(operation.id);
  // Shopify runs a few operations per shop at once, other apps' not among them: ours will have their turn.
  if (userErrors.some(({ code }) => code === 'LIMIT_REACHED' || code === 'OPERATION_IN_PROGRESS'))
    return { kind: 'wait', delayMs: BUSY_MS };
  const reason = userErrors.map(({ code, message }) => `${code ?? ''}: ${message}`).join('; ');
  return { kind: 'halted', halt: { kind: 'our-bug', reason: `the export of ${backfill.kind} was refused: ${reason}` } };
}

/** Looks how far a requested export is, and where its lines are. */
export async function followExport(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  backfill: Backfill,
): Promise<Step> {
  const { database, clock, log } = services;
  const { kind, operationId } = backfill;
  if (operationId === null) throw new Error(`The backfill of ${kind} is ${backfill.state} without an operation.`);
  const answer = await admin.ask(bulkOperation, { id: operationId });
  if (answer.kind === 'halted') return answer;
  const operation = answer.value;
  if (operation === null) return abandon(services, shop, backfill, 'Shopify does not know the operation');

  const exported = { objectCount: operation.objectCount, rootCount: operation.rootObjectCount };
  const note = (isReady: boolean): Promise<void> =>
    database.inShop(shop.shopId, (sql) => noteExported(sql, kind, operationId, exported, isReady, clock()));
  switch (operation.status) {
    case 'CREATED':
    case 'RUNNING':
    case 'CANCELING':
      await note(false);
      return { kind: 'wait', delayMs: POLL_MS };
    case 'COMPLETED':
      if (operation.url === null) {
        await database.inShop(shop.shopId, (sql) => noteLoaded(sql, backfill, null, clock()));
        return { kind: 'over' };
      }
      await note(true);
      return { kind: 'load', operation, url: operation.url };
    case 'FAILED':
    case 'CANCELED':
    case 'EXPIRED':
      log.warn(
        { shopId: shop.shopId, kind, status: operation.status, code: operation.errorCode },
        'bulk export ended badly',
      );
      if (operation.partialDataUrl === null) return afterBadEnd(services, shop, backfill, operation);
      await note(true);
      return { kind: 'load', operation, url: operation.partialDataUrl };
  }
}

/** After an operation that did not complete, and once the part that it gave is stored. */
export async function afterBadEnd(
  services: Services,
  shop: Shop,
  backfill: Backfill,
  operation: BulkOperation,
): Promise<Step> {
  if (operation.errorCode !== 'ACCESS_DENIED')
    return abandon(services, shop, backfill, `the operation is ${operation.status}`);
  const problem = backfill.hiddenFields.includes('customer') ? 'protected-data' : 'grant-access';
  await services.database.inShop(shop.shopId, (sql) => noteLoaded(sql, backfill, problem, services.clock()));
  return { kind: 'over' };
}

/**
 * Gives an operation up: another is requested after a pause, or, after too many, the history stays incomplete for the
 * reason given as `problem`. A set-up run starts it over.
 */
export async function abandon(
  services: Services,
  shop: Shop,
  backfill: Backfill,
  reason: string,
  problem: BackfillProblem = 'export-failed',
): Promise<Step> {
  const { database, clock, log } = services;
  const attempts = backfill.attempts + 1;
  const isLast = attempts >= MOST_ATTEMPTS;
  const fields = { shopId: shop.shopId, kind: backfill.kind, attempts, reason };
  log.warn(fields, isLast ? 'backfill given up' : 'backfill starts over');
  await database.inShop(shop.shopId, (sql) =>
    isLast ? noteLoaded(sql, backfill, problem, clock()) : requeueBackfill(sql, backfill, clock()),
  );
  return isLast ? { kind: 'over' } : { kind: 'wait', delayMs: pauseMs(attempts) };
}
