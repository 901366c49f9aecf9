/** What Shopify tells of the shop itself → what follows from it: histories to be read anew, facts that rest on something else. */
import { backfillSubjects, type BackfillSubject } from '#app/core/backfill/kinds.ts';
import type { ChangeOf } from '#app/core/changes.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { queueBackfills, restartBackfills } from '#app/store/backfill.ts';
import { ring } from '#app/store/bells.ts';
import { rekeyPhones } from '#app/store/customers.ts';
import { saveScopes, saveShopNews, saveSubscription } from '#app/store/shopNews.ts';
import { refoldDays } from '#app/store/siteEventFolds.ts';

/** The scopes without which a part of the history cannot be read. */
const opens: Readonly<Record<string, readonly BackfillSubject[]>> = {
  read_customers: ['customers'],
  read_orders: ['orders'],
  read_all_orders: ['orders'],
  read_products: ['products'],
};

type ShopNews = ChangeOf<'scopes' | 'shop-details' | 'subscription'>;

/** Stores the news within the caller's transaction and rings for what follows. */
export async function applyShopNews(sql: ShopSql, change: ShopNews, now: number): Promise<void> {
  switch (change.kind) {
    case 'scopes': {
      const { gained, lost } = await saveScopes(sql, change);
      const subjects = new Set(gained.flatMap((scope) => opens[scope] ?? []));
      const anew = backfillSubjects.filter((subject) => subjects.has(subject));
      if (anew.length > 0) {
        await queueBackfills(sql, anew, now);
        await restartBackfills(sql, anew, now);
      }
      if (lost.includes('read_all_orders')) await ring(sql, { task: 'recompute', shopId: sql.shopId });
      return;
    }
    case 'shop-details': {
      const moved = await saveShopNews(sql, change);
      if (moved.timezone) {
        await refoldDays(sql);
        // Days of the calendar begin at other instants now.
        await ring(sql, { task: 'recompute', shopId: sql.shopId });
      }
      if (moved.country) await rekeyPhones(sql, change.countryCode);
      return;
    }
    case 'subscription':
      await saveSubscription(sql, change);
  }
}
