// How the sandbox sends webhooks: well by default; the control API can make it as rough as the real world.
import type { Settings } from '../storage/settings.ts';

export interface WebhookOptions {
  /** Share of deliveries sent twice, with the same ids. */
  duplicateRate: number;
  /** The next delivery is picked at random among this many of the oldest; 0 keeps the order. */
  shuffleWindow: number;
  /** Share of deliveries that are never sent: Shopify does not guarantee delivery. */
  dropRate: number;
  /** Share of deliveries beside which a forged copy is sent, signed with another secret and never retried. */
  badSignatureRate: number;
  /** Requests at a time. */
  concurrency: number;
  /** Multiplies the waits between retries (4 hours in all at 1). */
  retryScale: number;
  /** Keeps deliveries in the outbox. */
  paused: boolean;
  /** Topics the app subscribed to; others are not sent. */
  topics: string[];
  /**
   * Also sends what Shopify sends beside a new version of a record: orders/paid and orders/fulfilled with `upsertOrder`;
   * customers/enable or customers/disable and customer.tags_added or customer.tags_removed with `upsertCustomer`.
   */
  besides: boolean;
  /** 'events' sends created, updated and deleted orders, customers and products as Events; the rest stays classic. */
  family: WebhookFamily;
  seed: number;
}

export type WebhookFamily = 'classic' | 'events';

export const TOPICS = [
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/fulfilled',
  'orders/edited',
  'orders/cancelled',
  'orders/delete',
  'refunds/create',
  'checkouts/create',
  'checkouts/update',
  'checkouts/delete',
  'customers/create',
  'customers/update',
  'customers/delete',
  'customers/enable',
  'customers/disable',
  'customers/merge',
  'customer.tags_added',
  'customer.tags_removed',
  'customers/purchasing_summary',
  'customers_email_marketing_consent/update',
  'customers_marketing_consent/update',
  'customers_whats_app_marketing_consent/update',
  'products/create',
  'products/update',
  'products/delete',
  'bulk_operations/finish',
  'app/uninstalled',
  'app/scopes_update',
  'app_subscriptions/update',
  'shop/update',
  'customers/data_request',
  'customers/redact',
  'shop/redact',
] as const;

export type Topic = (typeof TOPICS)[number];

const DEFAULTS: WebhookOptions = {
  duplicateRate: 0,
  shuffleWindow: 0,
  dropRate: 0,
  badSignatureRate: 0,
  concurrency: 4,
  retryScale: 1,
  paused: false,
  topics: [...TOPICS],
  besides: false,
  family: 'classic',
  seed: 1,
};

export function readWebhookOptions(settings: Settings): WebhookOptions {
  return { ...DEFAULTS, ...settings.read<Partial<WebhookOptions>>('webhookOptions', {}) };
}

/** Keeps the given options, leaves the others as they are. */
export function writeWebhookOptions(settings: Settings, change: Partial<WebhookOptions>): WebhookOptions {
  const unknown = Object.keys(change).filter((name) => !(name in DEFAULTS));
  if (unknown.length > 0) throw new Error(`unknown webhook option: ${unknown.join(', ')}`);
  const merged = { ...readWebhookOptions(settings), ...change };
  settings.write('webhookOptions', merged);
  return merged;
}
