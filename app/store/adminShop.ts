/** The registration of a shop that has opened the app. */
import type { ShopId, Sql } from '#app/platform/database.ts';

/** Notes an installation, or a reinstallation, and rings for the shop's set-up. */
export async function registerShop(sql: Sql, domain: string): Promise<ShopId> {
  const { rows } = await sql.query<{ shop_id: string }>('SELECT register_shop($1) AS shop_id', [domain]);
  return Number(rows[0]?.shop_id);
}
