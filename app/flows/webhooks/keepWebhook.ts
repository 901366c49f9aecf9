/**
 * Has a partner push its events to us, where it lets the account: made once, looked at daily, made anew when it is gone or was switched off.
 * Everything that goes wrong here is quiet, for events are pulled all the same; who is refused is asked again after days, or once the
 * merchant has connected anew.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { OpenPartner } from '#app/flows/deliver/openPartner.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { isSameEntry, loadConnection } from '#app/store/connections.ts';
import {
  loadWebhook,
  saveLook,
  saveMade,
  saveMaking,
  saveRefused,
  webhookContext,
} from '#app/store/partnerWebhooks.ts';
import { loadShop } from '#app/store/shops.ts';
import type { Halt } from '#connectors/kit/connector.ts';
import { webhookAddress, webhookName } from './address.ts';

const DAY_MS = 86_400_000;
/** One that works is looked at again. */
const LOOK_AGAIN_MS = DAY_MS;
/** Who may have none is asked again. */
const REFUSED_AGAIN_MS = 7 * DAY_MS;
/** After the partner failed, or this process died on the way. */
const FAILED_AGAIN_MS = 5 * 60_000;

export async function keepWebhook(
  services: Services,
  shopId: ShopId,
  { connection, connector, session }: OpenPartner,
): Promise<void> {
  const { database, environment, clock, log, secrets } = services;
  const { connectionId, accountId, connectedAt } = connection;
  const isPublic = environment.SHOPIFY_APP_URL.startsWith('https://');
  if (!session.webhooks || !connector.webhooks || !isPublic || accountId === null) return;
  const now = clock();
  const { known, domain } = await database.inShop(shopId, async (sql) => ({
    known: await loadWebhook(sql, connectionId),
    domain: (await loadShop(sql))?.domain ?? '',
  }));
  const ofThisAccount = known?.accountId === accountId ? known : undefined;
  if (ofThisAccount?.connectedAt === connectedAt && ofThisAccount.askAgainAt > now) return;
  const asked = (afterMs: number) => ({ connectionId, accountId, connectedAt, askAgainAt: now + afterMs });

  if (ofThisAccount?.state === 'active' && ofThisAccount.webhookId !== null) {
    const look = await session.webhooks.look(ofThisAccount.webhookId);
    if (look.kind === 'halted') return database.inShop(shopId, (sql) => saveLook(sql, asked(afterFailure(look.halt))));
    if (look.kind === 'not-offered') return database.inShop(shopId, (sql) => saveRefused(sql, asked(REFUSED_AGAIN_MS)));
    if (look.kind === 'healthy') return database.inShop(shopId, (sql) => saveLook(sql, asked(LOOK_AGAIN_MS)));
  }

  const key = randomBytes(24).toString('base64url');
  const secret = randomBytes(32).toString('hex');
  const mayMake = await database.inShop(shopId, async (sql) => {
    if (!isSameEntry(await loadConnection(sql, connectionId), connection)) return false;
    await saveMaking(sql, asked(FAILED_AGAIN_MS), {
      addressHash: createHash('sha256').update(key).digest(),
      sealedSecret: secrets.seal(secret, webhookContext(shopId, connectionId)),
    });
    return true;
  });
  if (!mayMake) return;
  const wanted = {
    name: webhookName(environment, domain),
    address: webhookAddress(environment, connector.id, shopId, key),
    secret,
  };
  const answer = await session.webhooks.make(wanted, ofThisAccount?.webhookId ?? null);
  log.info({ shopId, connectionId, answer: answer.kind }, 'asked the partner for a webhook');
  await database.inShop(shopId, async (sql) => {
    if (answer.kind === 'made')
      await saveMade(sql, connectionId, { webhookId: answer.webhookId, askAgainAt: now + LOOK_AGAIN_MS });
    else if (answer.kind === 'not-offered') await saveRefused(sql, asked(REFUSED_AGAIN_MS));
    else await saveLook(sql, asked(afterFailure(answer.halt)));
  });

  /** What cannot become better by itself is not tried every few minutes. */
  function afterFailure(halt: Halt): number {
    if (halt.kind === 'retry') return Math.max(FAILED_AGAIN_MS, halt.notBeforeMs - now);
    log.warn({ shopId, connectionId, reason: halt.reason }, 'the partner gives no webhook');
    return LOOK_AGAIN_MS;
  }
}
