/** Where a partner pushes to, and what its webhook is called there. The address only names a webhook; a delivery is proved by the secret. */
import type { Environment } from '#app/platform/environment.ts';
import type { ShopId } from '#app/platform/database.ts';

type Public = Pick<Environment, 'SHOPIFY_APP_URL'>;

export const WEBHOOK_PATH = '/partner-webhooks/';

/** @param key Random, 32 characters of base64url. */
export const webhookAddress = ({ SHOPIFY_APP_URL }: Public, connectorId: string, shopId: ShopId, key: string): string =>
  `${SHOPIFY_APP_URL}${WEBHOOK_PATH}${connectorId}/${shopId}.${key}`;

/** Tells ours from those of other shops at the same account, and of another installation of this app. */
export const webhookName = ({ SHOPIFY_APP_URL }: Public, domain: string): string =>
  `Kesit: ${domain} (${new URL(SHOPIFY_APP_URL).host})`;

/** What a path says; null when it is no address of ours. */
export function readWebhookPath(path: string): { connectorId: string; shopId: ShopId; key: string } | null {
  const found = /^\/partner-webhooks\/([a-z-]{1,40})\/([1-9]\d{0,14})\.([\w-]{32})$/.exec(path);
  if (found === null) return null;
  const [, connectorId = '', shopId = '', key = ''] = found;
  return { connectorId, shopId: Number(shopId), key };
}
