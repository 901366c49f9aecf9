// What every change works with: the shop and its data, the outbox under one event id, and the steps that changes share.
// A later version of a record always has a later `updatedAt`, at least a second on, because webhooks write whole seconds.
import type { Clock } from '../clock.ts';
import { Refusal } from '../http.ts';
import type { Customer, Order } from '../model.ts';
import type { Tokens } from '../oauth/tokens.ts';
import { purchaseTotals } from '../purchaseTotals.ts';
import type { Checkouts } from '../storage/checkouts.ts';
import type { Records } from '../storage/records.ts';
import type { Shop, Shops } from '../storage/shops.ts';
import type { Topic } from '../webhooks/options.ts';
import { orderPayload } from '../webhooks/orderPayloads.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import { customerPayload, purchasingSummaryPayload } from '../webhooks/payloads.ts';

export interface ChangeParts {
  records: Records;
  checkouts: Checkouts;
  shops: Shops;
  tokens: Tokens;
  outbox: Outbox;
  clock: Clock;
}

export type Scene = ChangeParts & {
  shop: Shop;
  send(topic: Topic, payload: unknown): void;
  /** Sends what goes beside the main word about a new version of a record, when the sandbox is told to. */
  sendBeside(topic: Topic, payload: unknown): void;
};

/** The given instant, or a second after `before` if that is later. */
export const later = (before: string, given: string): string =>
  Date.parse(given) > Date.parse(before) ? given : new Date(Date.parse(before) + 1000).toISOString();

export function needCustomer(scene: Scene, id: string): Customer {
  const customer = scene.records.customer(scene.shop.no, id);
  if (customer === undefined) throw new Refusal(422, `there is no customer ${id}`);
  return customer;
}

export function needOrder(scene: Scene, id: string): Order {
  const order = scene.records.order(scene.shop.no, id);
  if (order === undefined) throw new Refusal(422, `there is no order ${id}`);
  return order;
}

export const customerOf = (scene: Scene, order: Order): Customer | undefined =>
  order.customerId === null ? undefined : scene.records.customer(scene.shop.no, order.customerId);

/** Tells a customer's totals; nothing for an order without a customer. */
export function sendSummary(scene: Scene, customerId: string | null): void {
  const { records, shop, clock, send } = scene;
  const customer = customerId === null ? undefined : records.customer(shop.no, customerId);
  if (customer === undefined) return;
  const totals = purchaseTotals(customer, records, shop.no);
  send('customers/purchasing_summary', purchasingSummaryPayload(customer, totals, shop, clock.now()));
}

export function saveOrder(scene: Scene, order: Order): void {
  scene.records.put(scene.shop.no, order);
  scene.send('orders/updated', orderPayload(order, customerOf(scene, order), scene.shop));
}

/** Stores the customer with an `updatedAt` of now or a given instant, and tells the new version. */
export function saveCustomer(scene: Scene, customer: Customer, at = scene.clock.now().toISOString()): Customer {
  const saved = { ...customer, updatedAt: later(customer.updatedAt, at) };
  scene.records.put(scene.shop.no, saved);
  scene.send('customers/update', customerPayload(saved, scene.shop));
  return saved;
}
