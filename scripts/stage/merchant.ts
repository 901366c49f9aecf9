/** What a merchant does in the admin, by the same doors: open the app, connect Klaviyo and Meta, switch segments on. */
import { SHOP_DOMAIN, type Stage } from './stage.ts';

/** The app turns programs away that do not look like a browser. */
export const BROWSER =
  'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

async function call(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { 'user-agent': BROWSER, ...init?.headers } });
  if (!response.ok)
    throw new Error(
      `${init?.method ?? 'GET'} ${new URL(url).pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
    );
  return response;
}

async function idToken(stage: Stage): Promise<string> {
  const answer = await call(`${stage.shopifyUrl}/_control/shops/${SHOP_DOMAIN}/id-token`, {
    method: 'POST',
    body: '{}',
  });
  return ((await answer.json()) as { id_token: string }).id_token;
}

/** Opens the shop at the stand-in Shopify; harmless when it exists. */
export async function openShop(stage: Stage): Promise<void> {
  await call(`${stage.shopifyUrl}/_control/shops`, {
    method: 'POST',
    body: JSON.stringify({
      domain: SHOP_DOMAIN,
      name: 'Kesit Demo Mağazası',
      currency: 'TRY',
      timezone: 'Europe/Istanbul',
      country: 'TR',
      scopes: [
        ...[
          'read_customers',
          'write_customers',
          'read_customer_merge',
          'read_orders',
          'read_all_orders',
          'read_products',
        ],
        ...['write_pixels', 'read_customer_events'],
      ],
    }),
  });
}

/** Opens the app as the admin would frame it: the first time installs it. */
export async function openApp(stage: Stage): Promise<void> {
  const query = new URLSearchParams({
    embedded: '1',
    host: Buffer.from(`admin.shopify.com/store/${SHOP_DOMAIN.split('.')[0] ?? ''}`).toString('base64'),
    id_token: await idToken(stage),
    locale: 'tr',
    shop: SHOP_DOMAIN,
  });
  await call(`${stage.appUrl}/app?${query.toString()}`);
}

async function submit(stage: Stage, path: string, fields: Record<string, string>): Promise<unknown> {
  const answer = await call(`${stage.appUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await idToken(stage)}` },
    body: new URLSearchParams(fields),
  });
  return answer.json();
}

export async function connectKlaviyo(stage: Stage): Promise<void> {
  await submit(stage, '/app/connections?_data=routes%2Fconnections', {
    intent: 'connect',
    connector: 'klaviyo',
    apiKey: stage.memory.klaviyoKey,
  });
}

export async function connectMeta(stage: Stage, adAccountId: string): Promise<void> {
  await submit(stage, '/app/connections?_data=routes%2Fconnections', {
    intent: 'connect',
    connector: 'meta',
    accessToken: stage.memory.metaToken,
    adAccountId,
    basis: 'consent',
    limitedDataUse: 'off',
  });
}

export async function switchSegment(
  stage: Stage,
  segmentId: number,
  connectionId: number,
  enabled: boolean,
): Promise<void> {
  await submit(stage, '/app/destinations?_data=routes%2Fdestinations', {
    intent: 'switch',
    segmentId: String(segmentId),
    connectionId: String(connectionId),
    enabled: enabled ? 'true' : 'false',
  });
}
