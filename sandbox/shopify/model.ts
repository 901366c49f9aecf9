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
  /** Absent means never asked. */
  whatsAppConsent?: Consent | null;
  /** By "namespace.key". */
  metafields?: Record<string, Metafield>;
  /** Customers that were merged into this one. Kept for whoever counts again; Shopify's API does not tell it. */
  merged?: { id: string; email: string | null }[];
}

export interface Metafield {
  value: string;
  /** 'single_line_text_field', 'date', 'number_integer', 'json' … */
  type: string;
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
  /** What is left after edits and refunds; absent means all of it. */
  currentQuantity?: number;
  isGiftCard?: boolean;
  sku?: string | null;
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
  tags?: string[];
  checkoutToken?: string | null;
  cartToken?: string | null;
  /** Absent means not yet. */
  fulfilledAt?: string | null;
}

export interface Product {
  type: 'product';
  id: string;
  title: string;
  productType: string;
  vendor: string;
  tags: string[];
  /** Those that are no collection of the shop are left out of every answer. */
  collectionIds: string[];
  createdAt: string;
  updatedAt: string;
}

export interface Collection {
  type: 'collection';
  id: string;
  title: string;
  updatedAt: string;
}

export type ShopRecord = Customer | Order | Product | Collection;

/** A checkout that was begun; it has a token and no id. Not part of a load or a dump. */
export interface Checkout {
  token: string;
  cartToken: string | null;
  /** Null while nobody is signed in. */
  customerId: string | null;
  email: string | null;
  phone: string | null;
  createdAt: string;
  updatedAt: string;
  completedAt: string | null;
  currency: string;
  totalMinor: number;
  lines: OrderLine[];
  buyerAcceptsMarketing?: boolean;
  buyerAcceptsSmsMarketing?: boolean;
}

/** What was taken away from an order's line. */
export interface RemovedLine {
  lineId: string;
  quantity: number;
}

/** One thing that happens in the shop; it changes the data and sends the webhooks Shopify would send. */
export type Change =
  | { op: 'upsertCustomer'; customer: Customer }
  | { op: 'deleteCustomer'; customerId: string }
  | { op: 'upsertOrder'; order: Order }
  | { op: 'cancelOrder'; orderId: string; at: string; financialStatus?: FinancialStatus }
  | { op: 'deleteOrder'; orderId: string }
  | { op: 'refund'; orderId: string; refund: OrderRefund }
  | { op: 'payOrder'; orderId: string; at: string }
  | { op: 'fulfillOrder'; orderId: string; at: string }
  /** Lines are added and taken away; the app is told the differences only. */
  | { op: 'editOrder'; orderId: string; at: string; add?: OrderLine[]; remove?: RemovedLine[] }
  /** Begins a checkout, or goes on with the one of that token. */
  | { op: 'upsertCheckout'; checkout: Checkout }
  | { op: 'deleteCheckout'; token: string }
  | { op: 'emailConsent'; customerId: string; consent: Consent }
  | { op: 'smsConsent'; customerId: string; consent: Consent }
  | { op: 'whatsAppConsent'; customerId: string; consent: Consent }
  | { op: 'customerState'; customerId: string; state: 'enabled' | 'disabled' }
  | { op: 'changeTags'; customerId: string; added?: string[]; removed?: string[] }
  /** By "namespace.key"; null removes. */
  | { op: 'setMetafields'; customerId: string; metafields: Record<string, Metafield | null> }
  /** The kept customer gets everything of the deleted one. `fails` changes nothing and tells so. */
  | { op: 'mergeCustomers'; keptId: string; deletedId: string; fails?: boolean; alsoDelete?: boolean }
  | { op: 'upsertProduct'; product: Product }
  | { op: 'deleteProduct'; productId: string }
  /** The merchant changes the shop's settings; the domain stays. */
  | { op: 'updateShop'; settings: Partial<ShopSettings> }
  | { op: 'subscription'; name: string; status: SubscriptionStatus; priceMinor: number }
  | { op: 'redactCustomer'; customerId: string }
  | { op: 'dataRequest'; customerId: string }
  | { op: 'uninstall' }
  | { op: 'redactShop' };

export type SubscriptionStatus = 'PENDING' | 'ACTIVE' | 'DECLINED' | 'EXPIRED' | 'FROZEN' | 'CANCELLED';

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
  /** Fields and types the app is not approved to read, such as `Customer.email` or `Customer`; see `denials.ts`. */
  denied?: string[];
}
