/**
 * What a delivery or a line of a backfill says, as plain data: the language between those who read payloads and the flow
 * that writes them into tables. Every change can be applied again, or late, without harm: it names a state and the
 * instant from which that state holds, never a difference.
 */
import type { DecimalId } from '#app/core/identifiers.ts';

/** A customer as the shop knows them. Instants are epoch milliseconds, texts are null when the shop has none. */
export interface CustomerChange {
  kind: 'customer';
  customerId: DecimalId;
  /** The version: a row with a later one wins. */
  updatedAt: number;
  profile: CustomerProfile;
}

export interface CustomerProfile {
  /** As typed; compare by `emailKey`. */
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  /** Undefined: this source does not tell, keep what is known. */
  locale?: string | null;
  /** ISO 3166 code of the default address. */
  countryCode: string | null;
  province: string | null;
  city: string | null;
  createdAt: number | null;
  /** Undefined: this source does not tell, keep what is known. */
  tags?: string[];
}

/**
 * Marketing consent for one channel. `state` is Shopify's word in lower case (`subscribed`, `unsubscribed`,
 * `not_subscribed`, `pending`, `invalid`, `redacted`, `never_subscribed`, or one to come); only `subscribed` is consent.
 */
export interface ConsentChange {
  kind: 'email-consent' | 'sms-consent';
  customerId: DecimalId;
  state: string;
  /** When the customer said so: the version. Null when nobody ever touched it: older than every instant. */
  at: number | null;
}

/** Shopify's own totals of a customer: a check on ours, and the only source for orders we may not read. */
export interface CustomerTotalsChange {
  kind: 'customer-totals';
  customerId: DecimalId;
  orderCount: number;
  spentMinor: number;
  /** The version. */
  at: number;
}

export interface CustomerDeletedChange {
  kind: 'customer-deleted';
  customerId: DecimalId;
}

/** An order at one of its versions; the fields are the columns of the table `orders`. */
export interface OrderChange {
  kind: 'order';
  orderId: DecimalId;
  /** Null when the order belongs to nobody known (a guest at the till). */
  customerId: DecimalId | null;
  name: string | null;
  processedAt: number | null;
  createdAt: number | null;
  /** The version. */
  updatedAt: number;
  cancelledAt: number | null;
  isTest: boolean;
  /** Shopify's word in lower case. */
  financialStatus: string | null;
  currencyCode: string;
  /** As ordered. */
  totalMinor: number;
  /** After edits and refunds up to `updatedAt`. */
  currentTotalMinor: number;
  discountMinor: number;
  sourceName: string | null;
}

export interface OrderDeletedChange {
  kind: 'order-deleted';
  orderId: DecimalId;
}

/** One refund, in the shop's currency. A refund never changes once it is made. */
export interface RefundChange {
  kind: 'refund';
  orderId: DecimalId;
  refundId: DecimalId;
  refundedAt: number;
  /** Zero when goods came back without money. */
  amountMinor: number;
}

/** The merchant removed the app. An installation later than `at` stands. */
export interface UninstalledChange {
  kind: 'uninstalled';
  at: number;
}

/** A customer wants to know what is held about them; the answer goes to the merchant. */
export interface DataRequestChange {
  kind: 'data-request';
  requestId: string;
  customerId: DecimalId;
  /** For rows that know the person by address only. */
  emailKey: string | null;
  orderIds: DecimalId[];
}

/** A customer is to be forgotten, here and at every partner. */
export interface RedactCustomerChange {
  kind: 'redact-customer';
  customerId: DecimalId;
  /** For rows that know the person by address only. */
  emailKey: string | null;
  orderIds: DecimalId[];
}

/** Everything of the shop is to be forgotten, if it is still uninstalled. */
export interface RedactShopChange {
  kind: 'redact-shop';
}

export type Change =
  | CustomerChange
  | ConsentChange
  | CustomerTotalsChange
  | CustomerDeletedChange
  | OrderChange
  | OrderDeletedChange
  | RefundChange
  | UninstalledChange
  | DataRequestChange
  | RedactCustomerChange
  | RedactShopChange;

/** The answer of a reader. An unreadable delivery is parked with its reason, which holds no personal data. */
export type Parsed = { kind: 'changes'; changes: Change[] } | { kind: 'unreadable'; reason: string };
