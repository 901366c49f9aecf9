/** What is known of partners' limits, shared by all processes and by all shops that have connected the same account. */
import type { Json } from '#app/core/placements/exchange.ts';
import { type Database, instant } from '#app/platform/database.ts';

/** Lets `work` change what is kept under a name; whoever wants the same waits meanwhile. `work` makes no call. */
export function changeAllowance<T>(
  database: Database,
  { account, name, now }: { account: string; name: string; now: number },
  work: (kept: Json) => { kept: Json; answer: T },
): Promise<T> {
  return database.outsideShops(async (sql) => {
    const key = [account, name];
    const read = () =>
      sql.query<{ kept: Json }>('SELECT kept FROM partner_allowance WHERE account = $1 AND name = $2 FOR UPDATE', key);
    let { rows } = await read();
    if (rows.length === 0) {
      await sql.query(
        `INSERT INTO partner_allowance (account, name, kept, changed_at) VALUES ($1, $2, 'null', $3) ON CONFLICT DO NOTHING`,
        [...key, instant(now)],
      );
      ({ rows } = await read());
    }
    const { kept, answer } = work(rows[0]?.kept ?? null);
    await sql.query('UPDATE partner_allowance SET kept = $3, changed_at = $4 WHERE account = $1 AND name = $2', [
      ...key,
      JSON.stringify(kept),
      instant(now),
    ]);
    return answer;
  });
}

/** Forgets accounts that nobody has called since an instant. */
export async function forgetAllowances({ pool }: Database, before: number): Promise<void> {
  await pool.query('DELETE FROM partner_allowance WHERE changed_at < $1', [instant(before)]);
}
