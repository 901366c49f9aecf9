/**
 * A shop that lives for four hundred days, imagined: customers come, buy, change, are merged and deleted, and everything is
 * told as Shopify tells it. Some changes are only hinted at; what the objects are in the end can be asked.
 */
import type { ConsentChannel, ConsentState } from '#app/core/changes.ts';
import type { Told } from './histories.ts';
import { makeDice, type Dice } from './dice.ts';
import { DAY_MS, NOW } from './segmentedShop.ts';
import type { LineWords, RefundWords, TestDelivery } from './webhooks.ts';

/** Few, so that people share them. */
export const addresses = [
  'ay@example.com',
  'Bora@example.com',
  'cem@example.com',
  'İREM@example.com',
  'ş@example.com',
] as const;
export const tags = ['vip', 'toptan', 'bülten', 'iade'] as const;

export interface LiveCustomer {
  id: number;
  email: string | null;
  phone: string | null;
  firstName: string;
  state: 'enabled' | 'disabled';
  tags: string[];
  consents: Map<ConsentChannel, { state: ConsentState; at: number }>;
  createdAt: number;
  updatedAt: number;
  isGone: boolean;
  mergedInto: LiveCustomer | null;
}

export interface LiveOrder {
  id: number;
  /** As the order was placed; whose it is now is found by the merges. */
  buyer: LiveCustomer | null;
  at: number;
  updatedAt: number;
  status: string;
  cancelledAt: number | null;
  lines: LineWords[];
  refunds: RefundWords[];
  tags: string[];
  checkoutToken: string | null;
  isGone: boolean;
  /** Whether all of its last change has been told, or hinted at. */
  isTold: boolean;
}

export interface LiveProduct {
  id: number;
  title: string;
  vendor: string;
  tags: string[];
  collections: number[];
  updatedAt: number;
  isGone: boolean;
}

export interface LiveCheckout {
  token: string;
  customer: LiveCustomer | null;
  email: string | null;
  createdAt: number;
  updatedAt: number;
  completedAt: number | null;
  isGone: boolean;
}

export interface LiveShop {
  dice: Dice;
  /** The present instant; whole seconds. */
  at: number;
  customers: LiveCustomer[];
  orders: LiveOrder[];
  products: LiveProduct[];
  checkouts: LiveCheckout[];
  /** Everything told so far, in the order in which it happened. */
  told: Told[];
}

export function emptyShop(seed: number): LiveShop {
  return {
    dice: makeDice(seed),
    at: NOW - 400 * DAY_MS,
    customers: [],
    orders: [],
    products: [],
    checkouts: [],
    told: [],
  };
}

/** Tells something now. Shopify sends one thing after the other: no two are sent in the same millisecond. */
export function tell(shop: LiveShop, delivery: TestDelivery): void {
  const triggeredAt = shop.at + shop.told.length;
  shop.told.push({ at: shop.at, delivery: { ...delivery, triggeredAt, deliveryId: `delivery-${shop.told.length}` } });
}

/** The customer who stands for this one now. */
export function present(customer: LiveCustomer): LiveCustomer {
  return customer.mergedInto === null ? customer : present(customer.mergedInto);
}

export const living = <Thing extends { isGone: boolean }>(things: readonly Thing[]): Thing[] =>
  things.filter((thing) => !thing.isGone);

export const totalOf = (order: LiveOrder): number =>
  order.lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0);

/** What an order is worth after edits and refunds. */
export function worthOf(order: LiveOrder): number {
  const kept = order.lines.reduce((sum, line) => sum + line.priceMinor * line.currentQuantity, 0);
  return Math.max(kept - order.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0), 0);
}
