/** Time alone changes verdicts: decides those customers whose instant has come, and nobody else. */
import { isBusy } from '#app/flows/absorb/failure.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { isOfItsTime } from '#app/core/questions/question.ts';
import { dueFacts } from '#app/store/facts.ts';
import { loadGround } from '#app/store/ground.ts';
import { holdShop } from '#app/store/shops.ts';
import { decideCustomers, decideFacts } from './decideCustomers.ts';

/** Customers decided in one transaction. */
const BATCH = 2_000;
/** How long a batch waits for somebody else who works on the shop, in milliseconds; then others have their turn. */
const PATIENCE_MS = 100;

/** Decides all customers who are due now, however many. @returns How many they were. */
export async function tick(services: Services, shopId: ShopId): Promise<number> {
  for (let total = 0; ;) {
    const { taken, rest } = await tickOnce(services, shopId);
    total += taken;
    if (rest === 'none') return total;
  }
}

/** Decides one batch. `more`: others may be due. `busy`: somebody else works on the shop. */
export async function tickOnce(
  services: Services,
  shopId: ShopId,
): Promise<{ taken: number; rest: 'more' | 'busy' | 'none' }> {
  try {
    const taken = await services.database.inShop(shopId, async (sql) => {
      await holdShop(sql, 'some rows', PATIENCE_MS);
      const now = services.clock();
      const ground = await loadGround(sql);
      if (!ground) return 0;
      const due = await dueFacts(sql, now, BATCH, ground.slots);
      const customerIds = due.map((one) => one.customerId);
      if (due.length === 0) return 0;
      // An answer that was of its time is given anew; everything else is as it was.
      if (ground.slots.some(({ question }) => isOfItsTime(question))) await decideCustomers(sql, customerIds, now);
      else await decideFacts(sql, customerIds, due, ground, now);
      return due.length;
    });
    return { taken, rest: taken < BATCH ? 'none' : 'more' };
  } catch (error) {
    if (isBusy(error)) return { taken: 0, rest: 'busy' };
    throw error;
  }
}
