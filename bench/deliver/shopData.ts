/** A shop whose customers are all in one segment but a few, and the changes of a day. */
import { presetById } from '#app/core/presets/registry.ts';
import type { Database, ShopId } from '#app/platform/database.ts';
import { addPresetSegments } from '#app/store/installation.ts';
import { placeCustomers } from '#app/store/placements.ts';
import { holdShop } from '#app/store/shops.ts';
import { presetSegments } from '../support/presetSegments.ts';

/** @returns The segment's number. */
export async function fillShop(
  database: Database,
  shopId: ShopId,
  { members, outside, now }: { members: number; outside: number; now: number },
): Promise<number> {
  const preset = presetById('vip');
  if (!preset) throw new Error('There is no preset VIP.');
  const at = new Date(now).toISOString();
  await database.inShop(shopId, async (sql) => {
    await addPresetSegments(sql, presetSegments([preset]));
    await sql.query('SET LOCAL synchronous_commit = off');
    await sql.query(
      `INSERT INTO customer (shop_id, customer_id, email, email_key, first_name, last_name, phone_key, locale, city, province, country_code,
         tags, created_at, updated_at, told_at, email_consent, email_consent_at)
       SELECT $1, $2::bigint + n, 'customer.' || n || '@example.com', 'customer.' || n || '@example.com', 'Ayşe', 'Yılmaz',
         '+90532' || lpad((n % 10000000)::text, 7, '0'), 'tr-TR', 'İstanbul', 'İstanbul', 'TR', '{}', $3, $3, $3, 'subscribed', $3
       FROM generate_series(1, $4::int) n`,
      [shopId, firstId(shopId), at, members + outside],
    );
  });
  return enter(database, shopId, now, `c.customer_id <= ${firstId(shopId) + members}`);
}

const firstId = (shopId: ShopId): number => shopId * 1e12;

/** Customers become members of the one segment. */
async function enter(database: Database, shopId: ShopId, now: number, who: string): Promise<number> {
  return database.inShop(shopId, async (sql) => {
    const { rows } = await sql.query<{ segment_id: number }>('SELECT segment_id FROM segment WHERE shop_id = $1', [
      shopId,
    ]);
    const segmentId = rows[0]?.segment_id;
    if (segmentId === undefined) throw new Error('The shop has no segment.');
    await sql.query(
      `INSERT INTO membership (shop_id, segment_id, customer_id, entered_at)
       SELECT c.shop_id, $2, c.customer_id, $3 FROM customer c WHERE c.shop_id = $1 AND ${who} ON CONFLICT DO NOTHING`,
      [shopId, segmentId, new Date(now).toISOString()],
    );
    return segmentId;
  });
}

/** Half of so many leave, spread over all; as many come in. */
export async function change(
  database: Database,
  shopId: ShopId,
  count: number,
  members: number,
  now: number,
): Promise<void> {
  const first = firstId(shopId);
  const step = Math.floor(members / (count / 2));
  await enter(database, shopId, now, `c.customer_id > ${first + members}`);
  await database.inShop(shopId, async (sql) => {
    await holdShop(sql, 'whole shop');
    await sql.query(
      `DELETE FROM membership WHERE shop_id = $1 AND customer_id = ANY (SELECT $2::bigint + n * $3::int FROM generate_series(1, $4::int) n)`,
      [shopId, first, step, count / 2],
    );
    await placeCustomers(sql, null);
  });
}
