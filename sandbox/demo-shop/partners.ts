/** Carries the demo shop into the stand-ins through their control APIs, and the shop's own data back out of Shopify's. */
import type { DemoShop } from './generateShop.ts';
import { readJsonLines, writeJsonLines } from './jsonLines.ts';
import type { Change, ShopRecord } from './model.ts';

async function called(url: string, method: 'GET' | 'POST', body?: string | ReadableStream): Promise<Response> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body }),
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** Streams the values as the body of one POST; the producer waits for the network, so memory stays flat. */
async function postJsonLines(url: string, values: Iterable<unknown>): Promise<unknown> {
  const chunks = writeJsonLines(values);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
  return (await called(url, 'POST', body)).json();
}

const shopUrl = (shopifyUrl: string, domain: string): string => `${shopifyUrl}/_control/shops/${domain}`;

export type LoadedCounts = { customers: number; orders: number; products: number; collections: number };

/** Loads everything into a shop the stand-in Shopify already knows; no webhooks are sent. */
export async function loadIntoShopify(shop: DemoShop, shopifyUrl: string, domain: string): Promise<LoadedCounts> {
  const url = `${shopUrl(shopifyUrl, domain)}/load`;
  return (await postJsonLines(url, shop.lines())) as LoadedCounts;
}

/** Gives the account of `accountKey` at the stand-in Klaviyo its profiles and e-mail events; twice changes nothing. */
export async function seedKlaviyo(
  shop: DemoShop,
  klaviyoUrl: string,
  accountKey: string,
): Promise<{ profiles: number; events: number }> {
  const account = `key=${encodeURIComponent(accountKey)}`;
  const profiles = await postJsonLines(`${klaviyoUrl}/_control/profiles?${account}`, shop.emailProfiles());
  const events = await postJsonLines(`${klaviyoUrl}/_control/events?${account}`, shop.emailEvents());
  const { created, updated } = profiles as { created: number; updated: number };
  const { written, repeated, withoutProfile } = events as { written: number; repeated: number; withoutProfile: number };
  if (withoutProfile > 0) throw new Error(`${withoutProfile} e-mail events belong to no profile`);
  return { profiles: created + updated, events: written + repeated };
}

/** Our app as partners know it, where merchants log in. */
export type PartnerApp = { id: string; secret: string; appUrl: string };

const APP_NAME = 'Kesit';

/** Opens an account at the stand-in Klaviyo, with a key to it, and our app there; twice changes nothing. */
export async function openKlaviyo(klaviyoUrl: string, accountKey: string, app: PartnerApp): Promise<void> {
  await order(klaviyoUrl, 'accounts', { key: accountKey, name: 'Kesit Demo' });
  const redirectUris = [`${app.appUrl}/oauth/klaviyo/callback`];
  await order(klaviyoUrl, 'apps', { clientId: app.id, clientSecret: app.secret, name: APP_NAME, redirectUris });
}

/** Opens an ad account at the stand-in Meta, with a person and a token that may use it, and our app there; twice changes nothing. */
export async function openMeta(metaUrl: string, accountId: string, token: string, app: PartnerApp): Promise<void> {
  const redirectUris = [`${app.appUrl}/oauth/meta/callback`];
  await order(metaUrl, 'apps', { id: app.id, secret: app.secret, name: APP_NAME, tier: 'full', redirectUris });
  const user = { id: '20260010', name: 'Deniz Yılmaz' };
  await order(metaUrl, 'users', user);
  const account = { name: 'Kesit Demo', currency: 'TRY', timezone: 'Europe/Istanbul', users: [user.id] };
  await order(metaUrl, 'accounts', { ...account, id: accountId });
  await order(metaUrl, 'tokens', { token, app: app.id, user: user.id });
}

const order = (url: string, what: string, body: object): Promise<Response> =>
  called(`${url}/_control/${what}`, 'POST', JSON.stringify(body));

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel();
  }
}

/** The shop's own data as it is now, one record at a time. */
export async function* dumpFromShopify(shopifyUrl: string, domain: string): AsyncGenerator<ShopRecord> {
  const { body } = await called(`${shopUrl(shopifyUrl, domain)}/dump`, 'GET');
  if (body === null) throw new Error('the dump has no body');
  for await (const record of readJsonLines(chunksOf(body))) yield record as ShopRecord;
}

/** Lets the changes happen in one transaction; the webhooks they cause wait in Shopify's outbox. */
export async function applyToShopify(changes: readonly Change[], shopifyUrl: string, domain: string): Promise<void> {
  await called(`${shopUrl(shopifyUrl, domain)}/changes`, 'POST', JSON.stringify(changes));
}
