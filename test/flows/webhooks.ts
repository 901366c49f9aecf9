/** Webhooks as Shopify sends them, built from the little that a test cares about. Instants are epoch milliseconds. */
import { randomUUID } from 'node:crypto';
import type { ConsentChannel, ConsentState } from '#app/core/changes.ts';

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
  phone?: string | null;
  state?: string;
  createdAt?: number;
  updatedAt: number;
  toldAt?: number;
  topic?: 'customers/create' | 'customers/update' | 'customers/enable' | 'customers/disable';
}

export function customerTold(id: Id, words: CustomerWords): TestDelivery {
  const body = {
    id: Number(id),
    created_at: iso(words.createdAt ?? words.updatedAt),
    updated_at: iso(words.updatedAt),
    email: words.email === undefined ? `c${id}@example.com` : words.email,
    first_name: words.firstName ?? null,
    last_name: null,
    phone: words.phone ?? null,
    state: words.state ?? 'enabled',
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
  channel: ConsentChannel = 'email',
): TestDelivery {
  const consent = { state, consent_updated_at: iso(at) };
  switch (channel) {
    case 'email':
      return delivery(
        'customers_email_marketing_consent/update',
        { customer_id: Number(id), email_marketing_consent: consent },
        at ?? 0,
      );
    case 'sms':
      return delivery(
        'customers_marketing_consent/update',
        { id: Number(id), sms_marketing_consent: consent },
        at ?? 0,
      );
    case 'whatsapp':
      return delivery(
        'customers_whats_app_marketing_consent/update',
        { customer_id: Number(id), whats_app_marketing_consent: { state, updated_at: iso(at) } },
        at ?? 0,
      );
  }
}

export function totalsTold(id: Id, words: { orderCount: number; spentMinor: number; at: number }): TestDelivery {
  const body = {
    customerId: `gid://shopify/Customer/${id}`,
    numberOfOrders: words.orderCount,
    amountSpent: { amount: money(words.spentMinor), currencyCode: 'TRY' },
    lastOrderId: null,
    occurredAt: iso(words.at),
  };
  return delivery('customers/purchasing_summary', body, words.at);
}

export function customersMerged(
  id: Id,
  keptId: Id,
  at: number,
  status: 'completed' | 'failed' = 'completed',
): TestDelivery {
  const body = {
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${keptId}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${id}`,
    admin_graphql_api_job_id: null,
    status,
    errors: [],
  };
  return delivery('customers/merge', body, at);
}

/** Only the difference is told; what the tags are has to be asked. */
export function tagsTold(id: Id, tag: string, at: number, was: 'added' | 'removed'): TestDelivery {
  const body = { customerId: `gid://shopify/Customer/${id}`, tags: [tag], occurredAt: iso(at) };
  return delivery(`customer.tags_${was}`, body, at);
}

export interface CheckoutWords {
  customerId?: Id | null;
  email?: string | null;
  createdAt: number;
  updatedAt: number;
  completedAt?: number | null;
  topic?: 'checkouts/create' | 'checkouts/update';
}

export function checkoutTold(token: string, words: CheckoutWords): TestDelivery {
  const customerId = words.customerId ?? null;
  const body = {
    token,
    customer: customerId === null ? null : { id: Number(customerId) },
    email: words.email ?? null,
    created_at: iso(words.createdAt),
    updated_at: iso(words.updatedAt),
    completed_at: iso(words.completedAt ?? null),
    currency: 'TRY',
    total_price: '75.00',
  };
  return delivery(words.topic ?? 'checkouts/update', body, words.updatedAt);
}

export const checkoutDeleted = (token: string, at: number): TestDelivery => delivery('checkouts/delete', { token }, at);

export interface ProductWords {
  title?: string;
  type?: string;
  vendor: string;
  tags: readonly string[];
  updatedAt: number;
  topic?: 'products/create' | 'products/update';
}

export function productTold(
  id: Id,
  { title = 'Ürün', type = 'Ayakkabı', vendor, tags, updatedAt, topic }: ProductWords,
): TestDelivery {
  const body = {
    id: Number(id),
    title,
    vendor,
    product_type: type,
    tags: tags.join(', '),
    updated_at: iso(updatedAt),
  };
  return delivery(topic ?? 'products/update', body, updatedAt);
}

export const productDeleted = (id: Id, at: number): TestDelivery => delivery('products/delete', { id: Number(id) }, at);

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
  lines?: readonly LineWords[];
  tags?: readonly string[];
  checkoutToken?: string | null;
  topic?: 'orders/create' | 'orders/updated' | 'orders/paid' | 'orders/fulfilled' | 'orders/cancelled';
}

/** One piece of a product; a line removed by an edit or a refund is told with what is left of it. */
export interface LineWords {
  id: Id;
  productId: Id | null;
  priceMinor: number;
  quantity: number;
  currentQuantity: number;
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
    tags: (words.tags ?? []).join(', '),
    checkout_token: words.checkoutToken ?? null,
    line_items: (words.lines ?? []).map((line) => ({
      id: Number(line.id),
      product_id: line.productId === null ? null : Number(line.productId),
      title: `Line ${line.id}`,
      vendor: 'Kesit',
      quantity: line.quantity,
      current_quantity: line.currentQuantity,
      price: money(line.priceMinor),
    })),
  };
  return delivery(words.topic ?? 'orders/updated', body, words.toldAt ?? updatedAt);
}

/** Lines were added or removed; only the difference is told. */
export function orderEdited(id: Id, at: number): TestDelivery {
  const body = { order_edit: { id: 1, order_id: Number(id), line_items: { additions: [], removals: [] } } };
  return delivery('orders/edited', body, at);
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
