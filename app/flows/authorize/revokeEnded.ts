/** Ends a login at the partner after the merchant has ended the connection here, and only then wipes what it was opened by. */
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { loadConnection, secretContext, wipeEndedSecret } from '#app/store/connections.ts';
import { connectorById } from '#connectors/index.ts';
import type { Grant } from '#connectors/kit/authorization.ts';
import { partnerLogin } from './partnerApp.ts';
import { readGrant } from './storedSecret.ts';

/**
 * Nothing for a connection that has not ended.
 * @throws Error when the partner cannot be asked now: the job is tried again, later each time, and the secret stays until then.
 */
export async function revokeEnded(services: Services, shopId: ShopId, connectionId: number): Promise<void> {
  const { database, log } = services;
  const connection = await database.inShop(shopId, (sql) => loadConnection(sql, connectionId));
  if (connection?.status !== 'disconnected' || connection.sealedSecret === null) return;
  const { sealedSecret } = connection;
  const connector = connectorById(connection.connector);
  const login = connector === null ? undefined : partnerLogin(services, connector);
  const grant = readSealed(services, sealedSecret, secretContext(shopId, connectionId));
  if (login !== undefined && grant !== null) {
    const answer = await login.authorization.revoke(grant, login.context);
    log.info({ shopId, connectionId, answer: answer.kind }, 'revoked the login of an ended connection');
    if (answer.kind === 'halted' && answer.halt.kind === 'retry')
      throw new Error(`A login could not be revoked: ${answer.halt.reason}`);
  }
  await database.inShop(shopId, (sql) => wipeEndedSecret(sql, connectionId, sealedSecret));
}

/** Null for a key, and for what can no longer be read: neither can be revoked. */
function readSealed({ secrets }: Services, sealed: Uint8Array, context: string): Grant | null {
  try {
    return readGrant(secrets.open(sealed, context));
  } catch {
    return null;
  }
}
