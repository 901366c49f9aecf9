/** The merchant asks for another try at reading the shop's history: what failed gets a new start, what stands still is looked at. */
import type { ShopId } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import type { Services } from './services.ts';

/** The set-up queues what failed anew; what is done is not read again. */
export async function retryHistory({ database }: Services, shopId: ShopId): Promise<void> {
  await database.inShop(shopId, async (sql) => {
    await ring(sql, { task: 'install', shopId });
    await ring(sql, { task: 'backfill', shopId });
  });
}
