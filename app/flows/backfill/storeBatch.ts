/** Lines of an export → rows: what they tell is stored in one transaction with the count of lines done. */
import { setImmediate } from 'node:timers/promises';
import { readLine } from '#app/core/backfill/line.ts';
import type { BackfillKind } from '#app/core/backfill/kinds.ts';
import type { Change } from '#app/core/changes.ts';
import { tellFailure } from '#app/flows/absorb/failure.ts';
import type { Services } from '#app/flows/services.ts';
import { advanceLines, type Advance } from '#app/store/backfill.ts';
import { holdShop, type Shop } from '#app/store/shops.ts';
import { loadChanges, readyChanges, type ReadyChanges } from './loadChanges.ts';

/** Where the lines belong. */
export interface Target {
  shop: Shop;
  kind: BackfillKind;
  operationId: string;
  /** The metafields that were asked for. */
  metafields: readonly string[];
}

/** Lines from number `from` of the file on, read. */
export interface Batch {
  lines: readonly string[];
  from: number;
  ready: ReadyChanges;
  /** Of the lines, the customers, orders or products themselves. */
  rows: number;
  /** Why lines could not be read, and how many for each reason. */
  unreadable: ReadonlyMap<string, number>;
}

/** Most kinds of unreadable lines that are told apart in a batch. */
const MOST_REASONS = 5;
/** Stands for all further ones. */
const OTHER = 'other';
/** Of what is kept of a reason. */
const LONGEST_REASON = 200;

/**
 * Lines read before the database has its turn. While one batch is read another is being stored, statement by statement, and
 * each answer is to be met with the next statement at once: the two then take as long as the slower one, not as both.
 */
const TURN_LINES = 64;

export async function readBatch(
  { metafields, shop }: Pick<Target, 'metafields' | 'shop'>,
  lines: readonly string[],
  from: number,
): Promise<Batch> {
  const changes: Change[] = [];
  const unreadable = new Map<string, number>();
  const reading = { toldAt: 0, metafields };
  let rows = 0;
  for (const [index, line] of lines.entries()) {
    if (index % TURN_LINES === 0) await setImmediate();
    const read = readLine(line, reading);
    if (read.kind === 'ignored') continue;
    if (read.isRoot) rows += 1;
    if (read.kind === 'changes') {
      for (const change of read.changes) changes.push(change);
      continue;
    }
    const reason = unreadable.has(read.reason) || unreadable.size < MOST_REASONS ? read.reason : OTHER;
    unreadable.set(reason, (unreadable.get(reason) ?? 0) + 1);
  }
  return { lines, from, ready: await readyChanges(changes, shop.countryCode), rows, unreadable };
}

/**
 * Stores a batch. Memberships are not decided: that is done once, for the whole shop, when everything is loaded. Lines that
 * cannot be read or stored are left out, counted, and told of: one of them must not keep the rest from coming in.
 * @returns False when nothing was stored because the backfill was paused or started over, or the app was taken off the shop.
 */
export async function storeBatch(services: Services, target: Target, batch: Batch): Promise<boolean> {
  const { shop, kind, operationId } = target;
  const { lines, from } = batch;
  const logFields = { shopId: shop.shopId, kind, from };
  if (batch.unreadable.size > 0)
    services.log.warn({ ...logFields, reasons: [...batch.unreadable] }, 'unreadable lines left out');
  const store = (ready: ReadyChanges, unreadable: Batch['unreadable']): Promise<boolean> =>
    services.database.inShop(shop.shopId, async (sql) => {
      // What a crash may lose is read again: the lines done are counted in the same transaction.
      await sql.query('SET LOCAL synchronous_commit = off');
      await holdShop(sql);
      if (!(await advanceLines(sql, kind, operationId, advanceOf(batch, unreadable), services.clock()))) return false;
      await loadChanges(sql, ready, shop.countryCode);
      return true;
    });
  try {
    return await store(batch.ready, batch.unreadable);
  } catch (error) {
    const refusal = valueRefusal(error);
    if (refusal === null) throw error;
    if (lines.length === 1) {
      services.log.warn({ ...logFields, sqlState: refusal }, 'line that cannot be stored left out');
      return store(await readyChanges([], shop.countryCode), new Map([[tellFailure(error), 1]]));
    }
    const middle = lines.length >> 1;
    const first = await readBatch(target, lines.slice(0, middle), from);
    const second = await readBatch(target, lines.slice(middle), from + middle);
    return (await storeBatch(services, target, first)) && storeBatch(services, target, second);
  }
}

function advanceOf({ lines, from, rows }: Batch, unreadable: Batch['unreadable']): Advance {
  return {
    from,
    to: from + lines.length,
    rows,
    unreadCount: [...unreadable.values()].reduce((sum, count) => sum + count, 0),
    unreadReasons: [...unreadable.keys()]
      .filter((reason) => reason !== OTHER)
      .map((reason) => (reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason)),
  };
}

/**
 * The SQLSTATE with which the database refuses a value (class 22, such as an instant out of range; class 23), or null. A row
 * that is there against all expectation (23505) is no fault of a value: the batch is to be stored again.
 */
function valueRefusal(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^2[23]\w{3}$/.test(code) && code !== '23505' ? code : null;
}
