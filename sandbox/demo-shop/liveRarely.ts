/** What happens in a shop beside the everyday: merges, edits, tags, checkouts, metafields, new versions of products. */
import { editedOrder, type OrderEdit } from '../shopify/changes/orderEdit.ts';
import { basketOf } from './basket.ts';
import { catalogue, productRecord, shopCurrency } from './catalogue.ts';
import { isAlive, isPaid, type LiveState } from './liveState.ts';
import type { Change, Customer, Order, OrderLine } from './model.ts';

/** How often in a round, beside the everyday ones. */
export const rareRound = {
  paymentTold: 4,
  fulfilment: 4,
  edit: 4,
  checkout: 5,
  tags: 4,
  accountOpened: 2,
  whatsAppConsent: 3,
  metafields: 2,
  merge: 2,
  failedMerge: 1,
  productChange: 2,
} as const;

export type RareHappening = keyof typeof rareRound;

export const isRare = (card: string): card is RareHappening => Object.hasOwn(rareRound, card);

function newLines(state: LiveState, at: Date): OrderLine[] {
  const id = state.fresh.id(at.getTime());
  return basketOf(state.random, (index) => String(BigInt(id) + 1n + BigInt(index))).lines;
}

/** A line more, or a piece less where something is left in the order. */
function edit(state: LiveState, at: Date, order: Order): Change {
  const emptied = order.lines.find((line) => (line.currentQuantity ?? line.quantity) > 0);
  const keepsOthers = order.lines.filter((line) => (line.currentQuantity ?? line.quantity) > 0).length > 1;
  const remove = emptied !== undefined && keepsOthers && state.random.chance(0.5);
  const made: OrderEdit = remove
    ? { remove: [{ lineId: emptied.id, quantity: 1 }] }
    : { add: newLines(state, at).slice(0, 1) };
  const editedAt = state.after(at, order.updatedAt);
  state.orders.set(order.id, { ...editedOrder(order, made), updatedAt: editedAt });
  return { op: 'editOrder', orderId: order.id, at: editedAt, ...made };
}

function checkout(state: LiveState, at: Date, customer: Customer | null): Change {
  const lines = newLines(state, at);
  const begunAt = state.after(at, '1970-01-01T00:00:00Z');
  return {
    op: 'upsertCheckout',
    checkout: {
      token: state.random.hex(32),
      cartToken: state.random.hex(32),
      customerId: customer?.id ?? null,
      email: customer?.email ?? null,
      phone: customer?.phone ?? null,
      createdAt: begunAt,
      updatedAt: begunAt,
      completedAt: null,
      currency: shopCurrency,
      totalMinor: lines.reduce((sum, line) => sum + line.priceMinor * line.quantity - line.discountMinor, 0),
      lines,
    },
  };
}

function changeTags(state: LiveState, at: Date, customer: Customer): Change {
  const added = ['bayram', 'sadık', 'kargo sorunu'].filter((tag) => !customer.tags.includes(tag)).slice(0, 1);
  const removed = customer.tags.slice(0, 1);
  const tags = [...customer.tags.filter((tag) => !removed.includes(tag)), ...added];
  state.customers.set(customer.id, { ...customer, tags, updatedAt: state.after(at, customer.updatedAt) });
  return { op: 'changeTags', customerId: customer.id, added, removed };
}

function merge(state: LiveState, at: Date, fails: boolean): Change | null {
  const kept = state.anyCustomer(({ email }) => email !== null);
  const gone = state.anyCustomer(({ id }) => id !== kept?.id);
  if (kept === null || gone === null) return null;
  const names = { op: 'mergeCustomers', keptId: kept.id, deletedId: gone.id } as const;
  if (fails) return { ...names, fails };
  state.customers.delete(gone.id);
  for (const order of state.ordersOf(gone)) state.orders.set(order.id, { ...order, customerId: kept.id });
  const takesPhone = kept.phone === null && gone.phone !== null;
  state.customers.set(kept.id, {
    ...kept,
    tags: [...new Set([...kept.tags, ...gone.tags])],
    metafields: { ...gone.metafields, ...kept.metafields },
    ...(takesPhone ? { phone: gone.phone, smsConsent: gone.smsConsent } : {}),
    updatedAt: state.after(at, kept.updatedAt),
  });
  // What is known of the two belongs together now, so the address is no longer free to change.
  state.unseen.delete(kept.id);
  return { ...names, alsoDelete: state.random.chance(0.5) };
}

/** The change a card stands for, or null when nobody suits it. */
export function rarely(state: LiveState, card: RareHappening, at: Date): Change | null {
  const { random, after, anyCustomer, anyOrder } = state;
  switch (card) {
    case 'paymentTold': {
      const order = anyOrder((one) => isAlive(one) && one.financialStatus === 'pending');
      if (order === null) return null;
      const paidAt = after(at, order.updatedAt);
      state.orders.set(order.id, { ...order, financialStatus: 'paid', updatedAt: paidAt });
      return { op: 'payOrder', orderId: order.id, at: paidAt };
    }
    case 'fulfilment': {
      const order = anyOrder((one) => isPaid(one) && !one.fulfilledAt);
      if (order === null) return null;
      const fulfilledAt = after(at, order.updatedAt);
      state.orders.set(order.id, { ...order, fulfilledAt, updatedAt: fulfilledAt });
      return { op: 'fulfillOrder', orderId: order.id, at: fulfilledAt };
    }
    case 'edit': {
      const order = anyOrder(isPaid);
      return order && edit(state, at, order);
    }
    case 'checkout':
      return checkout(state, at, random.chance(0.7) ? anyCustomer(() => true) : null);
    case 'tags': {
      const customer = anyCustomer(() => true);
      return customer && changeTags(state, at, customer);
    }
    case 'accountOpened': {
      const customer = anyCustomer((one) => one.state !== 'enabled' && one.email !== null);
      if (customer === null) return null;
      state.customers.set(customer.id, { ...customer, state: 'enabled', updatedAt: after(at, customer.updatedAt) });
      return { op: 'customerState', customerId: customer.id, state: 'enabled' };
    }
    case 'whatsAppConsent': {
      const customer = anyCustomer((one) => one.phone !== null);
      if (customer === null) return null;
      const updatedAt = after(at, customer.updatedAt);
      const answer = customer.whatsAppConsent?.state === 'subscribed' ? 'unsubscribed' : 'subscribed';
      const consent = { state: answer, optInLevel: 'single_opt_in', updatedAt } as const;
      state.customers.set(customer.id, { ...customer, whatsAppConsent: consent, updatedAt });
      return { op: 'whatsAppConsent', customerId: customer.id, consent };
    }
    case 'metafields': {
      const customer = anyCustomer(() => true);
      if (customer === null) return null;
      const value = random.pick(catalogue).productType;
      const metafields = { 'custom.favourite_category': { value, type: 'single_line_text_field' } };
      const updatedAt = after(at, customer.updatedAt);
      state.customers.set(customer.id, {
        ...customer,
        metafields: { ...customer.metafields, ...metafields },
        updatedAt,
      });
      return { op: 'setMetafields', customerId: customer.id, metafields };
    }
    case 'merge':
      return merge(state, at, false);
    case 'failedMerge':
      return merge(state, at, true);
    case 'productChange': {
      const product = productRecord(random.pick(catalogue));
      const tags = random.chance(0.5) ? ['indirim'] : [];
      return { op: 'upsertProduct', product: { ...product, tags, updatedAt: after(at, product.updatedAt) } };
    }
  }
}
