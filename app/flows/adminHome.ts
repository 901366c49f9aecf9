/** The admin's home: how far the set-up is, live figures, and what needs the merchant. */
import type { BackfillSubject } from '#app/core/backfill/kinds.ts';
import { isBackfillProblem, type BackfillProblem } from '#app/core/backfill/problems.ts';
import { backfillProgress, type BackfillProgress } from '#app/core/backfill/progress.ts';
import { isLoginEnding } from '#app/core/loginEnd.ts';
import type { ShopId } from '#app/platform/database.ts';
import { listConnections, type ConnectionRow } from '#app/store/adminConnections.ts';
import { readFigures, readTotals, type Figures, type ShopTotals } from '#app/store/adminOverview.ts';
import { readAccess, type ShopAccess } from '#app/store/adminData.ts';
import { loadBackfills } from '#app/store/backfill.ts';
import { connectorName } from './adminConnectors.ts';
import { makeCountMemory } from './adminCountMemory.ts';
import { readPending } from './adminPending.ts';
import { readPrivacyWarnings } from './adminPrivacy.ts';
import type { Services } from './services.ts';

/** One thing that is wrong, named by what it is; the page has the words. */
export type Problem =
  /** `connectorId`: of a connection that was made by a login, and is made good by another. */
  | { kind: 'reconnect'; connector: string; reason: string | null; connectorId: string | null }
  /** A login runs out soon. */
  | { kind: 'login-ends'; connector: string; connectorId: string; endsAt: number }
  /**
   * What stands in the way of reading these kinds of history. `hasFailed`: it was given up, and is tried again only when asked;
   * else it goes on by itself once the reason is gone. The code is null when it has no words.
   */
  | { kind: 'history'; histories: BackfillSubject[]; code: BackfillProblem | null; hasFailed: boolean }
  /** Shopify cannot be asked at present. */
  | { kind: 'access'; code: BackfillProblem; sinceAt: number }
  /** Privacy requests close to their day, or past it. */
  | { kind: 'privacy'; dueSoonCount: number; overdueCount: number }
  | { kind: 'parked'; count: number };

/** `stuck`: begun, and something stands in the way. */
export type StepState = 'done' | 'running' | 'stuck' | 'todo';

export interface HomeFigures extends ShopTotals, Figures {
  /** Customers whose place in a partner's list is not yet what it should be. */
  pendingPlacementCount: number;
}

export interface HomeView {
  steps: { history: StepState; connection: StepState; destination: StepState; sync: StepState };
  history: BackfillProgress;
  /** False: Shopify's own totals stand in for orders older than 60 days. */
  readsAllOrders: boolean;
  figures: HomeFigures;
  problems: Problem[];
}

const totals = makeCountMemory<ShopTotals>();

export async function readHome(services: Services, shopId: ShopId): Promise<HomeView> {
  const { database, clock } = services;
  const warnings = await readPrivacyWarnings(services, shopId);
  return database.inShop(shopId, async (sql) => {
    const history = backfillProgress(await loadBackfills(sql), clock());
    const access = await readAccess(sql);
    const pending = await readPending(database, sql);
    const figures: HomeFigures = {
      ...(await totals(database, String(shopId), () => readTotals(sql))),
      ...(await readFigures(sql)),
      pendingPlacementCount: [...pending.values()].reduce((sum, count) => sum + count, 0),
    };
    const connections = await listConnections(sql);
    return {
      steps: stepsOf(history, figures, connections),
      history,
      readsAllOrders: access?.readsAllOrders ?? true,
      figures,
      problems: [...privacyProblems(warnings), ...problemsOf(history, access, figures, connections, clock())],
    };
  });
}

function stepsOf(
  { subjects }: BackfillProgress,
  figures: HomeFigures,
  connections: readonly ConnectionRow[],
): HomeView['steps'] {
  const loaded = subjects.length > 0 && subjects.every(({ phase }) => phase === 'done');
  const stuck = subjects.some(({ phase, problem }) => phase === 'failed' || (phase !== 'done' && problem !== null));
  const switchedOn = figures.enabledDestinationCount > 0;
  return {
    history: loaded ? 'done' : stuck ? 'stuck' : 'running',
    connection: connections.some((connection) => connection.status === 'active') ? 'done' : 'todo',
    destination: switchedOn ? 'done' : 'todo',
    sync: figures.lastSyncedAt !== null ? 'done' : switchedOn ? 'running' : 'todo',
  };
}

function privacyProblems({ dueSoon, overdue }: { dueSoon: number; overdue: number }): Problem[] {
  return dueSoon + overdue > 0 ? [{ kind: 'privacy', dueSoonCount: dueSoon, overdueCount: overdue }] : [];
}

function problemsOf(
  { subjects }: BackfillProgress,
  access: ShopAccess | undefined,
  figures: HomeFigures,
  connections: readonly ConnectionRow[],
  now: number,
): Problem[] {
  const problems: Problem[] = [];
  for (const { status, connector: id, statusReason, byLogin, loginEndsAt } of connections) {
    const connector = connectorName(id);
    if (status === 'reconnect')
      problems.push({ kind: 'reconnect', connector, reason: statusReason, connectorId: byLogin ? id : null });
    if (status === 'active' && loginEndsAt !== null && isLoginEnding(loginEndsAt, now))
      problems.push({ kind: 'login-ends', connector, connectorId: id, endsAt: loginEndsAt });
  }
  for (const { phase, subject, problem } of subjects) {
    const hasFailed = phase === 'failed';
    if (phase === 'done' || (problem === null && !hasFailed)) continue;
    const same = problems.find(
      (known) => known.kind === 'history' && known.code === problem && known.hasFailed === hasFailed,
    );
    if (same?.kind === 'history') same.histories.push(subject);
    else problems.push({ kind: 'history', histories: [subject], code: problem, hasFailed });
  }
  const code = access?.problem ?? null;
  const isTold = problems.some((known) => known.kind === 'history' && known.code === code);
  if (code !== null && isBackfillProblem(code) && !isTold)
    problems.push({ kind: 'access', code, sinceAt: access?.problemSinceAt ?? 0 });
  if (figures.parkedDeliveryCount > 0) problems.push({ kind: 'parked', count: figures.parkedDeliveryCount });
  return problems;
}
