/** The public key under which a shop's pixel sends events. The one before is heard for a week, by `find_shop_by_pixel`. */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Gives the shop a new key; the present one becomes the one before. @returns The new key. */
export async function changePixelKey(sql: ShopSql, now: number): Promise<string> {
  const { rows } = await sql.query<{ pixel_account: string }>(
    `UPDATE shop SET pixel_previous = pixel_account, pixel_account = gen_random_uuid()::text, pixel_rotated_at = $2
     WHERE shop_id = $1 RETURNING pixel_account`,
    [sql.shopId, instant(now)],
  );
  const row = rows[0];
  if (!row) throw new Error('A shop that is being changed has a row.');
  return row.pixel_account;
}

/**
 * Takes a change back, unless the key has changed again since. The new key is heard for a week all the same: whether Shopify
 * has given it to browsers may not be known.
 */
export async function takePixelKeyBack(sql: ShopSql, key: string, now: number): Promise<void> {
  await sql.query(
    `UPDATE shop SET pixel_account = pixel_previous, pixel_previous = pixel_account, pixel_rotated_at = $3
     WHERE shop_id = $1 AND pixel_account = $2 AND pixel_previous IS NOT NULL`,
    [sql.shopId, key, instant(now)],
  );
}
