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
  /** State of the customer's account: `enabled`, `disabled`, `invited` or `declined`; null where it is not told. */
  accountState: string | null;
  countryCode: string | null;
  province: string | null;
  city: string | null;
  createdAt: number | null;
  /** What only a full reading of the customer carries; null in a webhook. */
  detail: CustomerDetail | null;
}

/** Of a customer, what webhooks do not tell. Guarded apart from the profile, by the same two instants. */
export interface CustomerDetail {
  locale: string | null;
  tags: string[];
  /** Values of the metafields the merchant named, by `namespace.key`; those without a value are left out. */
  metafields: Record<string, string>;
}

/** The channels that a marketing consent may be for. */
export const consentChannels = ['email', 'sms', 'whatsapp'] as const;
export type ConsentChannel = (typeof consentChannels)[number];

export interface ConsentChange {
  kind: `${ConsentChannel}-consent`;
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
  /** When the last order was placed; null without one, and where the source does not tell. */
  lastOrderAt: number | null;
  at: number;
}

/** Deletion wins over every change, whenever it comes. */
export interface CustomerDeletedChange {
  kind: 'customer-deleted';
  customerId: DecimalId;
  at: number;
}

/**
 * A customer was merged into another at Shopify: the kept one owns everything of the other from now on, whenever it is
 * told. The merged one is gone, as if deleted.
 */
export interface CustomerMergedChange {
  kind: 'customer-merged';
  customerId: DecimalId;
  keptId: DecimalId;
  at: number;
}

/** One line of an order, in the shop's currency. */
export interface OrderLine {
  lineId: DecimalId;
  /** Null for a line that is no product, or whose product is gone. */
  productId: DecimalId | null;
  title: string | null;
  vendor: string | null;
  quantity: number;
  /** Less what was removed by edits and refunds. */
  currentQuantity: number;
  /** What the line costs after the discounts on it. */
  totalMinor: number;
  discountMinor: number;
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
  tags: string[];
  checkoutToken: string | null;
  cartToken: string | null;
  /** All lines of this version; null where they come one by one, as `order-line`. */
  lines: OrderLine[] | null;
}

/**
 * A line of an order as a bulk export tells it: on a line of its own, somewhere after its order. It belongs to the order's
 * version in that export, and is nothing where a live version has come since.
 */
export interface OrderLineChange {
  kind: 'order-line';
  orderId: DecimalId;
  line: OrderLine;
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

/** A checkout that was begun; completed when its order came. Known by its token alone. */
export interface CheckoutChange {
  kind: 'checkout';
  token: string;
  customerId: DecimalId | null;
  /** As typed; kept as a key only. */
  email: string | null;
  createdAt: number;
  updatedAt: number;
  toldAt: number;
  completedAt: number | null;
  currencyCode: string | null;
  totalMinor: number;
}

export interface CheckoutDeletedChange {
  kind: 'checkout-deleted';
  token: string;
  at: number;
}

/** A product, as far as rules ask: what it is, not what it costs. */
export interface ProductChange {
  kind: 'product';
  productId: DecimalId;
  updatedAt: number;
  toldAt: number;
  title: string | null;
  productType: string | null;
  vendor: string | null;
  tags: string[];
  /** All collections it is in; null where the source does not carry them, or they come one by one. */
  collections: { collectionId: DecimalId; title: string | null }[] | null;
}

export interface ProductDeletedChange {
  kind: 'product-deleted';
  productId: DecimalId;
  at: number;
}

/** A product is in a collection, as a bulk export tells it: on a line of its own after the product's. */
export interface ProductCollectionChange {
  kind: 'product-collection';
  productId: DecimalId;
  collectionId: DecimalId;
  title: string | null;
}

/** Something changed of which only a part was told: the whole is to be read at Shopify. */
export interface RefetchChange {
  kind: 'refetch';
  object: 'customer' | 'order' | 'product';
  id: DecimalId;
  at: number;
}

/** What the merchant has granted the app. */
export interface ScopesChange {
  kind: 'scopes';
  scopes: string[];
  at: number;
}

/** What Shopify says of the shop itself. */
export interface ShopDetailsChange {
  kind: 'shop-details';
  name: string;
  /** ISO 4217. */
  currencyCode: string;
  /** IANA time zone; null where it is not told. */
  timezone: string | null;
  /** ISO 3166-1 alpha-2; null when the shop has no address. */
  countryCode: string | null;
  at: number;
}

/** The plan of the app that the merchant pays for. */
export interface SubscriptionChange {
  kind: 'subscription';
  /** Global id of the subscription. */
  subscriptionId: string;
  name: string;
  /** Shopify's word, in lower case: `active`, `cancelled`, `frozen` and others. */
  status: string;
  at: number;
}

/** A bulk operation has ended at Shopify. */
export interface ExportFinishedChange {
  kind: 'export-finished';
}

export interface UninstalledChange {
  kind: 'uninstalled';
  at: number;
}

/** A partner has pushed something; what it was comes as changes of its own. */
export interface PartnerDeliveryChange {
  kind: 'partner-delivery';
  connectionId: number;
  /** The partner's account that it is of. */
  accountId: string;
  receivedAt: number;
  eventCount: number;
  /** What nobody asked for, or what could not be read. */
  ignoredCount: number;
}

/** What somebody did with a message, as a partner pushed it. */
export interface EmailEventChange {
  kind: 'email-event';
  connectionId: number;
  accountId: string;
  /** The partner's id of the event. */
  eventId: string;
  what: 'received' | 'opened' | 'clicked';
  channel: 'email' | 'sms';
  /** True when software, not the person, opened or clicked. */
  isMachine: boolean;
  occurredAt: number;
  customerId: DecimalId | null;
  email: string | null;
}

/** Somebody's consent has changed at a partner. What it is now is Shopify's to tell. */
export interface PartnerConsentChange {
  kind: 'partner-consent';
  customerId: DecimalId | null;
  email: string | null;
  at: number;
}

/** A customer asks what is known of them. */
export interface DataRequestChange {
  kind: 'data-request';
  customerId: DecimalId | null;
  /** As the request names it; null when it does not. */
  email: string | null;
  orderIds: DecimalId[];
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
  | PartnerDeliveryChange
  | EmailEventChange
  | PartnerConsentChange
  | CustomerChange
  | ConsentChange
  | CustomerTotalsChange
  | CustomerDeletedChange
  | CustomerMergedChange
  | OrderChange
  | OrderLineChange
  | OrderDeletedChange
  | RefundChange
  | CheckoutChange
  | CheckoutDeletedChange
  | ProductChange
  | ProductDeletedChange
  | ProductCollectionChange
  | RefetchChange
  | ScopesChange
  | ShopDetailsChange
  | SubscriptionChange
  | ExportFinishedChange
  | UninstalledChange
  | DataRequestChange
  | RedactCustomerChange
  | RedactShopChange;

/** The changes of one kind. */
export type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;
