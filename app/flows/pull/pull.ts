/** The partner's e-mail events → facts and verdicts, page by page; the watermark is saved with what it covers. Then, how its lists stand. */
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { noteHalt } from '#app/flows/deliver/halts.ts';
import { openPartner, type OpenPartner } from '#app/flows/deliver/openPartner.ts';
import type { Services } from '#app/flows/services.ts';
import { whileInstalled } from '#app/flows/whileInstalled.ts';
import type { ShopId } from '#app/platform/database.ts';
import { exclusively } from '#app/platform/exclusive.ts';
import { adoptAccount, isSameEntry, loadConnection, notePulled, savePullState } from '#app/store/connections.ts';
import { saveEmailEvents } from '#app/store/emailEvents.ts';
import { holdShop } from '#app/store/shops.ts';
import { readLists } from './readLists.ts';

const PULL_LOCK = 7304;
/** How far back the first pull reads: longer than any window of the standard segments. */
const HISTORY_MS = 400 * 86_400_000;

export async function pull(services: Services, shopId: ShopId, connectionId: number): Promise<void> {
  await exclusively(services.database, PULL_LOCK, `${shopId}:${connectionId}`, (lost) =>
    whileInstalled(services, shopId, async (left) => {
      const partner = await openPartner(services, shopId, connectionId, left);
      if (partner) await pullFrom(services, shopId, connectionId, partner, () => lost() || left.aborted);
    }),
  );
}

/** @param mustStop Looked at before every page is stored. */
async function pullFrom(
  services: Services,
  shopId: ShopId,
  connectionId: number,
  partner: OpenPartner,
  mustStop: () => boolean,
): Promise<void> {
  const { connection, session } = partner;
  if (connection.syncedAccountId !== connection.accountId) {
    await services.database.inShop(shopId, async (sql) => {
      await holdShop(sql, 'whole shop');
      await adoptAccount(sql, connectionId);
    });
    connection.pullState = {};
    connection.lastPullAt = null;
  }
  // The first pull reads years of history: it is stored page by page, and the shop decided once at its end.
  const isFirst = connection.lastPullAt === null;
  // Pages of a first pull that did not come to its end are stored, and not decided.
  let hasUndecided = isFirst && Object.keys(connection.pullState ?? {}).length > 0;
  const startedAt = services.clock();
  let wasAsked = false;
  for await (const page of session.pullEvents?.(connection.pullState, startedAt - HISTORY_MS) ?? []) {
    wasAsked = true;
    if (mustStop()) return;
    if ('halt' in page) {
      const { halt } = page;
      return services.database.inShop(shopId, async (sql) => {
        const present = await loadConnection(sql, connectionId);
        if (isSameEntry(present, connection)) await noteHalt(services, sql, present, halt);
      });
    }
    await services.database.inShop(shopId, async (sql) => {
      await holdShop(sql);
      const touched = await saveEmailEvents(sql, connectionId, page.events);
      if (isFirst) hasUndecided ||= touched.length > 0;
      else await decideCustomers(sql, touched, services.clock());
      await savePullState(sql, connectionId, page.state);
    });
  }
  if (hasUndecided) await recomputeShop(services, shopId);
  await services.database.inShop(shopId, (sql) => notePulled(sql, connectionId, startedAt, wasAsked));
  await readLists(services, shopId, partner, mustStop);
}
