// One change of the shop's life: moves the data and puts into the outbox what Shopify would send for it. A later version
// of a record always has a later `updatedAt`, at least a second on, because webhooks write whole seconds.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Change, Consent, Customer, Order } from '../model.ts';
import { Refusal } from '../http.ts';
import type { Tokens } from '../oauth/tokens.ts';
import { purchaseTotals } from '../purchaseTotals.ts';
import { checkCustomer, checkOrder } from '../recordChecks.ts';
import type { Records } from '../storage/records.ts';
import type { Shop, Shops } from '../storage/shops.ts';
import type { Topic } from '../webhooks/options.ts';
import { orderPayload, refundPayload } from '../webhooks/orderPayloads.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import * as payloads from '../webhooks/payloads.ts';

export interface ChangeParts {
  records: Records;
  shops: Shops;
  tokens: Tokens;
  outbox: Outbox;
  clock: Clock;
}

type Send = (topic: Topic, payload: unknown) => void;
type Scene = ChangeParts & { shop: Shop; send: Send };

/** Topics that Shopify sends although the app is no longer installed. */
const AFTER_UNINSTALL: Topic[] = ['customers/data_request', 'customers/redact', 'shop/redact'];

const later = (before: string, given: string): string =>
  Date.parse(given) > Date.parse(before) ? given : new Date(Date.parse(before) + 1000).toISOString();

function needCustomer(scene: Scene, id: string): Customer {
  const customer = scene.records.customer(scene.shop.no, id);
  if (customer === undefined) throw new Refusal(422, `there is no customer ${id}`);
  return customer;
}

function needOrder(scene: Scene, id: string): Order {
  const order = scene.records.order(scene.shop.no, id);
  if (order === undefined) throw new Refusal(422, `there is no order ${id}`);
  return order;
}

const sameConsent = (one: Consent | null | undefined, other: Consent | null | undefined): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

function upsertCustomer(scene: Scene, given: Customer): void {
  const { records, shop, send } = scene;
  const before = records.customer(shop.no, checkCustomer(given).id);
  const customer = before === undefined ? given : { ...given, updatedAt: later(before.updatedAt, given.updatedAt) };
  records.put(shop.no, customer);
  send(before === undefined ? 'customers/create' : 'customers/update', payloads.customerPayload(customer, shop));
  const { emailConsent, smsConsent } = customer;
  if (emailConsent.updatedAt !== null && !sameConsent(before?.emailConsent, emailConsent)) {
    send('customers_email_marketing_consent/update', payloads.emailConsentPayload(customer, shop));
  }
  if (smsConsent?.updatedAt != null && !sameConsent(before?.smsConsent, smsConsent)) {
    send('customers_marketing_consent/update', payloads.smsConsentPayload(customer, smsConsent, shop));
  }
}

function deleteCustomer(scene: Scene, id: string): void {
  const { records, shop, send } = scene;
  needCustomer(scene, id);
  if (records.ordersOf(shop.no, id).length > 0) {
    throw new Refusal(422, `customer ${id} has orders; Shopify deletes only customers without`);
  }
  records.remove('customers', shop.no, id);
  send('customers/delete', payloads.customerDeletedPayload(id));
}

function sendSummary(scene: Scene, customerId: string | null): void {
  const { records, shop, clock, send } = scene;
  const customer = customerId === null ? undefined : records.customer(shop.no, customerId);
  if (customer === undefined) return;
  const totals = purchaseTotals(customer, records, shop.no);
  send('customers/purchasing_summary', payloads.purchasingSummaryPayload(customer, totals, shop, clock.now()));
}

function saveOrder(scene: Scene, order: Order): void {
  const { records, shop, send } = scene;
  records.put(shop.no, order);
  const customer = order.customerId === null ? undefined : records.customer(shop.no, order.customerId);
  send('orders/updated', orderPayload(order, customer, shop));
}

function upsertOrder(scene: Scene, given: Order): void {
  const { records, shop, send } = scene;
  const before = records.order(shop.no, checkOrder(given).id);
  const order = before === undefined ? given : { ...given, updatedAt: later(before.updatedAt, given.updatedAt) };
  let customer = order.customerId === null ? undefined : needCustomer(scene, order.customerId);
  if (customer !== undefined) {
    customer = { ...customer, updatedAt: later(customer.updatedAt, order.updatedAt) };
    records.put(shop.no, customer);
  }
  if (before === undefined) send('orders/create', orderPayload(order, customer, shop));
  saveOrder(scene, order);
  if (customer !== undefined) send('customers/update', payloads.customerPayload(customer, shop));
  sendSummary(scene, order.customerId);
}

function cancelOrder(scene: Scene, change: Extract<Change, { op: 'cancelOrder' }>): void {
  const { records, shop, send } = scene;
  const before = needOrder(scene, change.orderId);
  const updatedAt = later(before.updatedAt, change.at);
  const financialStatus = change.financialStatus ?? before.financialStatus;
  const order: Order = { ...before, cancelledAt: change.at, financialStatus, updatedAt };
  const customer = order.customerId === null ? undefined : records.customer(shop.no, order.customerId);
  send('orders/cancelled', orderPayload(order, customer, shop));
  saveOrder(scene, order);
  sendSummary(scene, order.customerId);
}

function deleteOrder(scene: Scene, id: string): void {
  const order = needOrder(scene, id);
  scene.records.remove('orders', scene.shop.no, id);
  scene.send('orders/delete', payloads.orderDeletedPayload(id));
  sendSummary(scene, order.customerId);
}

function refund(scene: Scene, change: Extract<Change, { op: 'refund' }>): void {
  const before = needOrder(scene, change.orderId);
  const currentTotalMinor = before.currentTotalMinor - change.refund.amountMinor;
  if (currentTotalMinor < 0) throw new Refusal(422, `order ${before.id} has less left than the refund takes`);
  const order: Order = {
    ...before,
    currentTotalMinor,
    financialStatus: currentTotalMinor === 0 ? 'refunded' : 'partially_refunded',
    refunds: [...before.refunds, change.refund],
    updatedAt: later(before.updatedAt, change.refund.createdAt),
  };
  scene.send('refunds/create', refundPayload(order, change.refund, scene.shop));
  saveOrder(scene, order);
  sendSummary(scene, order.customerId);
}

function changeConsent(scene: Scene, id: string, field: 'emailConsent' | 'smsConsent', consent: Consent): void {
  const { records, shop, send } = scene;
  const before = needCustomer(scene, id);
  const updatedAt = later(before.updatedAt, consent.updatedAt ?? scene.clock.now().toISOString());
  const customer: Customer = { ...before, [field]: consent, updatedAt };
  records.put(shop.no, customer);
  if (field === 'emailConsent') {
    send('customers_email_marketing_consent/update', payloads.emailConsentPayload(customer, shop));
  } else {
    send('customers_marketing_consent/update', payloads.smsConsentPayload(customer, consent, shop));
  }
  send('customers/update', payloads.customerPayload(customer, shop));
}

/** The person leaves the data: their record is gone, their orders stay without a name. */
function redactCustomer(scene: Scene, id: string): void {
  const { records, shop, send } = scene;
  const customer = needCustomer(scene, id);
  const orders = records.ordersOf(shop.no, id);
  for (const order of orders) records.put(shop.no, { ...order, customerId: null, email: null });
  records.remove('customers', shop.no, id);
  send('customers/redact', payloads.customerRedactPayload(customer, orders, shop));
}

function requestData(scene: Scene, id: string): void {
  const { records, shop, send } = scene;
  const customer = needCustomer(scene, id);
  const requestId = Math.floor(scene.clock.nowMs() / 1000);
  send('customers/data_request', payloads.dataRequestPayload(customer, records.ordersOf(shop.no, id), shop, requestId));
}

function uninstall(scene: Scene): void {
  scene.send('app/uninstalled', payloads.uninstalledPayload(scene.shop, scene.clock.now()));
  scene.tokens.revokeAll(scene.shop.no);
  scene.shops.setInstalled(scene.shop.no, false);
  scene.shops.setPixel(scene.shop.no, null);
}

/** Applies one change; throws a Refusal (422) when the shop's data does not allow it. Call inside a transaction. */
export function applyChange(parts: ChangeParts, shop: Shop, change: Change): void {
  const eventId = randomUUID();
  const send: Send = (topic, payload) => {
    if (shop.installed || AFTER_UNINSTALL.includes(topic)) parts.outbox.add(shop.domain, topic, payload, eventId);
  };
  const scene: Scene = { ...parts, shop, send };
  switch (change.op) {
    case 'upsertCustomer':
      upsertCustomer(scene, change.customer);
      break;
    case 'deleteCustomer':
      deleteCustomer(scene, change.customerId);
      break;
    case 'upsertOrder':
      upsertOrder(scene, change.order);
      break;
    case 'cancelOrder':
      cancelOrder(scene, change);
      break;
    case 'deleteOrder':
      deleteOrder(scene, change.orderId);
      break;
    case 'refund':
      refund(scene, change);
      break;
    case 'emailConsent':
    case 'smsConsent':
      changeConsent(scene, change.customerId, change.op, change.consent);
      break;
    case 'redactCustomer':
      redactCustomer(scene, change.customerId);
      break;
    case 'dataRequest':
      requestData(scene, change.customerId);
      break;
    case 'uninstall':
      uninstall(scene);
      break;
    case 'redactShop':
      send('shop/redact', payloads.shopRedactPayload(shop));
      break;
    default:
      throw new Refusal(422, `unknown change "${String((change as { op?: unknown }).op)}"`);
  }
}
