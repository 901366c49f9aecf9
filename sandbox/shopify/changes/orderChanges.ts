// Changes of orders and checkouts: placed, paid, fulfilled, edited, cancelled, refunded, deleted.
import { Refusal } from '../http.ts';
import type { Change, Checkout, Order } from '../model.ts';
import { checkCheckout, checkOrder } from '../recordChecks.ts';
import { checkoutDeletedPayload, checkoutPayload } from '../webhooks/checkoutPayloads.ts';
import { orderEditPayload, orderPayload, refundPayload } from '../webhooks/orderPayloads.ts';
import { customerPayload, orderDeletedPayload } from '../webhooks/payloads.ts';
import { editedOrder } from './orderEdit.ts';
import type { Scene } from './scene.ts';
import { customerOf, later, needCustomer, needOrder, saveOrder, sendSummary } from './scene.ts';

type Of<Op extends Change['op']> = Extract<Change, { op: Op }>;

export function upsertOrder(scene: Scene, given: Order): void {
  const { records, shop, send, sendBeside } = scene;
  const before = records.order(shop.no, checkOrder(given).id);
  const order = before === undefined ? given : { ...given, updatedAt: later(before.updatedAt, given.updatedAt) };
  let customer = order.customerId === null ? undefined : needCustomer(scene, order.customerId);
  if (customer !== undefined) {
    customer = { ...customer, updatedAt: later(customer.updatedAt, order.updatedAt) };
    records.put(shop.no, customer);
  }
  const payload = orderPayload(order, customer, shop);
  if (before === undefined) send('orders/create', payload);
  if (order.financialStatus === 'paid' && before?.financialStatus !== 'paid') sendBeside('orders/paid', payload);
  if (order.fulfilledAt && !before?.fulfilledAt) sendBeside('orders/fulfilled', payload);
  saveOrder(scene, order);
  if (customer !== undefined) send('customers/update', customerPayload(customer, shop));
  sendSummary(scene, order.customerId);
}

export function payOrder(scene: Scene, { orderId, at }: Of<'payOrder'>): void {
  const before = needOrder(scene, orderId);
  const order: Order = { ...before, financialStatus: 'paid', updatedAt: later(before.updatedAt, at) };
  scene.send('orders/paid', orderPayload(order, customerOf(scene, order), scene.shop));
  saveOrder(scene, order);
  sendSummary(scene, order.customerId);
}

export function fulfillOrder(scene: Scene, { orderId, at }: Of<'fulfillOrder'>): void {
  const before = needOrder(scene, orderId);
  const order: Order = { ...before, fulfilledAt: at, updatedAt: later(before.updatedAt, at) };
  scene.send('orders/fulfilled', orderPayload(order, customerOf(scene, order), scene.shop));
  saveOrder(scene, order);
}

export function cancelOrder(scene: Scene, change: Of<'cancelOrder'>): void {
  const before = needOrder(scene, change.orderId);
  const updatedAt = later(before.updatedAt, change.at);
  const financialStatus = change.financialStatus ?? before.financialStatus;
  const order: Order = { ...before, cancelledAt: change.at, financialStatus, updatedAt };
  scene.send('orders/cancelled', orderPayload(order, customerOf(scene, order), scene.shop));
  saveOrder(scene, order);
  sendSummary(scene, order.customerId);
}

export function deleteOrder(scene: Scene, id: string): void {
  const order = needOrder(scene, id);
  scene.records.remove('orders', scene.shop.no, id);
  scene.send('orders/delete', orderDeletedPayload(id));
  sendSummary(scene, order.customerId);
}

export function refund(scene: Scene, change: Of<'refund'>): void {
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

export function editOrder(scene: Scene, { orderId, at, add = [], remove = [] }: Of<'editOrder'>): void {
  const before = needOrder(scene, orderId);
  const order: Order = { ...editedOrder(before, { add, remove }), updatedAt: later(before.updatedAt, at) };
  scene.send('orders/edited', orderEditPayload(order, { add, remove }, scene.shop));
  saveOrder(scene, order);
  sendSummary(scene, order.customerId);
}

export function upsertCheckout(scene: Scene, given: Checkout): void {
  const { checkouts, records, shop, send } = scene;
  const before = checkouts.find(shop.no, checkCheckout(given).token);
  const checkout = before === undefined ? given : { ...given, updatedAt: later(before.updatedAt, given.updatedAt) };
  checkouts.put(shop.no, checkout);
  const customer = checkout.customerId === null ? undefined : records.customer(shop.no, checkout.customerId);
  send(before === undefined ? 'checkouts/create' : 'checkouts/update', checkoutPayload(checkout, customer, shop));
}

export function deleteCheckout(scene: Scene, token: string): void {
  const checkout = scene.checkouts.find(scene.shop.no, token);
  if (checkout === undefined) throw new Refusal(422, `there is no checkout ${token}`);
  scene.checkouts.remove(scene.shop.no, token);
  scene.send('checkouts/delete', checkoutDeletedPayload(checkout));
}
