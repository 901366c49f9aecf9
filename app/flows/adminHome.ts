/** The admin's home: how far the set-up is, live figures, and what needs the merchant. */
import type { ShopId } from '#app/platform/database.ts';
import { listConnections, type ConnectionRow } from '#app/store/adminConnections.ts';
import { readBackfills, readFigures, type BackfillProgress, type Figures } from '#app/store/adminOverview.ts';
import { connectorName } from './adminConnectors.ts';
import type { Services } from './services.ts';

/** One thing that is wrong, named by what it is; the page has the words. */
export type Problem =
  | { kind: 'reconnect'; connector: string; reason: string | null }
  | { kind: 'backfill-failed'; history: string; reason: string | null }
  | { kind: 'parked'; count: number };

export type StepState = 'done' | 'running' | 'todo';

export interface HomeView {
  steps: { history: StepState; connection: StepState; destination: StepState; sync: StepState };
  backfills: BackfillProgress[];
  figures: Figures;
  problems: Problem[];
}

export async function readHome({ database }: Services, shopId: ShopId): Promise<HomeView> {
  return database.inShop(shopId, async (sql) => {
    const backfills = await readBackfills(sql);
    const figures = await readFigures(sql);
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
  figures: Figures,
  connections: readonly ConnectionRow[],
): HomeView['steps'] {
  const loaded = backfills.length > 0 && backfills.every((backfill) => backfill.state === 'done');
  const failed = backfills.some((backfill) => backfill.state === 'failed');
  const switchedOn = figures.enabledDestinationCount > 0;
  return {
    history: loaded ? 'done' : failed ? 'todo' : 'running',
    connection: connections.some((connection) => connection.status === 'active') ? 'done' : 'todo',
    destination: switchedOn ? 'done' : 'todo',
    sync: figures.lastSyncedAt !== null ? 'done' : switchedOn ? 'running' : 'todo',
  };
}

function problemsOf(
  backfills: readonly BackfillProgress[],
  figures: Figures,
  connections: readonly ConnectionRow[],
): Problem[] {
  const problems: Problem[] = [];
  for (const { status, connector, statusReason } of connections)
    if (status === 'reconnect')
      problems.push({ kind: 'reconnect', connector: connectorName(connector), reason: statusReason });
  for (const { state, kind, error } of backfills)
    if (state === 'failed') problems.push({ kind: 'backfill-failed', history: kind, reason: error });
  if (figures.parkedDeliveryCount > 0) problems.push({ kind: 'parked', count: figures.parkedDeliveryCount });
  return problems;
}
