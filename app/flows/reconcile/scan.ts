/**
 * What changed lately in the shop, page by page, beside our versions: what is older or missing here goes into the queue of
 * objects to be read anew. The place is kept with each page, so that a run that is broken off goes on there.
 */
import { idFromGid } from '#app/core/identifiers.ts';
import { objectOf, typeNameOf, type ReconcileKind } from '#app/core/reconcile/kinds.ts';
import type { Services } from '#app/flows/services.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import type { AdminHalt } from '#app/flows/shopify/halt.ts';
import { changedPage } from '#app/flows/shopify/nodeDocuments.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { olderHere, type TheirVersion } from '#app/store/objectVersions.ts';
import { endScan, notePage, type Mark, type Run } from '#app/store/reconcile.ts';
import { queueObjects } from '#app/store/refetchQueue.ts';
import { holdShop, loadShop, type Shop } from '#app/store/shops.ts';

/** How one kind's comparison ended for this turn. */
export type Ending =
  | { kind: 'done' }
  /** There is more to do; others have their turn first. */
  | { kind: 'more' }
  /** The app is no longer on the shop. */
  | { kind: 'left' }
  | { kind: 'halted'; halt: AdminHalt };

/** Halts that concern the kind alone: the scan ends, and the next one begins where it did. */
export const isOfKind = (halt: AdminHalt): boolean =>
  halt.kind === 'our-bug' || (halt.kind === 'merchant-must-act' && halt.action === 'grant-access');

export const problemOf = (halt: AdminHalt): string => (halt.kind === 'merchant-must-act' ? halt.action : halt.kind);

/** Goes on with a scan until it is done or its time is over. */
export async function scanKind(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  { kind, cursor }: Pick<Mark, 'kind' | 'cursor'>,
  run: Run,
  sliceEndMs: number,
): Promise<Ending> {
  const { database, clock, log } = services;
  const document = changedPage(kind);
  const search = `updated_at:>='${iso(run.fromAt)}' updated_at:<='${iso(run.toAt)}'`;
  for (let after = cursor; ;) {
    const answer = await admin.ask(document, { search, after });
    if (answer.kind === 'halted') {
      if (!isOfKind(answer.halt)) return answer;
      log.warn({ shopId: shop.shopId, kind, reason: answer.halt.reason }, 'scan refused');
      const problem = problemOf(answer.halt);
      await database.inShop(shop.shopId, (sql) => endScan(sql, kind, run, problem, clock()));
      return { kind: 'done' };
    }
    const { nodes, pageInfo } = answer.value;
    const isLast = !pageInfo.hasNextPage || pageInfo.endCursor === null;
    after = pageInfo.endCursor;
    const isThere = await database.inShop(shop.shopId, async (sql) => {
      if ((await loadShop(sql))?.status !== 'installed') return false;
      await comparePage(services, sql, kind, run, versionsOf(kind, nodes));
      await notePage(sql, kind, run.runId, nodes.length, after);
      if (isLast) await endScan(sql, kind, run, null, clock());
      return true;
    });
    if (!isThere) return { kind: 'left' };
    if (isLast) return { kind: 'done' };
    if (clock() >= sliceEndMs) return { kind: 'more' };
  }
}

async function comparePage(
  services: Services,
  sql: ShopSql,
  kind: ReconcileKind,
  run: Run,
  theirs: readonly TheirVersion[],
): Promise<void> {
  // Absorbing queues objects too: two who queue the same ones in another order would wait for each other.
  await holdShop(sql);
  const older = await olderHere(sql, kind, theirs);
  if (older.length === 0) return;
  await queueObjects(sql, objectOf[kind], older, services.clock(), run.runId);
  await ring(sql, { task: 'refetch', shopId: sql.shopId });
}

function versionsOf(kind: ReconcileKind, nodes: readonly { id: string; updatedAt: string }[]): TheirVersion[] {
  return nodes.flatMap((node) => {
    const id = idFromGid(node.id, typeNameOf[objectOf[kind]]);
    const updatedAt = Date.parse(node.updatedAt);
    return id === null || Number.isNaN(updatedAt) ? [] : [{ id, updatedAt }];
  });
}

const iso = (at: number | null): string => new Date(at ?? 0).toISOString();
