/** Whether a shop may be read: what the merchant has granted, and what only the merchant can mend. */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What keeps us from calling Shopify until the merchant acts. */
export type AccessProblem = 'open-app' | 'grant-access' | 'unfreeze-shop';

/** Keeps the reason, and since when it holds; nothing of a shop that has left. */
export async function noteAccessProblem(sql: ShopSql, problem: AccessProblem, now: number): Promise<void> {
  await sql.query(
    `UPDATE shop SET access_problem = $2, access_problem_at = $3
     WHERE shop_id = $1 AND status = 'installed' AND access_problem IS DISTINCT FROM $2`,
    [sql.shopId, problem, instant(now)],
  );
}

/** The problems are over. */
export async function clearAccessProblems(sql: ShopSql, problems: readonly AccessProblem[]): Promise<void> {
  await sql.query(
    'UPDATE shop SET access_problem = NULL, access_problem_at = NULL WHERE shop_id = $1 AND access_problem = ANY ($2)',
    [sql.shopId, problems],
  );
}

export interface Granted {
  /** Null when it was never told. */
  scopes: string[] | null;
  readsAllOrders: boolean;
}

export async function loadGranted(sql: ShopSql): Promise<Granted> {
  const { rows } = await sql.query<{ scopes: string[] | null; reads_all_orders: boolean }>(
    'SELECT scopes, reads_all_orders FROM shop WHERE shop_id = $1',
    [sql.shopId],
  );
  const row = rows[0];
  return { scopes: row?.scopes ?? null, readsAllOrders: row?.reads_all_orders ?? true };
}

/** Whether a scope is granted, itself or by the one to write; true too when nothing was told. */
export function isGranted({ scopes }: Granted, scope: string): boolean {
  return scopes === null || scopes.includes(scope) || scopes.includes(scope.replace(/^read_/, 'write_'));
}

/** Why the storefront pixel is not as it should be, in Shopify's code; null when it is. */
export async function savePixelProblem(sql: ShopSql, problem: string | null): Promise<void> {
  await sql.query('UPDATE shop SET pixel_problem = $2 WHERE shop_id = $1 AND pixel_problem IS DISTINCT FROM $2', [
    sql.shopId,
    problem,
  ]);
}

export async function loadPixelProblem(sql: ShopSql): Promise<string | null> {
  const { rows } = await sql.query<{ pixel_problem: string | null }>(
    'SELECT pixel_problem FROM shop WHERE shop_id = $1',
    [sql.shopId],
  );
  return rows[0]?.pixel_problem ?? null;
}
