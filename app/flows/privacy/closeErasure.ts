/** An erasure is done when nothing is left of the person here, and no partner has anything left to do. */
import type { ShopSql } from '#app/platform/database.ts';
import { readErasures } from '#app/store/partnerErasures.ts';
import { finishRequest, holdRequest } from '#app/store/privacy.ts';

/**
 * Closes the request if all of it is done; the proof of each partner is kept with it. Call it after each thing that was done,
 * in the same transaction.
 */
export async function closeErasure(sql: ShopSql, requestId: string, now: number): Promise<void> {
  const { hasSubject } = await holdRequest(sql, requestId);
  if (hasSubject) return;
  const erasures = await readErasures(sql, [requestId]);
  if (erasures.some(({ state }) => state === 'waiting' || state === 'sent')) return;
  const partners = Object.fromEntries(
    erasures.map(({ connector, state, reason, proof }) => [
      connector,
      { state, ...(reason ? { reason } : {}), ...proof },
    ]),
  );
  await finishRequest(sql, requestId, erasures.length === 0 ? {} : { partners }, now);
}
