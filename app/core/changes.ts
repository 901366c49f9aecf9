/**
 * What a delivery or a line of a backfill tells, as plain data. Each change carries the instant that guards it, so that
 * the state after all of them does not depend on the order in which they came.
 */
import type { DecimalId } from './identifiers.ts';

/** States of a marketing consent, in the lower case of webhooks. */
export type ConsentState = 'subscribed' | 'unsubscribed' | 'not_subscribed' | 'pending' | 'invalid' | 'redacted';

/** The profile of a customer. All instants here and below are epoch milliseconds. */
export interface CustomerChange {
  kind: 'customer';
  customerId: DecimalId;
  /** Shopify's updated_at, whole seconds: older profiles are ignored. */
  updatedAt: number;
  /** When Shopify sent this; decides between payloads of the same second. 0 for a backfill: live ones win. */
  toldAt: number;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  /** Null where the source does not carry it; a known value is then kept. */
  locale: string | null;
  countryCode: string | null;
  province: string | null;
  city: string | null;
  createdAt: number | null;
  /** Null where the source does not carry tags; known ones are then kept. */
  tags: string[] | null;
}

export interface ConsentChange {
  kind: 'email-consent' | 'sms-consent';
  customerId: DecimalId;
  state: ConsentState;
  /** The consent's own instant; null when it never changed. Between equal instants a refusal wins. */
  at: number | null;
}

/** Shopify's own totals of a customer. */
export interface CustomerTotalsChange {
  kind: 'customer-totals';
  customerId: DecimalId;
  orderCount: number;
  spentMinor: number;
  at: number;
}

/** Deletion wins over every change, whenever it comes. */
export interface CustomerDeletedChange {
  kind: 'customer-deleted';
  customerId: DecimalId;
  at: number;
}

/** One version of an order. */
export interface OrderChange {
  kind: 'order';
  orderId: DecimalId;
  /** Null for an order without a customer. */
  customerId: DecimalId | null;
  updatedAt: number;
  toldAt: number;
  name: string | null;
  createdAt: number;
  processedAt: number;
  cancelledAt: number | null;
  isTest: boolean;
  /** Lower case; null when Shopify gives none. */
  financialStatus: string | null;
  currencyCode: string;
  /** Shop currency, minor units, at the time of the order. */
  totalMinor: number;
  /** The same now, net of refunds and edits. */
  currentTotalMinor: number;
  discountMinor: number;
  sourceName: string | null;
}

export interface OrderDeletedChange {
  kind: 'order-deleted';
  orderId: DecimalId;
  at: number;
}

/** Money given back; it lowers an order's worth until a version of the order that is newer than the refund comes. */
export interface RefundChange {
  kind: 'refund';
  orderId: DecimalId;
  refundId: DecimalId;
  refundedAt: number;
  amountMinor: number;
}

/** A bulk operation has ended at Shopify. */
export interface ExportFinishedChange {
  kind: 'export-finished';
}

export interface UninstalledChange {
  kind: 'uninstalled';
  at: number;
}

/** A customer asks what is known of them. */
export interface DataRequestChange {
  kind: 'data-request';
  customerId: DecimalId | null;
}

/** A customer is to be erased. */
export interface RedactCustomerChange {
  kind: 'redact-customer';
  customerId: DecimalId;
  /** As the request names it; null when it does not. */
  email: string | null;
  orderIds: DecimalId[];
}

/** Everything of the shop is to be erased. */
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
  | ExportFinishedChange
  | UninstalledChange
  | DataRequestChange
  | RedactCustomerChange
  | RedactShopChange;

/** The changes of one kind. */
export type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;
