// The shop's own data as the control API takes it and gives it back: one JSON object per line, ids as decimal
// strings (they pass 2^53), money as integers of the currency's minor unit, instants as ISO 8601 in UTC.

export type ConsentState = 'subscribed' | 'unsubscribed' | 'not_subscribed' | 'pending' | 'invalid' | 'redacted';

export interface Consent {
  state: ConsentState;
  /** 'single_opt_in', 'confirmed_opt_in', 'unknown', or null when nobody ever asked. */
  optInLevel: string | null;
  /** When the customer last changed their mind; null when they never said anything. */
  updatedAt: string | null;
}

export interface Customer {
  type: 'customer';
  id: string;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string;
  createdAt: string;
  updatedAt: string;
  tags: string[];
  /** Account state: 'disabled' | 'enabled' | 'invited' | 'declined'. */
  state: string;
  countryCode: string | null;
  province: string | null;
  city: string | null;
  emailConsent: Consent;
  smsConsent: Consent | null;
}

export type FinancialStatus =
  'pending' | 'authorized' | 'paid' | 'partially_paid' | 'partially_refunded' | 'refunded' | 'voided' | 'expired';

export interface OrderLine {
  id: string;
  productId: string | null;
  title: string;
  productType: string;
  vendor: string | null;
  quantity: number;
  /** Price of one piece. */
  priceMinor: number;
  /** Taken off the whole line. */
  discountMinor: number;
}

export interface OrderRefund {
  id: string;
  createdAt: string;
  amountMinor: number;
}

export interface Order {
  type: 'order';
  id: string;
  name: string;
  /** Null for an order without a customer record. */
  customerId: string | null;
  email: string | null;
  createdAt: string;
  processedAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  test: boolean;
  financialStatus: FinancialStatus;
  currency: string;
  /** As ordered, after discounts. */
  totalMinor: number;
  /** After edits and refunds. */
  currentTotalMinor: number;
  totalDiscountsMinor: number;
  discountCodes: string[];
  sourceName: string;
  lines: OrderLine[];
  refunds: OrderRefund[];
}

export type ShopRecord = Customer | Order;

/** One thing that happens in the shop; it changes the data and sends the webhooks Shopify would send. */
export type Change =
  | { op: 'upsertCustomer'; customer: Customer }
  | { op: 'deleteCustomer'; customerId: string }
  | { op: 'upsertOrder'; order: Order }
  | { op: 'cancelOrder'; orderId: string; at: string; financialStatus?: FinancialStatus }
  | { op: 'deleteOrder'; orderId: string }
  | { op: 'refund'; orderId: string; refund: OrderRefund }
  | { op: 'emailConsent'; customerId: string; consent: Consent }
  | { op: 'smsConsent'; customerId: string; consent: Consent }
  | { op: 'redactCustomer'; customerId: string }
  | { op: 'dataRequest'; customerId: string }
  | { op: 'uninstall' }
  | { op: 'redactShop' };

/** What the control API needs to open a shop. */
export interface ShopSettings {
  /** `something.myshopify.com` */
  domain: string;
  name: string;
  /** ISO 4217 */
  currency: string;
  /** IANA time zone */
  timezone: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** Public name of the plan: 'Basic', 'Grow', 'Advanced', 'Plus' … */
  plan: string;
  /** What the merchant granted: the access scopes of every token given out. */
  scopes: string[];
  email: string;
  /** Language of the merchant's admin when the address does not say. */
  locale: 'tr' | 'en';
}

const LARGEST_ID = 2n ** 63n - 1n;

/** The id as a 64-bit integer; throws a sentence when it is not a decimal string of one. */
export function toNumericId(id: unknown, what: string): bigint {
  if (typeof id !== 'string' || !/^[1-9]\d{0,18}$/.test(id)) {
    throw new Error(`${what}: "${String(id)}" is not an id (a decimal string without leading zeros)`);
  }
  const value = BigInt(id);
  if (value > LARGEST_ID) throw new Error(`${what}: ${id} does not fit in 64 bits`);
  return value;
}

function requireInstant(value: unknown, what: string): void {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw new Error(`${what}: "${String(value)}" is not an ISO 8601 instant`);
  }
}

function requireMinor(value: unknown, what: string): void {
  if (!Number.isSafeInteger(value)) throw new Error(`${what}: ${String(value)} is not a whole number of minor units`);
}

/** Checks what the rest of the sandbox relies on; throws a sentence that names the field. */
export function checkCustomer(value: unknown): Customer {
  const customer = value as Customer;
  const what = `customer ${customer.id}`;
  toNumericId(customer.id, 'customer.id');
  requireInstant(customer.createdAt, `${what} createdAt`);
  requireInstant(customer.updatedAt, `${what} updatedAt`);
  if (!Array.isArray(customer.tags)) throw new Error(`${what} tags: not a list`);
  if (typeof (customer.emailConsent as Consent | undefined)?.state !== 'string')
    throw new Error(`${what} emailConsent: no state`);
  return customer;
}

/** Checks what the rest of the sandbox relies on; throws a sentence that names the field. */
export function checkOrder(value: unknown): Order {
  const order = value as Order;
  const what = `order ${order.id}`;
  toNumericId(order.id, 'order.id');
  if (order.customerId !== null) toNumericId(order.customerId, `${what} customerId`);
  for (const field of ['createdAt', 'processedAt', 'updatedAt'] as const)
    requireInstant(order[field], `${what} ${field}`);
  if (order.cancelledAt !== null) requireInstant(order.cancelledAt, `${what} cancelledAt`);
  for (const field of ['totalMinor', 'currentTotalMinor', 'totalDiscountsMinor'] as const)
    requireMinor(order[field], `${what} ${field}`);
  if (!Array.isArray(order.lines) || !Array.isArray(order.refunds)) {
    throw new Error(`${what}: lines and refunds must be lists`);
  }
  return order;
}

/** Reads one line of the load stream. */
export function checkRecord(value: unknown): ShopRecord {
  const type = (value as { type?: unknown } | null)?.type;
  if (type === 'customer') return checkCustomer(value);
  if (type === 'order') return checkOrder(value);
  throw new Error(`a line's type must be "customer" or "order", not "${String(type)}"`);
}
