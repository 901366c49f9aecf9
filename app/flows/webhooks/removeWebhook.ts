/** Removes a webhook at the partner after the merchant ended the connection, or took the app off the shop; as long as the key still works. */
import { PULL_LOCK } from '#app/flows/pull/lock.ts';
import { openSession } from '#app/flows/deliver/openPartner.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { exclusively } from '#app/platform/exclusive.ts';
import { ring } from '#app/store/bells.ts';
import { loadConnection } from '#app/store/connections.ts';
import { forgetWebhook, loadWebhook, postponeRemoval } from '#app/store/partnerWebhooks.ts';
import { loadShop } from '#app/store/shops.ts';
import { webhookName } from './address.ts';

/** Waits between tries: the first, and the longest. With the last it comes to some six hours; then it is left there. */
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 3_600_000;
const MOST_ATTEMPTS = 12;

/** Nothing for a connection that goes on. Not beside a pull, which may be making the very webhook. */
export async function removeWebhook(services: Services, shopId: ShopId, connectionId: number): Promise<void> {
  await exclusively(services.database, PULL_LOCK, `${shopId}:${connectionId}`, () =>
    remove(services, shopId, connectionId),
  );
}

async function remove(services: Services, shopId: ShopId, connectionId: number): Promise<void> {
  const { database, environment, clock, log } = services;
  const { shop, connection, webhook } = await database.inShop(shopId, async (sql) => ({
    shop: await loadShop(sql),
    connection: await loadConnection(sql, connectionId),
    webhook: await loadWebhook(sql, connectionId),
  }));
  if (!shop || !connection || !webhook) return;
  if (shop.status === 'installed' && connection.status !== 'disconnected') return;
  if (webhook.removeAfter !== null && webhook.removeAfter > clock()) return;
  const isThere = webhook.state !== 'refused' && webhook.accountId === connection.accountId;
  const session = isThere ? await openSession(services, shop, connection) : undefined;
  const answer = await session?.webhooks?.remove(webhookName(environment, shop.domain), webhook.webhookId);
  const outcome = answer?.kind === 'halted' ? answer.halt.kind : answer?.kind;
  if (answer) log.info({ shopId, connectionId, answer: outcome }, 'asked the partner to remove a webhook');
  await database.inShop(shopId, async (sql) => {
    if (answer?.kind === 'halted' && answer.halt.kind === 'retry' && webhook.removeAttempts < MOST_ATTEMPTS) {
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** webhook.removeAttempts);
      await postponeRemoval(sql, connectionId, Math.max(answer.halt.notBeforeMs, clock() + waitMs));
      return;
    }
    await forgetWebhook(sql, connectionId);
    // The key was kept for this; now it is wiped, or the login ended.
    await ring(sql, { task: 'deliver', shopId, connectionId });
  });
}
