// One change of the shop's life: moves the data and puts into the outbox what Shopify would send for it.
import { randomUUID } from 'node:crypto';
import { Refusal } from '../http.ts';
import type { Change } from '../model.ts';
import type { Shop } from '../storage/shops.ts';
import { withoutDenied } from '../webhooks/denied.ts';
import type { Topic } from '../webhooks/options.ts';
import { shopRedactPayload } from '../webhooks/payloads.ts';
import * as customers from './customerChanges.ts';
import * as orders from './orderChanges.ts';
import type { ChangeParts, Scene } from './scene.ts';
import * as shops from './shopChanges.ts';

/** Topics that Shopify sends although the app is no longer installed. */
const AFTER_UNINSTALL: Topic[] = ['customers/data_request', 'customers/redact', 'shop/redact'];

/** Applies one change; throws a Refusal (422) when the shop's data does not allow it. Call inside a transaction. */
export function applyChange(parts: ChangeParts, shop: Shop, change: Change): void {
  const eventId = randomUUID();
  const send = (topic: Topic, payload: unknown): void => {
    if (!shop.installed && !AFTER_UNINSTALL.includes(topic)) return;
    const readable = withoutDenied(shop.denied ?? [], topic, payload);
    if (readable !== undefined) parts.outbox.add(shop.domain, topic, readable, eventId);
  };
  const sendBeside: Scene['sendBeside'] = (topic, payload) => {
    if (parts.outbox.sendsBesides()) send(topic, payload);
  };
  apply({ ...parts, shop, send, sendBeside }, change);
}

function apply(scene: Scene, change: Change): void {
  switch (change.op) {
    case 'upsertCustomer':
      return customers.upsertCustomer(scene, change.customer);
    case 'deleteCustomer':
      return customers.deleteCustomer(scene, change.customerId);
    case 'emailConsent':
    case 'smsConsent':
    case 'whatsAppConsent':
      return customers.changeConsent(scene, change);
    case 'customerState':
      return customers.changeState(scene, change);
    case 'changeTags':
      return customers.changeTags(scene, change);
    case 'setMetafields':
      return customers.setMetafields(scene, change);
    case 'mergeCustomers':
      return customers.mergeCustomers(scene, change);
    case 'redactCustomer':
      return customers.redactCustomer(scene, change.customerId);
    case 'dataRequest':
      return customers.requestData(scene, change.customerId);
    case 'upsertOrder':
      return orders.upsertOrder(scene, change.order);
    case 'payOrder':
      return orders.payOrder(scene, change);
    case 'fulfillOrder':
      return orders.fulfillOrder(scene, change);
    case 'editOrder':
      return orders.editOrder(scene, change);
    case 'cancelOrder':
      return orders.cancelOrder(scene, change);
    case 'deleteOrder':
      return orders.deleteOrder(scene, change.orderId);
    case 'refund':
      return orders.refund(scene, change);
    case 'upsertCheckout':
      return orders.upsertCheckout(scene, change.checkout);
    case 'deleteCheckout':
      return orders.deleteCheckout(scene, change.token);
    case 'upsertProduct':
      return shops.upsertProduct(scene, change.product);
    case 'deleteProduct':
      return shops.deleteProduct(scene, change.productId);
    case 'updateShop':
      return shops.updateShop(scene, change);
    case 'subscription':
      return shops.changeSubscription(scene, change);
    case 'uninstall':
      return shops.uninstall(scene);
    case 'redactShop':
      return scene.send('shop/redact', shopRedactPayload(scene.shop));
    default:
      throw new Refusal(422, `unknown change "${String((change as { op?: unknown }).op)}"`);
  }
}
