/** Merchants who have logged in at a partner and still choose the account there. */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Whose choice it is: a member of staff, at one partner. */
export interface Chooser {
  connector: string;
  actor: string;
}

/** What an offer is bound to when it is sealed. */
export const offerContext = (shopId: number, { connector, actor }: Chooser): string =>
  `login-choice:${shopId}:${connector}:${actor}`;

/** Puts an offer in the place of an earlier one; those whose time is over are forgotten. */
export async function saveChoice(
  sql: ShopSql,
  { connector, actor }: Chooser,
  choice: { offer: Uint8Array; now: number; expiresAt: number },
): Promise<void> {
  await sql.query('DELETE FROM login_choice WHERE shop_id = $1 AND expires_at <= $2', [
    sql.shopId,
    instant(choice.now),
  ]);
  await sql.query(
    `INSERT INTO login_choice (shop_id, connector, actor, offer, expires_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (shop_id, connector, actor) DO UPDATE SET offer = excluded.offer, expires_at = excluded.expires_at`,
    [sql.shopId, connector, actor, choice.offer, instant(choice.expiresAt)],
  );
}

/** The sealed offers of a member of staff that are still open. */
export async function openChoices(
  sql: ShopSql,
  actor: string,
  now: number,
): Promise<{ connector: string; offer: Buffer }[]> {
  const { rows } = await sql.query<{ connector: string; offer: Buffer }>(
    'SELECT connector, offer FROM login_choice WHERE shop_id = $1 AND actor = $2 AND expires_at > $3',
    [sql.shopId, actor, instant(now)],
  );
  return rows;
}

export async function dropChoice(sql: ShopSql, { connector, actor }: Chooser): Promise<void> {
  await sql.query('DELETE FROM login_choice WHERE shop_id = $1 AND connector = $2 AND actor = $3', [
    sql.shopId,
    connector,
    actor,
  ]);
}
