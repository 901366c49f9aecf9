/**
 * Deliveries that were set aside: shown, and replayed on request. The admin asks for its own shop, the command line for any.
 * A replayed delivery is absorbed like a new one, under the same guards: what is known newer stays.
 */
import type { ShopId } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import {
  groupParked,
  listParked,
  unpark,
  type ParkedChoice,
  type ParkedDelivery,
  type ParkedGroup,
} from '#app/store/parked.ts';
import type { Services } from './services.ts';

export type { ParkedChoice, ParkedDelivery, ParkedGroup };

export interface ParkedOverview {
  /** By topic and reason, the most frequent first; what can be replayed. */
  groups: ParkedGroup[];
  /** One page, the latest to come in first, those that expired among them. */
  deliveries: ParkedDelivery[];
  /** Leads to the next page; null on the last. */
  nextBefore: string | null;
}

const PAGE = 50;
const GROUPS = 100;
/** Deliveries put back in one transaction. */
const BATCH = 2_000;

/** @param page `before` is the `nextBefore` of the page before. */
export async function readParked(
  { database }: Pick<Services, 'database'>,
  shopId: ShopId,
  choice: ParkedChoice = {},
  page: { before?: string; limit?: number } = {},
): Promise<ParkedOverview> {
  return database.inShop(shopId, async (sql) => ({
    groups: await groupParked(sql, GROUPS),
    ...(await listParked(sql, choice, page.limit ?? PAGE, page.before)),
  }));
}

/**
 * Puts parked deliveries back: one, some or, with an empty choice, all. Asked for twice, the second finds nothing to do.
 * @returns How many were put back.
 */
export async function replayParked(
  { database }: Pick<Services, 'database'>,
  shopId: ShopId,
  choice: ParkedChoice,
): Promise<number> {
  let total = 0;
  // Onwards in the order of arrival: one that is parked again meanwhile is not taken up a second time.
  for (let after = '0'; ;) {
    const { count, lastSeq } = await database.inShop(shopId, async (sql) => {
      const back = await unpark(sql, choice, BATCH, after);
      if (back.count > 0) await ring(sql, { task: 'absorb', shopId });
      return back;
    });
    total += count;
    if (count < BATCH) return total;
    after = lastSeq;
  }
}
