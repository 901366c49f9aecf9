/** Life in the demo shop: changes at Shopify with their webhooks, and visits to the storefront. */
import { dumpFromShopify, applyToShopify } from '#sandbox/demo-shop/partners.ts';
import { liveChanges, liveShop } from '#sandbox/demo-shop/liveChanges.ts';
import { takeSnapshot } from '#sandbox/demo-shop/snapshot.ts';
import { demoShopOf, postSiteEvents } from './demoShop.ts';
import { SHOP_DOMAIN, type Stage } from './stage.ts';

export interface WebhookOptions {
  duplicateRate: number;
  shuffleWindow: number;
  badSignatureRate: number;
  seed: number;
}

export interface WebhookCounts {
  /** Requests the app answered 2xx. */
  accepted: number;
  /** Requests with a bad signature that the app refused. */
  forgedRefused: number;
  forgedAccepted: number;
}

async function control(stage: Stage, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${stage.shopifyUrl}/_control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} /_control${path} answered ${response.status}: ${await response.text()}`);
  const text = await response.text();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/**
 * Lets so much happen at the shop that about `deliveries` webhooks are sent, with repetitions, disorder and forgeries.
 * Resolves once Shopify has nothing left to send.
 */
export async function sendLive(stage: Stage, deliveries: number, options: WebhookOptions): Promise<WebhookCounts> {
  await control(stage, 'POST', '/webhooks', { ...options, besides: true });
  await control(stage, 'DELETE', '/webhooks/counts');
  const snapshot = await takeSnapshot(dumpFromShopify(stage.shopifyUrl, SHOP_DOMAIN), { seed: options.seed });
  const changes = [
    ...liveChanges(snapshot, {
      seed: options.seed,
      deliveries,
      now: new Date(),
      strangerAddresses: await freeAddresses(stage),
      rare: true,
    }),
  ];
  await applyToShopify(changes, stage.shopifyUrl, SHOP_DOMAIN);
  await drain(stage);
  return webhookCounts(stage);
}

/** Addresses that have started a checkout and belong to no customer yet: at Shopify no two customers share one. */
async function freeAddresses(stage: Stage): Promise<string[]> {
  const taken = new Set<string>();
  for await (const record of dumpFromShopify(stage.shopifyUrl, SHOP_DOMAIN))
    if (record.type === 'customer' && record.email !== null) taken.add(record.email.trim().toLowerCase());
  return [...demoShopOf(stage).strangerAddresses()].filter((address) => !taken.has(address.trim().toLowerCase()));
}

/** Waits until Shopify has nothing left to send. */
export async function drain(stage: Stage, limitMs = 120_000): Promise<void> {
  await control(stage, 'POST', `/webhooks/drain?timeout_ms=${limitMs}`);
}

export async function webhookCounts(stage: Stage): Promise<WebhookCounts> {
  const answer = await control(stage, 'GET', '/webhooks');
  const counts = (answer.counts ?? answer) as Record<string, number>;
  return {
    accepted: counts.accepted ?? 0,
    forgedRefused: counts.forged_refused ?? 0,
    forgedAccepted: counts.forged_accepted ?? 0,
  };
}

/** A trickle until the signal: about one change a second, now and then a visit. */
export async function trickle(stage: Stage, signal: AbortSignal): Promise<void> {
  const seed = Date.now() % 1_000_000;
  await control(stage, 'POST', '/webhooks', {
    duplicateRate: 0.02,
    shuffleWindow: 3,
    badSignatureRate: 0,
    besides: true,
  });
  const life = liveShop(await takeSnapshot(dumpFromShopify(stage.shopifyUrl, SHOP_DOMAIN), { seed }), {
    seed,
    rare: true,
  });
  for (let beat = 0; !signal.aborted; beat += 1) {
    const now = new Date();
    await applyToShopify([life.next(now)].flat(), stage.shopifyUrl, SHOP_DOMAIN).catch(() => undefined);
    if (beat % 3 === 0) await postSiteEvents(stage, life.visit(now)).catch(() => undefined);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 1_200);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}
