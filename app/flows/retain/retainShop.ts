/**
 * Clears away what is older than it is kept: the job `retain`, once a day for each shop. Small batches, each a transaction
 * of its own, with a pause between them: nobody has to wait for it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isBusy } from '#app/flows/absorb/failure.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { concernedByEmails } from '#app/store/formerEmails.ts';
import { forgetAllowances } from '#app/store/partnerAllowance.ts';
import { dropSitePartitions, prepareSitePartitions, retainSiteEvents } from '#app/store/sitePartitions.ts';
import { clearCheckouts, retentions, saveRetainDue } from '#app/store/retention.ts';
import { holdShop, loadShop, type Shop } from '#app/store/shops.ts';

const DAY_MS = 86_400_000;
/** The longest window of a partner's limits is a day. */
const ALLOWANCES_KEPT_MS = 2 * DAY_MS;

export interface RetainOptions {
  /** Rows of one transaction. */
  batchRows: number;
  /** Between two transactions, in milliseconds. */
  pauseMs: number;
  /** After so many transactions others have their turn. */
  turnBatches: number;
}

const usual: RetainOptions = { batchRows: 1_000, pauseMs: 25, turnBatches: 200 };
/** How long a batch waits for somebody else who works on the shop, in milliseconds. */
const PATIENCE_MS = 500;
/** The longest that a shop may choose to keep storefront events. */
const LONGEST_RETENTION_DAYS = 800;
/** A turn that ended with more to do is followed by the next after this long. */
const NEXT_TURN_MS = 1_000;

interface Turn {
  again: boolean;
  delayMs: number;
  /** Rows cleared away, by table. */
  cleared: Record<string, number>;
}

/** One kind of clearing: clears up to so many rows and says how many went. */
interface Clearing {
  table: string;
  clear(sql: ShopSql, shop: Shop, now: number, limit: number): Promise<number>;
}

const clearings: readonly Clearing[] = [
  ...retentions.map(({ table, clear }) => ({
    table,
    clear: (sql: ShopSql, shop: Shop, now: number, limit: number) => clear(sql, shop.settings, now, limit),
  })),
  { table: 'checkout', clear: forgetCheckouts },
  { table: 'site_event', clear: forgetSiteEvents },
];

/** Clears away what is due, a turn of it; `again` while more is. */
export async function retainShop(
  services: Services,
  shopId: ShopId,
  options: Partial<RetainOptions> = {},
): Promise<Turn> {
  const { batchRows, pauseMs, turnBatches } = { ...usual, ...options };
  const { database } = services;
  const now = services.clock();
  const cleared: Record<string, number> = {};
  const shop = await database.inShop(shopId, loadShop);
  if (!shop || shop.status === 'redacted') return { again: false, delayMs: 0, cleared };
  let batches = 0;
  for (const { table, clear } of clearings)
    for (;;) {
      if (batches >= turnBatches) return { again: true, delayMs: NEXT_TURN_MS, cleared };
      if (batches > 0) await pause(pauseMs);
      batches += 1;
      const count = await clearBatch(services, shop, clear, now, batchRows);
      if (count === 'busy') return { again: true, delayMs: NEXT_TURN_MS, cleared };
      if (count > 0) cleared[table] = (cleared[table] ?? 0) + count;
      if (count < batchRows) break;
    }
  await keepPartitions(services, now);
  await forgetAllowances(database, now - ALLOWANCES_KEPT_MS);
  await database.inShop(shopId, (sql) => saveRetainDue(sql, now + DAY_MS));
  if (Object.keys(cleared).length > 0) services.log.info({ shopId, cleared }, 'cleared away what is old');
  return { again: false, delayMs: 0, cleared };
}

async function clearBatch(
  { database }: Services,
  shop: Shop,
  clear: Clearing['clear'],
  now: number,
  limit: number,
): Promise<number | 'busy'> {
  try {
    return await database.inShop(shop.shopId, async (sql) => {
      // While a table is small, or was never counted, the planner would read it whole.
      await sql.query('SET LOCAL enable_seqscan = off');
      return clear(sql, shop, now, limit);
    });
  } catch (error) {
    if (isBusy(error)) return 'busy';
    throw error;
  }
}

/** Checkouts carry a fact: whom they belonged to is decided anew. */
async function forgetCheckouts(sql: ShopSql, _shop: Shop, now: number, limit: number): Promise<number> {
  await holdShop(sql, 'some rows', PATIENCE_MS);
  const { count, customerIds, emailKeys } = await clearCheckouts(sql, now, limit);
  const concerned = new Set([...customerIds, ...(await concernedByEmails(sql, emailKeys))]);
  await decideCustomers(sql, [...concerned], now);
  return count;
}

/** So do storefront events. */
async function forgetSiteEvents(sql: ShopSql, { settings }: Shop, now: number, limit: number): Promise<number> {
  await holdShop(sql, 'some rows', PATIENCE_MS);
  const { deleted, customerIds } = await retainSiteEvents(sql, now - settings.eventRetentionDays * DAY_MS, limit);
  await decideCustomers(sql, customerIds, now);
  return deleted;
}

/** Months to come have their partition, and empty ones of long ago lose it; the first shop of a day does it for all. */
async function keepPartitions({ database }: Services, now: number): Promise<void> {
  try {
    await prepareSitePartitions(database, now);
    await dropSitePartitions(database, now - LONGEST_RETENTION_DAYS * DAY_MS);
  } catch (error) {
    // Busy months are left to the next shop, or to tomorrow.
    if (!isBusy(error)) throw error;
  }
}
