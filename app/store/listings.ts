/**
 * Lists that partners read from us. A listing is what readers were last told of one customer in one list; its `seq` is the
 * place of that among all changes of the shop. Whoever wishes something holds the shop until the transaction ends, so changes
 * become visible in the order of their numbers, and who has read up to one of them has missed none before it.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** All that readers are shown of customer `c`, who is in the lists `w.listed_in`. Instants as numbers: no zone of the session. */
const SHOWN = `ROW(d.consent_required, w.listed_in, c.email, c.phone_key, c.first_name, c.last_name, c.locale, c.country_code,
  c.email_consent, extract(epoch FROM c.email_consent_at), c.sms_consent, extract(epoch FROM c.sms_consent_at),
  c.whatsapp_consent, extract(epoch FROM c.whatsapp_consent_at))`;

/**
 * Brings what readers are told into line with the placements of these lists, for some customers or (null) for all. Somebody of
 * whom readers are shown something else than before is told anew.
 * @param destinationIds All lists of the shop that are read from us.
 */
export async function tellReaders(
  sql: ShopSql,
  destinationIds: readonly number[],
  customerIds: readonly DecimalId[] | null,
): Promise<void> {
  if (destinationIds.length === 0) return;
  const some = customerIds !== null;
  const only = (table: string): string => (some ? `AND ${table}.customer_id = ANY ($3::bigint[])` : '');
  await sql.query(
    `WITH acknowledged AS (
       UPDATE placement p SET acknowledged = desired, acknowledged_at = now(), state = 'settled'
       WHERE p.shop_id = $1 AND p.destination_id = ANY ($2::int[]) AND p.state = 'pending' ${only('p')}),
     places AS (
       SELECT p.customer_id, array_agg(p.destination_id ORDER BY p.destination_id) AS listed_in FROM placement p
       WHERE p.shop_id = $1 AND p.destination_id = ANY ($2::int[]) AND p.desired ${only('p')} GROUP BY p.customer_id),
     wished AS MATERIALIZED (
       SELECT d.destination_id, w.customer_id, hashtextextended(${SHOWN}::text, 0) AS told
       FROM places w JOIN customer c ON c.shop_id = $1 AND c.customer_id = w.customer_id
       CROSS JOIN LATERAL unnest(w.listed_in) AS u (destination_id)
       JOIN destination d ON d.shop_id = $1 AND d.destination_id = u.destination_id),
     told AS (
       INSERT INTO listing AS l (shop_id, destination_id, customer_id, listed, told, since_at, changed_at)
       SELECT $1, w.destination_id, w.customer_id, true, w.told, now(), now() FROM wished w
       LEFT JOIN listing k ON k.shop_id = $1 AND k.destination_id = w.destination_id AND k.customer_id = w.customer_id
       WHERE k.told IS DISTINCT FROM w.told
       ON CONFLICT (shop_id, customer_id, destination_id) DO UPDATE SET listed = true, erased = false, told = excluded.told,
         seq = excluded.seq, changed_at = excluded.changed_at, since_at = coalesce(l.since_at, excluded.since_at))
     UPDATE listing l SET listed = false, told = NULL, since_at = NULL, changed_at = now(), seq = nextval('listing_seq_seq')
     WHERE l.shop_id = $1 AND l.destination_id = ANY ($2::int[]) AND l.listed ${only('l')}
       AND NOT EXISTS (SELECT FROM wished w WHERE w.destination_id = l.destination_id AND w.customer_id = l.customer_id)`,
    [sql.shopId, destinationIds, ...(some ? [customerIds] : [])],
  );
  if (some) return;
  await sql.query('UPDATE destination SET last_synced_at = now() WHERE shop_id = $1 AND destination_id = ANY ($2)', [
    sql.shopId,
    destinationIds,
  ]);
}

/**
 * Readers are told to erase these customers, with whoever was merged into them, from every list that they are, or ever were,
 * in. Call it before their places are forgotten, while the shop is held.
 */
export async function tellErased(sql: ShopSql, readers: string, customerIds: readonly DecimalId[]): Promise<void> {
  if (customerIds.length === 0) return;
  await sql.query(
    `INSERT INTO listing AS l (shop_id, destination_id, customer_id, listed, erased, changed_at)
     SELECT $1, p.destination_id, p.customer_id, false, true, now()
     FROM customer c
     JOIN placement p ON p.shop_id = $1 AND p.customer_id = c.customer_id
     JOIN destination d ON d.shop_id = $1 AND d.destination_id = p.destination_id
     JOIN connection n ON n.shop_id = $1 AND n.connection_id = d.connection_id
     WHERE c.shop_id = $1 AND (c.customer_id = ANY ($3) OR c.merged_into = ANY ($3)) AND c.redacted_at IS NOT NULL AND n.connector = $2
     ON CONFLICT (shop_id, customer_id, destination_id) DO UPDATE SET listed = false, erased = true, told = NULL, since_at = NULL,
       changed_at = excluded.changed_at, seq = excluded.seq
     WHERE NOT l.erased`,
    [sql.shopId, readers, customerIds],
  );
}

/**
 * Forgets up to `limit` customers who left before an instant. Readers who have not read that far have to read the list anew.
 * @returns How many went.
 */
export async function forgetGone(sql: ShopSql, before: number, limit: number): Promise<number> {
  const { rows } = await sql.query<{ count: string }>(
    `WITH gone AS (
       DELETE FROM listing WHERE shop_id = $1 AND (customer_id, destination_id) IN (
         SELECT customer_id, destination_id FROM listing
         WHERE shop_id = $1 AND NOT listed AND changed_at < $2 ORDER BY changed_at LIMIT $3)
         AND NOT listed AND changed_at < $2
       RETURNING destination_id, seq),
     raised AS (
       UPDATE destination d SET forgotten_seq = greatest(d.forgotten_seq, g.seq)
       FROM (SELECT destination_id, max(seq) AS seq FROM gone GROUP BY destination_id) g
       WHERE d.shop_id = $1 AND d.destination_id = g.destination_id)
     SELECT count(*) FROM gone`,
    [sql.shopId, instant(before), limit],
  );
  return Number(rows[0]?.count ?? 0);
}
