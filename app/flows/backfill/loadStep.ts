/**
 * The second half of a backfill: the lines of an export become rows, batch by batch, each in one transaction with the count
 * of lines done. Whatever breaks, the next run goes on at that line. While the database stores a batch, the next one is read.
 */
import { metafieldsRead } from '#app/core/settings.ts';
import type { Services } from '#app/flows/services.ts';
import { whileInstalled } from '#app/flows/whileInstalled.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import { openBulkFile, type BulkFile, type Lines } from '#app/flows/shopify/bulkFile.ts';
import type { BulkOperation } from '#app/flows/shopify/documents.ts';
import { noteLoaded, type Backfill } from '#app/store/backfill.ts';
import type { Shop } from '#app/store/shops.ts';
import { abandon, afterBadEnd, followExport, type Step } from './exportStep.ts';
import { keepOpen, takeOpen } from './openFiles.ts';
import { readBatch, storeBatch, type Batch, type Target } from './storeBatch.ts';

export interface LoadOptions {
  /** Lines stored in one transaction. */
  batchLines: number;
  /** How long one run loads before it lets the shop's other work have a turn, in milliseconds. */
  sliceMs: number;
  /** From this many orders on they are exported in slices. */
  slicedFromOrders: number;
}

const LOST_RETRY_MS = 2_000;

export type Export = Extract<Step, { kind: 'load' }>;

/** Loads for a while. Ends with `wait` as long as there is more of the file; at once when the app is taken off the shop. */
export async function loadExport(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  backfill: Backfill,
  found: Export,
  options: LoadOptions,
): Promise<Step> {
  const { operation } = found;
  return whileInstalled(services, shop.shopId, async (left) => {
    const kept = takeOpen(services, operation.id, backfill.linesDone);
    const opened = kept ?? (await openAt(services, shop, admin, backfill, found, left));
    if ('kind' in opened) return opened;
    const sliceEndMs = services.clock() + options.sliceMs;
    const load = { backfill, operation, file: opened, batchLines: options.batchLines, sliceEndMs, left };
    return loadFrom(services, shop, load);
  });
}

/** The export's file, standing where the last run left off; or what to do as it cannot be had. */
async function openAt(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  backfill: Backfill,
  found: Export,
  left: AbortSignal,
): Promise<BulkFile | Step> {
  const { kind, linesDone } = backfill;
  const wait: Step = { kind: 'wait', delayMs: LOST_RETRY_MS };
  let opened = await openBulkFile(found.url, { signal: left });
  if (opened.kind === 'gone') {
    // The signature may have run out between the two: a look at the operation gives a fresh address.
    const again = await followExport(services, shop, admin, backfill);
    if (again.kind !== 'load') return again;
    opened = await openBulkFile(again.url, { signal: left });
  }
  if (opened.kind === 'gone') return abandon(services, shop, backfill, `the file is gone: ${opened.reason}`);
  if (opened.kind === 'lost') {
    services.log.warn({ shopId: shop.shopId, kind, reason: opened.reason }, 'bulk file out of reach');
    return wait;
  }
  const { file } = opened;
  const skipped = await file.skip(linesDone);
  if (skipped.kind === 'lines' && file.position === linesDone) return file;
  await file.close();
  return skipped.kind === 'lines' ? abandon(services, shop, backfill, 'the file is shorter than before') : wait;
}

interface Load {
  /** Fires when the app was taken off the shop. */
  left: AbortSignal;
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
  const target: Target = { shop, kind, operationId: operation.id, metafields: metafieldsRead(shop.settings) };
  let mayStayOpen = false;
  const close = (): void => void file.close();
  load.left.addEventListener('abort', close);
  try {
    const next = async (): Promise<{ batch: Batch; isEnd: boolean } | Extract<Lines, { kind: 'lost' }>> => {
      const from = file.position;
      const lines = await file.next(load.batchLines);
      return lines.kind === 'lost' ? lines : { batch: await readBatch(target, lines.lines, from), isEnd: lines.isEnd };
    };
    let read = await next();
    for (;;) {
      if ('kind' in read) {
        log.warn({ shopId: shop.shopId, kind, line: file.position, reason: read.reason }, 'bulk file cut off');
        return { kind: 'wait', delayMs: LOST_RETRY_MS };
      }
      const { batch, isEnd } = read;
      const isLast = isEnd || load.left.aborted || clock() >= load.sliceEndMs;
      const stored = batch.lines.length === 0 ? Promise.resolve(true) : storeBatch(services, target, batch);
      // Read on meanwhile; if storing fails, what was read is read again by the next run.
      const [isStored, following] = await Promise.all([stored, isLast ? null : next()]);
      if (!isStored) return { kind: 'wait', delayMs: 0 };
      if (isEnd) break;
      if (following === null) {
        mayStayOpen = true;
        return { kind: 'wait', delayMs: 0 };
      }
      read = following;
    }
  } finally {
    load.left.removeEventListener('abort', close);
    if (mayStayOpen) keepOpen(services, operation.id, file);
    else await file.close();
  }
  if (operation.status !== 'COMPLETED') return afterBadEnd(services, shop, backfill, operation);
  await database.inShop(shop.shopId, (sql) => noteLoaded(sql, backfill, null, clock()));
  return { kind: 'over' };
}
