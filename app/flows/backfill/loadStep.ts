/**
 * The second half of a backfill: the lines of an export become rows, batch by batch, each in one transaction with the count
 * of lines done. Whatever breaks, the next run goes on at that line.
 */
import type { Change } from '#app/core/changes.ts';
import { readLine } from '#app/core/backfill/line.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import type { Services } from '#app/flows/services.ts';
import { openBulkFile, type BulkFile } from '#app/flows/shopify/bulkFile.ts';
import type { BulkOperation } from '#app/flows/shopify/documents.ts';
import { advanceLines, noteLoaded, type Backfill } from '#app/store/backfill.ts';
import { holdShop, type Shop } from '#app/store/shops.ts';
import { abandon, afterBadEnd, type Step } from './exportStep.ts';
import { keepOpen, takeOpen } from './openFiles.ts';

export interface LoadOptions {
  /** Lines stored in one transaction. */
  batchLines: number;
  /** How long one run loads before it lets the shop's other work have a turn, in milliseconds. */
  sliceMs: number;
}

export const defaultLoadOptions: LoadOptions = { batchLines: 2_000, sliceMs: 3_000 };

const LOST_RETRY_MS = 2_000;

/** Loads for a while. Ends with `wait` as long as there is more of the file. */
export async function loadExport(
  services: Services,
  shop: Shop,
  backfill: Backfill,
  operation: BulkOperation,
  url: string,
  options: LoadOptions,
): Promise<Step> {
  const { clock, log } = services;
  const { kind, linesDone } = backfill;
  let file = takeOpen(services, operation.id, linesDone);
  if (!file) {
    const opened = await openBulkFile(url);
    if (opened.kind === 'lost') {
      log.warn({ shopId: shop.shopId, kind, reason: opened.reason }, 'bulk file out of reach');
      return { kind: 'wait', delayMs: LOST_RETRY_MS };
    }
    if (opened.kind === 'gone') return abandon(services, shop, backfill, `the file is gone: ${opened.reason}`);
    file = opened.file;
    const skipped = await file.skip(linesDone);
    if (skipped.kind === 'lost' || file.position < linesDone) {
      await file.close();
      if (skipped.kind === 'lines') return abandon(services, shop, backfill, 'the file is shorter than before');
      return { kind: 'wait', delayMs: LOST_RETRY_MS };
    }
  }
  return loadFrom(services, shop, {
    backfill,
    operation,
    file,
    batchLines: options.batchLines,
    sliceEndMs: clock() + options.sliceMs,
  });
}

interface Load {
  backfill: Backfill;
  operation: BulkOperation;
  file: BulkFile;
  batchLines: number;
  /** When to stop and let others have a turn. */
  sliceEndMs: number;
}

async function loadFrom(services: Services, shop: Shop, load: Load): Promise<Step> {
  const { clock, log, database } = services;
  const { backfill, operation, file } = load;
  const { kind } = backfill;
  let mayStayOpen = false;
  try {
    for (;;) {
      const from = file.position;
      const batch = await file.next(load.batchLines);
      if (batch.kind === 'lost') {
        log.warn({ shopId: shop.shopId, kind, line: from, reason: batch.reason }, 'bulk file cut off');
        return { kind: 'wait', delayMs: LOST_RETRY_MS };
      }
      if (batch.lines.length > 0) await storeLines(services, shop, load, batch.lines, from);
      if (batch.isEnd) break;
      if (clock() >= load.sliceEndMs) {
        mayStayOpen = true;
        return { kind: 'wait', delayMs: 0 };
      }
    }
  } finally {
    if (mayStayOpen) keepOpen(services, operation.id, file);
    else await file.close();
  }
  if (operation.status !== 'COMPLETED') return afterBadEnd(services, shop, backfill, operation);
  await database.inShop(shop.shopId, (sql) => noteLoaded(sql, kind, null, clock()));
  return { kind: 'over' };
}

/**
 * Stores a batch. Memberships are not decided: that is done once, for the whole shop, when everything is loaded. Lines that
 * cannot be read or stored are left out and counted in the log: one of them must not keep the rest from coming in.
 */
async function storeLines(
  services: Services,
  shop: Shop,
  load: Load,
  lines: readonly string[],
  from: number,
): Promise<void> {
  const { kind } = load.backfill;
  const logFields = { shopId: shop.shopId, kind, from };
  const { changes, unreadable } = readLines(lines);
  if (unreadable.size > 0) services.log.warn({ ...logFields, reasons: [...unreadable] }, 'unreadable lines left out');
  const store = (kept: readonly Change[]): Promise<void> =>
    services.database.inShop(shop.shopId, async (sql) => {
      await holdShop(sql);
      await advanceLines(sql, kind, load.operation.id, from, from + lines.length, services.clock());
      await applyChanges(sql, kept);
    });
  try {
    await store(changes);
  } catch (error) {
    const refusal = valueRefusal(error);
    if (refusal === null) throw error;
    if (lines.length === 1) {
      services.log.warn({ ...logFields, sqlState: refusal }, 'line that cannot be stored left out');
      return store([]);
    }
    const middle = lines.length >> 1;
    await storeLines(services, shop, load, lines.slice(0, middle), from);
    await storeLines(services, shop, load, lines.slice(middle), from + middle);
  }
}

/** Most kinds of unreadable lines that are told apart in a batch. */
const MOST_REASONS = 5;

function readLines(lines: readonly string[]): { changes: Change[]; unreadable: Map<string, number> } {
  const changes: Change[] = [];
  const unreadable = new Map<string, number>();
  for (const line of lines) {
    const reading = readLine(line);
    if (reading.kind === 'changes') changes.push(...reading.changes);
    if (reading.kind !== 'unreadable') continue;
    const reason = unreadable.has(reading.reason) || unreadable.size < MOST_REASONS ? reading.reason : 'other';
    unreadable.set(reason, (unreadable.get(reason) ?? 0) + 1);
  }
  return { changes, unreadable };
}

/** The SQLSTATE with which the database refuses a value (class 22, such as a NUL in a text; class 23), or null. */
function valueRefusal(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^2[23]\w{3}$/.test(code) ? code : null;
}
