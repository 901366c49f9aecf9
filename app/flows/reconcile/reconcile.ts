/**
 * The shop beside our rows: the job `reconcile`. Every quarter of an hour what changed lately, every night the counts, and
 * every id where counts differ or a week has passed. Webhooks may be lost; what they did not tell is found here.
 */
import { reconcileKinds, scopeOf, type ReconcileKind } from '#app/core/reconcile/kinds.ts';
import {
  BEHIND_MS,
  isCountDue,
  LONGEST_BEHIND_MS,
  SCAN_EVERY_MS,
  SCAN_GRACE_MS,
  scanSpan,
} from '#app/core/reconcile/schedule.ts';
import { mendPixel } from '#app/flows/install/mendPixel.ts';
import type { Services } from '#app/flows/services.ts';
import { withAdmin, type AdminClient } from '#app/flows/shopify/admin.ts';
import { againAfter, finished, MERCHANT_CHECK_MS, type AdminHalt, type FlowAnswer } from '#app/flows/shopify/halt.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import {
  beginRun,
  firstReadAt,
  isBehind,
  loadMarks,
  loadRun,
  scanDueAt,
  setScanDue,
  type Mark,
  type Run,
} from '#app/store/reconcile.ts';
import { clearAccessProblems, isGranted, loadGranted, noteAccessProblem } from '#app/store/shopAccess.ts';
import { loadShop, type Shop } from '#app/store/shops.ts';
import { countKind } from './count.ts';
import { scanKind, type Ending } from './scan.ts';
import { sweepKind, type SweepEnding } from './sweep.ts';

export interface ReconcileOptions {
  /** How long one run compares before others have their turn, in milliseconds. */
  sliceMs: number;
  /** Most objects that a comparison of every id lets read one by one. */
  mostAlone: number;
}

const defaultOptions: ReconcileOptions = { sliceMs: 3_000, mostAlone: 20_000 };

/** Does what is due. `again` while a comparison is under way. */
export async function reconcile(
  services: Services,
  shopId: ShopId,
  options: Partial<ReconcileOptions> = {},
): Promise<FlowAnswer> {
  const { database, clock } = services;
  const shop = await database.inShop(shopId, loadShop);
  if (shop?.status !== 'installed') return finished;
  const dueAt = await database.inShop(shopId, scanDueAt);
  if (dueAt === null) return finished;
  if (dueAt <= clock()) await database.inShop(shopId, (sql) => beginScans(sql, clock()));

  const admin = withAdmin(services, shopId, shop.domain);
  return new Turn(services, shop, admin, { ...defaultOptions, ...options }).whole();
}

/** Opens a scan of every kind that we may read and that has none under way; the next ones come a quarter of an hour later. */
async function beginScans(sql: ShopSql, now: number): Promise<void> {
  const marks = await loadMarks(sql);
  const scannedTo = Math.min(...[...marks.values()].map((mark) => mark.scannedTo ?? 0));
  if (marks.size > 0 && now - scannedTo < LONGEST_BEHIND_MS && (await isBehind(sql, now - SCAN_GRACE_MS)))
    return setScanDue(sql, now + BEHIND_MS);
  const granted = await loadGranted(sql);
  for (const kind of reconcileKinds) {
    const mark = marks.get(kind);
    const { begun } = await firstReadAt(sql, kind);
    if (mark?.scanRun != null || !isGranted(granted, scopeOf[kind])) continue;
    // A kind that was never read in has nothing to be compared with.
    if (mark?.scannedTo == null && begun === null) continue;
    await beginRun(sql, kind, 'scan', scanSpan(mark?.scannedTo ?? null, begun ?? now, now), now);
  }
  await setScanDue(sql, now + SCAN_EVERY_MS);
}

class Turn {
  readonly #services: Services;
  readonly #shop: Shop;
  readonly #admin: AdminClient;
  readonly #sliceEndMs: number;
  readonly #mostAlone: number;

  constructor(services: Services, shop: Shop, admin: AdminClient, { sliceMs, mostAlone }: ReconcileOptions) {
    this.#services = services;
    this.#shop = shop;
    this.#admin = admin;
    this.#sliceEndMs = services.clock() + sliceMs;
    this.#mostAlone = mostAlone;
  }

  async whole(): Promise<FlowAnswer> {
    const scanned = await this.#scans();
    if (scanned !== null) return scanned;
    const counted = await this.#counts();
    if (counted !== null) return counted;
    const swept = await this.#sweeps();
    if (swept !== null) return swept;
    return finished;
  }

  #inShop<T>(work: (sql: ShopSql) => Promise<T>): Promise<T> {
    return this.#services.database.inShop(this.#shop.shopId, work);
  }

  /** @returns How to go on, or null when every scan is done. */
  async #scans(): Promise<FlowAnswer | null> {
    const open = [...(await this.#inShop(loadMarks)).values()].filter((mark) => mark.scanRun !== null);
    if (open.length === 0) return null;
    for (const mark of inOrder(open)) {
      const run = await this.#run(mark.scanRun);
      const ending = await scanKind(this.#services, this.#shop, this.#admin, mark, run, this.#sliceEndMs);
      if (ending.kind !== 'done') return this.#endTurn(ending);
    }
    await this.#tellRefusals(open);
    await mendPixel(this.#services, this.#shop, this.#admin);
    return null;
  }

  /** A refused kind is told to the merchant; when all were read, nothing is refused any longer. */
  async #tellRefusals(open: readonly Mark[]): Promise<void> {
    const problems = await this.#inShop(async (sql) => {
      const { rows } = await sql.query<{ problem: string | null }>(
        'SELECT problem FROM reconciliation WHERE shop_id = $1 AND run_id = ANY ($2)',
        [sql.shopId, open.map((mark) => mark.scanRun)],
      );
      return rows.map((row) => row.problem);
    });
    const isRefused = problems.includes('grant-access');
    await this.#inShop((sql) =>
      isRefused
        ? noteAccessProblem(sql, 'grant-access', this.#services.clock())
        : clearAccessProblems(sql, ['grant-access']),
    );
  }

  async #counts(): Promise<FlowAnswer | null> {
    const { shopId, timezone } = this.#shop;
    const now = this.#services.clock();
    const marks = await this.#inShop(loadMarks);
    const due = reconcileKinds.filter((kind) => {
      const mark = marks.get(kind);
      return mark?.scannedTo != null && isCountDue(mark.countedAt, now, timezone, shopId);
    });
    for (const kind of due) {
      const ending = await countKind(this.#services, this.#shop, this.#admin, kind, marks.get(kind));
      if (ending.kind !== 'done') return this.#endTurn(ending);
    }
    return null;
  }

  async #sweeps(): Promise<FlowAnswer | null> {
    const open = [...(await this.#inShop(loadMarks)).values()].filter((mark) => mark.sweepRun !== null);
    const waits: number[] = [];
    for (const mark of inOrder(open)) {
      const run = await this.#run(mark.sweepRun);
      const ending = await sweepKind(this.#services, this.#shop, this.#admin, mark, run, this.#mostAlone);
      if (ending.kind === 'wait') waits.push(ending.delayMs);
      else if (ending.kind !== 'done') return this.#endTurn(ending);
    }
    return waits.length === 0 ? null : { again: true, delayMs: Math.min(...waits) };
  }

  async #run(runId: string | null): Promise<Run> {
    const run = runId === null ? undefined : await this.#inShop((sql) => loadRun(sql, runId));
    if (!run) throw new Error(`The comparison ${String(runId)} is under way and unknown.`);
    return run;
  }

  async #endTurn(
    ending: Exclude<Ending, { kind: 'done' }> | Extract<SweepEnding, { kind: 'wait' }>,
  ): Promise<FlowAnswer> {
    switch (ending.kind) {
      case 'left':
        return finished;
      case 'more':
        return { again: true, delayMs: 0 };
      case 'wait':
        return { again: true, delayMs: ending.delayMs };
      case 'halted':
        return this.#afterHalt(ending.halt);
    }
  }

  async #afterHalt(halt: AdminHalt): Promise<FlowAnswer> {
    const { log, clock } = this.#services;
    log.warn({ shopId: this.#shop.shopId, halt: halt.kind, reason: halt.reason }, 'comparison halted');
    const answer = againAfter(halt, clock());
    // Should the bell be lost, the sweeper rings; what only the merchant can mend is not asked of Shopify every second.
    await this.#inShop((sql) => setScanDue(sql, clock() + Math.max(answer.delayMs, MERCHANT_CHECK_MS)));
    return answer;
  }
}

function inOrder(marks: readonly Mark[]): Mark[] {
  const place = (kind: ReconcileKind): number => reconcileKinds.indexOf(kind);
  return marks.toSorted((one, other) => place(one.kind) - place(other.kind));
}
