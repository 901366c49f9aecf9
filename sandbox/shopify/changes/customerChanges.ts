// Changes of customers: new versions, consents, tags, metafields, merges, deletion and the two privacy requests.
import { Refusal } from '../http.ts';
import type { Change, Consent, Customer } from '../model.ts';
import { checkCustomer } from '../recordChecks.ts';
import * as payloads from '../webhooks/payloads.ts';
import type { Scene } from './scene.ts';
import { later, needCustomer, saveCustomer, sendSummary } from './scene.ts';

type Of<Op extends Change['op']> = Extract<Change, { op: Op }>;

const sameConsent = (one: Consent | null | undefined, other: Consent | null | undefined): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

export function upsertCustomer(scene: Scene, given: Customer): void {
  const { records, shop, send } = scene;
  const before = records.customer(shop.no, checkCustomer(given).id);
  const merged = before?.merged === undefined ? {} : { merged: before.merged };
  const customer =
    before === undefined ? given : { ...given, ...merged, updatedAt: later(before.updatedAt, given.updatedAt) };
  records.put(shop.no, customer);
  send(before === undefined ? 'customers/create' : 'customers/update', payloads.customerPayload(customer, shop));
  const { emailConsent, smsConsent, whatsAppConsent } = customer;
  if (emailConsent.updatedAt !== null && !sameConsent(before?.emailConsent, emailConsent)) {
    send('customers_email_marketing_consent/update', payloads.emailConsentPayload(customer, shop));
  }
  if (smsConsent?.updatedAt != null && !sameConsent(before?.smsConsent, smsConsent)) {
    send('customers_marketing_consent/update', payloads.smsConsentPayload(customer, smsConsent, shop));
  }
  if (whatsAppConsent?.updatedAt != null && !sameConsent(before?.whatsAppConsent, whatsAppConsent)) {
    send(
      'customers_whats_app_marketing_consent/update',
      payloads.whatsAppConsentPayload(customer, whatsAppConsent, shop),
    );
  }
  sendTags(scene, customer, before?.tags ?? [], scene.sendBeside);
  if (customer.state !== (before?.state ?? 'disabled')) sendState(scene, customer, scene.sendBeside);
}

export function deleteCustomer(scene: Scene, id: string): void {
  const { records, shop, send } = scene;
  needCustomer(scene, id);
  if (records.ordersOf(shop.no, id).length > 0) {
    throw new Refusal(422, `customer ${id} has orders; Shopify deletes only customers without`);
  }
  records.remove('customers', shop.no, id);
  send('customers/delete', payloads.customerDeletedPayload(id));
}

const CONSENTS = {
  emailConsent: {
    topic: 'customers_email_marketing_consent/update',
    payload: (customer: Customer, _consent: Consent, { shop }: Scene) => payloads.emailConsentPayload(customer, shop),
  },
  smsConsent: {
    topic: 'customers_marketing_consent/update',
    payload: (customer: Customer, consent: Consent, { shop }: Scene) =>
      payloads.smsConsentPayload(customer, consent, shop),
  },
  whatsAppConsent: {
    topic: 'customers_whats_app_marketing_consent/update',
    payload: (customer: Customer, consent: Consent, { shop }: Scene) =>
      payloads.whatsAppConsentPayload(customer, consent, shop),
  },
} as const;

export function changeConsent(scene: Scene, change: Of<'emailConsent' | 'smsConsent' | 'whatsAppConsent'>): void {
  const { customerId, op, consent } = change;
  const customer: Customer = { ...needCustomer(scene, customerId), [op]: consent };
  const { topic, payload } = CONSENTS[op];
  scene.send(topic, payload(customer, consent, scene));
  saveCustomer(scene, customer, consent.updatedAt ?? undefined);
}

function sendTags(scene: Scene, customer: Customer, before: string[], send: Scene['send']): void {
  const added = customer.tags.filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !customer.tags.includes(tag));
  const now = scene.clock.now();
  if (added.length > 0) send('customer.tags_added', payloads.tagsPayload(customer.id, added, now));
  if (removed.length > 0) send('customer.tags_removed', payloads.tagsPayload(customer.id, removed, now));
}

export function changeTags(scene: Scene, { customerId, added = [], removed = [] }: Of<'changeTags'>): void {
  const before = needCustomer(scene, customerId);
  const kept = before.tags.filter((tag) => !removed.includes(tag));
  const customer = { ...before, tags: [...new Set([...kept, ...added])] };
  sendTags(scene, customer, before.tags, scene.send);
  saveCustomer(scene, customer);
}

function sendState({ shop }: Scene, customer: Customer, send: Scene['send']): void {
  if (customer.state !== 'enabled' && customer.state !== 'disabled') return;
  const topic = customer.state === 'enabled' ? 'customers/enable' : 'customers/disable';
  send(topic, payloads.customerPayload(customer, shop));
}

export function changeState(scene: Scene, { customerId, state }: Of<'customerState'>): void {
  const saved = saveCustomer(scene, { ...needCustomer(scene, customerId), state });
  sendState(scene, saved, scene.send);
}

export function setMetafields(scene: Scene, change: Of<'setMetafields'>): void {
  const before = needCustomer(scene, change.customerId);
  const metafields = { ...before.metafields };
  for (const [name, metafield] of Object.entries(change.metafields)) {
    if (!/^[^.]+\..+$/.test(name)) throw new Refusal(422, `"${name}" is not a metafield's namespace.key`);
    if (metafield === null) Reflect.deleteProperty(metafields, name);
    else metafields[name] = metafield;
  }
  saveCustomer(scene, { ...before, metafields });
}

/** The kept one is what it was, and has what it lacked: address, tags, metafields, and all orders. */
export function mergeCustomers(scene: Scene, change: Of<'mergeCustomers'>): void {
  const { records, shop, send } = scene;
  const [kept, deleted] = [needCustomer(scene, change.keptId), needCustomer(scene, change.deletedId)];
  if (kept.id === deleted.id) throw new Refusal(422, `customer ${kept.id} cannot be merged with itself`);
  const jobId = scene.clock.nowMs();
  if (change.fails) {
    send('customers/merge', payloads.mergePayload(kept, deleted, jobId, 'failed'));
    return;
  }
  // Orders change hands without a new version: Shopify tells the merge and nothing about each order.
  for (const order of records.ordersOf(shop.no, deleted.id)) records.put(shop.no, { ...order, customerId: kept.id });
  records.remove('customers', shop.no, deleted.id);
  const takesEmail = kept.email === null && deleted.email !== null;
  const takesPhone = kept.phone === null && deleted.phone !== null;
  const merged: Customer = {
    ...kept,
    tags: [...new Set([...kept.tags, ...deleted.tags])],
    metafields: { ...deleted.metafields, ...kept.metafields },
    merged: [...(kept.merged ?? []), { id: deleted.id, email: deleted.email }, ...(deleted.merged ?? [])],
    ...(takesEmail ? { email: deleted.email, emailConsent: deleted.emailConsent } : {}),
    ...(takesPhone
      ? { phone: deleted.phone, smsConsent: deleted.smsConsent, whatsAppConsent: deleted.whatsAppConsent ?? null }
      : {}),
  };
  send('customers/merge', payloads.mergePayload(kept, deleted, jobId, 'completed'));
  saveCustomer(scene, merged);
  if (change.alsoDelete) send('customers/delete', payloads.customerDeletedPayload(deleted.id));
  sendSummary(scene, kept.id);
}

/** The person leaves the data: their record is gone, their orders stay without a name. */
export function redactCustomer(scene: Scene, id: string): void {
  const { records, shop, send } = scene;
  const customer = needCustomer(scene, id);
  const orders = records.ordersOf(shop.no, id);
  for (const order of orders) records.put(shop.no, { ...order, customerId: null, email: null });
  records.remove('customers', shop.no, id);
  send('customers/redact', payloads.customerRedactPayload(customer, orders, shop));
}

export function requestData(scene: Scene, id: string): void {
  const { records, shop, send } = scene;
  const customer = needCustomer(scene, id);
  const requestId = Math.floor(scene.clock.nowMs() / 1000);
  send('customers/data_request', payloads.dataRequestPayload(customer, records.ordersOf(shop.no, id), shop, requestId));
}
