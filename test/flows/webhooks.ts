/** Webhooks as Shopify sends them, built from the little that a test cares about. Instants are epoch milliseconds. */
import { randomUUID } from 'node:crypto';
import type { ConsentState } from '#app/core/changes.ts';

export interface TestDelivery {
  topic: string;
  /** JSON, or the very bytes. */
  body: unknown;
  /** When Shopify sent it. */
  triggeredAt: number;
  deliveryId: string;
}

export type Id = string | number;

/** Instants of Shopify's payloads are whole seconds; those that a test needs exact to the millisecond say so. */
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const money = (minor: number): string => (minor / 100).toFixed(2);

export function delivery(topic: string, body: unknown, triggeredAt: number): TestDelivery {
  return { topic, body, triggeredAt, deliveryId: randomUUID() };
}

export interface CustomerWords {
  email?: string | null;
  firstName?: string | null;
  createdAt?: number;
  updatedAt: number;
  toldAt?: number;
  topic?: 'customers/create' | 'customers/update';
}

export function customerTold(id: Id, words: CustomerWords): TestDelivery {
  const body = {
    id: Number(id),
    created_at: iso(words.createdAt ?? words.updatedAt),
    updated_at: iso(words.updatedAt),
    email: words.email === undefined ? `c${id}@example.com` : words.email,
    first_name: words.firstName ?? null,
    last_name: null,
    phone: null,
  };
  return delivery(words.topic ?? 'customers/update', body, words.toldAt ?? words.updatedAt);
}

export function customerDeleted(id: Id, at: number): TestDelivery {
  return delivery('customers/delete', { id: Number(id) }, at);
}

export function consentTold(
  id: Id,
  state: ConsentState,
  at: number | null,
  channel: 'email' | 'sms' = 'email',
): TestDelivery {
  const consent = { state, consent_updated_at: iso(at) };
  return channel === 'email'
    ? delivery(
        'customers_email_marketing_consent/update',
        { customer_id: Number(id), email_marketing_consent: consent },
        at ?? 0,
      )
    : delivery('customers_marketing_consent/update', { id: Number(id), sms_marketing_consent: consent }, at ?? 0);
}

export interface RefundWords {
  id: Id;
  at: number;
  amountMinor: number;
}

function refundBody(orderId: Id, refund: RefundWords): object {
  return {
    id: Number(refund.id),
    order_id: Number(orderId),
    created_at: iso(refund.at),
    transactions: [{ kind: 'refund', status: 'success', amount: money(refund.amountMinor), currency: 'TRY' }],
  };
}

export interface OrderWords {
  customerId: Id | null;
  /** When it was placed. */
  at: number;
  updatedAt?: number;
  toldAt?: number;
  totalMinor?: number;
  currentTotalMinor?: number;
  status?: string;
  cancelledAt?: number | null;
  isTest?: boolean;
  refunds?: readonly RefundWords[];
  topic?: 'orders/create' | 'orders/updated' | 'orders/cancelled';
}

export function orderTold(id: Id, words: OrderWords): TestDelivery {
  const updatedAt = words.updatedAt ?? words.at;
  const totalMinor = words.totalMinor ?? 10_000;
  const body = {
    id: Number(id),
    name: `#${id}`,
    created_at: iso(words.at),
    processed_at: iso(words.at),
    updated_at: iso(updatedAt),
    cancelled_at: iso(words.cancelledAt ?? null),
    test: words.isTest ?? false,
    currency: 'TRY',
    financial_status: words.status ?? 'paid',
    total_price: money(totalMinor),
    current_total_price: money(words.currentTotalMinor ?? totalMinor),
    customer:
      words.customerId === null
        ? null
        : { id: Number(words.customerId), admin_graphql_api_id: `gid://shopify/Customer/${words.customerId}` },
    refunds: (words.refunds ?? []).map((refund) => refundBody(id, refund)),
  };
  return delivery(words.topic ?? 'orders/updated', body, words.toldAt ?? updatedAt);
}

export function orderDeleted(id: Id, at: number): TestDelivery {
  return delivery('orders/delete', { id: Number(id) }, at);
}

export function refundTold(orderId: Id, refund: RefundWords): TestDelivery {
  return delivery('refunds/create', refundBody(orderId, refund), refund.at);
}

export function redactCustomer(id: Id, words: { email?: string; orderIds?: readonly Id[]; at: number }): TestDelivery {
  const customer = { id: Number(id), email: words.email ?? `c${id}@example.com`, phone: null };
  const orders_to_redact = (words.orderIds ?? []).map(Number);
  return delivery('customers/redact', { shop_id: 1, customer, orders_to_redact }, words.at);
}
