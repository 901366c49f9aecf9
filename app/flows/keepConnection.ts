/** A checked account → a connection at work, whether it was entered or came of a login. */
import { readAccount, reserveConnection, saveConnection, type NewLogin } from '#app/store/adminConnections.ts';
import { switchAllOff } from '#app/store/adminDestinations.ts';
import { ring } from '#app/store/bells.ts';
import { secretContext } from '#app/store/connections.ts';
import type { ShopId } from '#app/platform/database.ts';
import { connectorById } from '#connectors/index.ts';
import type { Services } from './services.ts';

/** `isOtherAccount`: lists that were switched on at another account before are off now. */
export interface Connected {
  ok: true;
  accountName: string;
  isOtherAccount: boolean;
}

/** Stores a checked connection, sealed, and sets it to work. @param secret What it is opened by. @param login Of one that was made by a login. */
export async function keepConnection(
  { database, secrets, clock }: Services,
  shopId: ShopId,
  connectorId: string,
  account: { accountId: string; accountName: string },
  secret: string,
  login: NewLogin | null,
): Promise<Connected> {
  const isOtherAccount = await database.inShop(shopId, async (sql) => {
    const connectionId = await reserveConnection(sql, connectorId);
    const former = await readAccount(sql, connectionId);
    const isOther = former !== null && former.accountId !== account.accountId;
    if (isOther) await switchAllOff(sql, connectionId);
    await saveConnection(sql, {
      connectionId,
      connector: connectorId,
      accountId: account.accountId,
      accountName: account.accountName,
      secret: secrets.seal(secret, secretContext(shopId, connectionId)),
      login,
      keepsFormer: connectorById(connectorId)?.succeed !== undefined,
      connectedAt: clock(),
    });
    await ring(sql, { task: 'place', shopId });
    await ring(sql, { task: 'deliver', shopId, connectionId });
    await ring(sql, { task: 'pull', shopId, connectionId });
    return isOther;
  });
  return { ok: true, accountName: account.accountName, isOtherAccount };
}
