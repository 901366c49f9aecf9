/** Merchants on their way to a partner's login page and back. */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What the verifier of a login is bound to when it is sealed. */
export const verifierContext = (shopId: number, stateHash: string): string => `login:${shopId}:${stateHash}`;

/** Notes that a merchant sets out; those whose time is over are forgotten. */
export async function beginLogin(
  sql: ShopSql,
  login: { stateHash: string; connector: string; verifier: Uint8Array; now: number; expiresAt: number },
): Promise<void> {
  await sql.query('DELETE FROM partner_login WHERE shop_id = $1 AND expires_at <= $2', [
    sql.shopId,
    instant(login.now),
  ]);
  await sql.query(
    'INSERT INTO partner_login (shop_id, state_hash, connector, verifier, expires_at) VALUES ($1, $2, $3, $4, $5)',
    [sql.shopId, login.stateHash, login.connector, login.verifier, instant(login.expiresAt)],
  );
}

/** Whether a merchant is still expected back. */
export async function isLoginOpen(sql: ShopSql, stateHash: string, connector: string, now: number): Promise<boolean> {
  const { rows } = await sql.query(
    'SELECT 1 FROM partner_login WHERE shop_id = $1 AND state_hash = $2 AND connector = $3 AND expires_at > $4',
    [sql.shopId, stateHash, connector, instant(now)],
  );
  return rows.length === 1;
}

/** Takes a login away: it is good for one return. Its sealed verifier; undefined when nobody is expected back. */
export async function takeLogin(
  sql: ShopSql,
  stateHash: string,
  connector: string,
  now: number,
): Promise<Buffer | undefined> {
  const { rows } = await sql.query<{ verifier: Buffer }>(
    `DELETE FROM partner_login WHERE shop_id = $1 AND state_hash = $2 AND connector = $3 AND expires_at > $4 RETURNING verifier`,
    [sql.shopId, stateHash, connector, instant(now)],
  );
  return rows[0]?.verifier;
}
