/** What a merchant does with a connection as a whole: holds additions up, lets them go on, wants it tried now, names new lists. */
import { listNamePatternFrom } from '#app/core/placements/listName.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { saveListNamePattern, savePause, tryNow } from '#app/store/adminConnections.ts';
import { ring } from '#app/store/bells.ts';

export type ConnectionOrder =
  /** Nobody is added until it is resumed. Whoever has to leave still leaves. */
  | { what: 'pause' | 'resume' }
  /** A wait after failures ends now, unless the partner itself named its end. */
  | { what: 'run-now' }
  /** @see listNamePatternFrom */
  | { what: 'list-names'; pattern: string };

export type ConnectionAnswer = { ok: true } | { ok: false; problem: 'no-such-connection' | 'bad-pattern' };

export async function steerConnection(
  { database, clock }: Services,
  shopId: ShopId,
  connectionId: number,
  order: ConnectionOrder,
): Promise<ConnectionAnswer> {
  const pattern = order.what === 'list-names' ? listNamePatternFrom(order.pattern) : null;
  if (order.what === 'list-names' && pattern === null) return { ok: false, problem: 'bad-pattern' };
  return database.inShop(shopId, async (sql) => {
    const isFound =
      pattern !== null
        ? await saveListNamePattern(sql, connectionId, pattern)
        : order.what === 'run-now'
          ? await tryNow(sql, connectionId, clock())
          : await savePause(sql, connectionId, order.what === 'pause' ? clock() : null);
    if (!isFound) return { ok: false, problem: 'no-such-connection' };
    await ring(sql, { task: 'deliver', shopId, connectionId });
    return { ok: true };
  });
}
