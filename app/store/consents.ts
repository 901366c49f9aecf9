/** Marketing consents, one for each channel, each with its own instant. */
import { consentChannels, type ConsentChange } from '#app/core/changes.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Stores consents unless a newer one is known. Of two with the same instant, the one that is not `subscribed` stays. */
export async function saveConsents(sql: ShopSql, changes: readonly ConsentChange[]): Promise<void> {
  for (const channel of consentChannels) {
    const rows = changes
      .filter((change) => change.kind === `${channel}-consent`)
      .map((change) => ({ customer_id: change.customerId, state: change.state, at: instant(change.at) }));
    if (rows.length === 0) continue;
    await sql.query(
      `INSERT INTO customer AS c (shop_id, customer_id, tags, ${channel}_consent, ${channel}_consent_at)
       SELECT DISTINCT ON (r.customer_id) $1, r.customer_id, '{}'::text[], r.state, r.at
       FROM json_to_recordset($2::json) AS r (customer_id bigint, state text, at timestamptz)
       ORDER BY r.customer_id, r.at DESC NULLS LAST, (r.state = 'subscribed'), r.state
       ON CONFLICT (shop_id, customer_id) DO UPDATE SET ${channel}_consent = excluded.${channel}_consent, ${channel}_consent_at = excluded.${channel}_consent_at
       WHERE c.redacted_at IS NULL AND c.deleted_at IS NULL AND (
         c.${channel}_consent IS NULL
         OR coalesce(excluded.${channel}_consent_at, '-infinity') > coalesce(c.${channel}_consent_at, '-infinity')
         OR (excluded.${channel}_consent_at IS NOT DISTINCT FROM c.${channel}_consent_at
             AND ((excluded.${channel}_consent = 'subscribed'), excluded.${channel}_consent)
               < ((c.${channel}_consent = 'subscribed'), c.${channel}_consent)))`,
      [sql.shopId, JSON.stringify(rows)],
    );
  }
}
