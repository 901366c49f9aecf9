/**
 * Ends a login at the partner after the merchant has ended the connection here, and only then wipes what it was opened by. What the
 * same person gave for other connections is left alone: where a partner ends all of a person's grants together, the last one is revoked.
 */
import { restUntil } from '#app/flows/deliver/halts.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import {
  isGrantedElsewhere,
  isSameEntry,
  loadConnection,
  postponeConnection,
  secretContext,
  wipeEndedSecret,
} from '#app/store/connections.ts';
import { mayHaveWebhook } from '#app/store/partnerWebhooks.ts';
import { connectorById } from '#connectors/index.ts';
import type { Grant } from '#connectors/kit/authorization.ts';
import { partnerLogin } from './partnerApp.ts';
import { readGrant } from './storedSecret.ts';

/** Nothing for a connection that has not ended. When the partner cannot be asked now, the secret stays, and it is tried again later. */
export async function revokeEnded(services: Services, shopId: ShopId, connectionId: number): Promise<void> {
  const { database, clock, log } = services;
  const { connection, isUsed } = await database.inShop(shopId, async (sql) => ({
    connection: await loadConnection(sql, connectionId),
    isUsed: await mayHaveWebhook(sql, connectionId),
  }));
  if (connection?.status !== 'disconnected' || connection.sealedSecret === null) return;
  // Without it the webhook could not be removed any more; whoever removes it rings again.
  if (isUsed) return;
  if (connection.retryAt !== null && connection.retryAt > clock()) return;
  const { sealedSecret } = connection;
  const connector = connectorById(connection.connector);
  const login = connector === null ? undefined : partnerLogin(services, connector);
  const grant = readSealed(services, sealedSecret, secretContext(shopId, connectionId));
  const endsOthers =
    login?.authorization.endsAllOfPerson === true &&
    (await database.inShop(shopId, (sql) => isGrantedElsewhere(sql, connection)));
  if (login !== undefined && grant !== null && !endsOthers) {
    const answer = await login.authorization.revoke(grant, login.context);
    log.info({ shopId, connectionId, answer: answer.kind }, 'revoked the login of an ended connection');
    if (answer.kind === 'halted' && answer.halt.kind === 'retry') {
      const { halt } = answer;
      return database.inShop(shopId, async (sql) => {
        const present = await loadConnection(sql, connectionId);
        if (!isSameEntry(present, connection)) return;
        const at = restUntil(halt, present.failures, clock());
        await postponeConnection(sql, connectionId, { now: clock(), at, reason: halt.reason, throttled: false });
      });
    }
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
