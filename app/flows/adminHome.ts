/** The admin's home: how far the set-up is, live figures, and what needs the merchant. */
import { isBackfillProblem, type BackfillProblem } from '#app/core/backfill/problems.ts';
import type { ShopId } from '#app/platform/database.ts';
import { listConnections, type ConnectionRow } from '#app/store/adminConnections.ts';
import {
  readBackfills,
  readFigures,
  readTotals,
  type BackfillProgress,
  type Figures,
  type ShopTotals,
} from '#app/store/adminOverview.ts';
import { connectorName } from './adminConnectors.ts';
import { makeCountMemory } from './adminCountMemory.ts';
import { readPending } from './adminPending.ts';
import type { Services } from './services.ts';

/** One thing that is wrong, named by what it is; the page has the words. */
export type Problem =
  | { kind: 'reconnect'; connector: string; reason: string | null }
  /**
   * What stands in the way of reading these kinds of history. `hasFailed`: it was given up, and is tried again only when asked;
   * else it goes on by itself once the reason is gone. The code is null when it has no words.
   */
  | { kind: 'history'; histories: string[]; code: BackfillProblem | null; hasFailed: boolean }
  | { kind: 'parked'; count: number };

/** `stuck`: begun, and something stands in the way. */
export type StepState = 'done' | 'running' | 'stuck' | 'todo';

export interface HomeFigures extends ShopTotals, Figures {
  /** Customers whose place in a partner's list is not yet what it should be. */
  pendingPlacementCount: number;
}

export interface HomeView {
  steps: { history: StepState; connection: StepState; destination: StepState; sync: StepState };
  backfills: BackfillProgress[];
  figures: HomeFigures;
  problems: Problem[];
}

const totals = makeCountMemory<ShopTotals>();

export async function readHome({ database }: Services, shopId: ShopId): Promise<HomeView> {
  return database.inShop(shopId, async (sql) => {
    const backfills = await readBackfills(sql);
    const pending = await readPending(database, sql);
    const figures: HomeFigures = {
      ...(await totals(database, String(shopId), () => readTotals(sql))),
      ...(await readFigures(sql)),
      pendingPlacementCount: [...pending.values()].reduce((sum, count) => sum + count, 0),
    };
    const connections = await listConnections(sql);
    return {
      steps: stepsOf(backfills, figures, connections),
      backfills,
      figures,
      problems: problemsOf(backfills, figures, connections),
    };
  });
}

function stepsOf(
  backfills: readonly BackfillProgress[],
  figures: HomeFigures,
  connections: readonly ConnectionRow[],
): HomeView['steps'] {
  const loaded = backfills.length > 0 && backfills.every((backfill) => backfill.state === 'done');
  const stuck = backfills.some(({ state, error }) => state === 'failed' || (state !== 'done' && error !== null));
  const switchedOn = figures.enabledDestinationCount > 0;
  return {
    history: loaded ? 'done' : stuck ? 'stuck' : 'running',
    connection: connections.some((connection) => connection.status === 'active') ? 'done' : 'todo',
    destination: switchedOn ? 'done' : 'todo',
    sync: figures.lastSyncedAt !== null ? 'done' : switchedOn ? 'running' : 'todo',
  };
}

function problemsOf(
  backfills: readonly BackfillProgress[],
  figures: HomeFigures,
  connections: readonly ConnectionRow[],
): Problem[] {
  const problems: Problem[] = [];
  for (const { status, connector, statusReason } of connections)
    if (status === 'reconnect')
      problems.push({ kind: 'reconnect', connector: connectorName(connector), reason: statusReason });
  for (const { state, kind, error } of backfills) {
    const hasFailed = state === 'failed';
    if (state === 'done' || (error === null && !hasFailed)) continue;
    const code = error !== null && isBackfillProblem(error) ? error : null;
    const same = problems.find(
      (known) => known.kind === 'history' && known.code === code && known.hasFailed === hasFailed,
    );
    if (same?.kind === 'history') same.histories.push(kind);
    else problems.push({ kind: 'history', histories: [kind], code, hasFailed });
  }
  if (figures.parkedDeliveryCount > 0) problems.push({ kind: 'parked', count: figures.parkedDeliveryCount });
  return problems;
}
