/** What a run takes up before it sends anything: another account, figures and values that changed, what the merchant asked of lists. */
import type { ShopSql } from '#app/platform/database.ts';
import { adoptAccount } from '#app/store/connections.ts';
import { sendChangedValues } from '#app/store/listValues.ts';
import { sendChangedFigures, takeComparison } from '#app/store/partnerFigures.ts';
import { askRejectedAgain, askWholeAgain } from '#app/store/partnerLists.ts';
import { askReplacements } from '#app/store/replacements.ts';
import { holdShop } from '#app/store/shops.ts';
import { endLostReports } from '#app/store/syncReports.ts';
import type { OpenPartner } from './openPartner.ts';

export async function takeOrders(
  { connection, connector, session }: OpenPartner,
  now: number,
  save: <T>(work: (sql: ShopSql) => Promise<T>) => Promise<T>,
): Promise<void> {
  const { connectionId } = connection;
  // The shop is held before any of its placements is: so does whoever places.
  if (connection.syncedAccountId !== connection.accountId)
    await save(async (sql) => {
      await holdShop(sql, 'whole shop');
      // What lists of the same names hold in another account is not known.
      if (session.replace) await askReplacements(sql, connectionId);
      await adoptAccount(sql, connectionId);
    });
  await save(async (sql) => {
    if (!(await takeComparison(sql, connectionId))) return;
    await holdShop(sql, 'whole shop');
    await sendChangedFigures(sql, connectionId, now);
    if (connector.takesValues) await sendChangedValues(sql, connectionId, now);
  });
  await save(async (sql) => {
    await askRejectedAgain(sql, connectionId);
    await askWholeAgain(sql, connectionId, session.replace !== undefined);
    await endLostReports(sql, connectionId, now);
  });
}
