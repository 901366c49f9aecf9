/** What a shop has of the data that presets need; asked when a page is shown, so each part is an index's first row or a stored figure. */
import type { DataNeed } from '#app/core/presets/needs.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { readYardsticks } from './yardsticks.ts';

/** The needs that are met. */
export async function readDataState(sql: ShopSql): Promise<ReadonlySet<DataNeed>> {
  const theme = (name: string): string =>
    `EXISTS (SELECT FROM site_recent s WHERE s.shop_id = $1 AND s.name LIKE 'kesit:%' AND s.name LIKE '${name}%')`;
  const { rows } = await sql.query<Record<DataNeed, boolean>>(
    `SELECT EXISTS (SELECT FROM orders o WHERE o.shop_id = $1) AS orders,
       (SELECT reads_all_orders FROM shop WHERE shop_id = $1) AS "all-orders",
       EXISTS (SELECT FROM product p WHERE p.shop_id = $1) AS products,
       EXISTS (SELECT FROM email_event e WHERE e.shop_id = $1) AS "email-events",
       EXISTS (SELECT FROM email_event e WHERE e.shop_id = $1 AND e.channel = 'sms') AS "sms-events",
       EXISTS (SELECT FROM site_day d WHERE d.shop_id = $1) AS "storefront-events",
       ${theme('kesit:wishlist_added')} AS "wishlist-events",
       ${theme('kesit:review_submitted')} AS "review-events",
       ${theme('kesit:nps_submitted')} AS "nps-events",
       ${theme('kesit:referral_earned')} AS "referral-events"`,
    [sql.shopId],
  );
  const { figures, model } = await readYardsticks(sql);
  const met = new Set<DataNeed>();
  for (const [need, isMet] of Object.entries({ ...rows[0], ...figures.seen })) if (isMet) met.add(need as DataNeed);
  if ((figures.buyerCount ?? 0) > 0) met.add('buyers');
  if (model !== null) met.add('model');
  // The weather is asked for wherever customers live.
  if (met.has('addresses')) met.add('forecast');
  return met;
}
