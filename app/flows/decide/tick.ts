/** Time alone changes verdicts: decides those customers whose instant has come, and nobody else. */
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { dueFacts } from '#app/store/facts.ts';
import { holdShop } from '#app/store/shops.ts';
import { decideFacts } from './decideCustomers.ts';

/** Customers decided in one transaction. */
const BATCH = 2_000;

/** @returns How many customers were due. */
export async function tick(services: Services, shopId: ShopId): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await services.database.inShop(shopId, async (sql) => {
      await holdShop(sql);
      const now = services.clock();
      const due = await dueFacts(sql, now, BATCH);
      if (due.length > 0)
        await decideFacts(
          sql,
          due.map((one) => one.customerId),
          due,
          now,
        );
      return due.length;
    });
    total += count;
    if (count < BATCH) return total;
  }
}
