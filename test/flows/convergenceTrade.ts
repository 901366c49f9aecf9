/** What may happen in the imagined shop to orders, checkouts and products. */
import {
  addresses,
  living,
  present,
  tags,
  tell,
  totalOf,
  worthOf,
  type LiveOrder,
  type LiveProduct,
  type LiveShop,
} from './convergenceShop.ts';
import * as webhooks from './webhooks.ts';

/** Named as when the order was placed, or as the customer is called now: a merge does not make Shopify tell its orders anew. */
function tellOrder(shop: LiveShop, order: LiveOrder, topic?: webhooks.OrderWords['topic']): void {
  const buyer = order.buyer && (shop.dice.in100(50) ? order.buyer : present(order.buyer));
  const { at, updatedAt, status, cancelledAt, refunds, lines, checkoutToken } = order;
  const words = { at, updatedAt, status, cancelledAt, refunds, lines, checkoutToken, tags: order.tags };
  order.isTold = true;
  tell(
    shop,
    webhooks.orderTold(order.id, {
      ...words,
      customerId: buyer?.id ?? null,
      totalMinor: totalOf(order),
      currentTotalMinor: worthOf(order),
      ...(topic && { topic }),
    }),
  );
}

export function orderIsPlaced(shop: LiveShop): void {
  const { dice, at } = shop;
  const id = shop.orders.length + 1;
  const checkout = dice.any(living(shop.checkouts).filter(({ completedAt }) => completedAt === null));
  const order: LiveOrder = {
    id,
    buyer: dice.in100(90) ? (dice.any(living(shop.customers)) ?? null) : null,
    at,
    updatedAt: at,
    status: dice.pick(['paid', 'paid', 'pending']),
    cancelledAt: null,
    lines: Array.from({ length: 1 + dice.roll(3) }, (_, index) => newLine(shop, id * 100 + index)),
    refunds: [],
    tags: dice.in100(30) ? [dice.pick(tags)] : [],
    checkoutToken: checkout?.token ?? null,
    isGone: false,
    isTold: false,
  };
  shop.orders.push(order);
  tellOrder(shop, order, 'orders/create');
  if (order.status === 'paid' && dice.in100(40)) tellOrder(shop, order, 'orders/paid');
}

function newLine(shop: LiveShop, id: number): webhooks.LineWords {
  const quantity = 1 + shop.dice.roll(3);
  const product = shop.dice.any(shop.products);
  return {
    id,
    productId: product?.id ?? null,
    priceMinor: 1_000 + shop.dice.roll(20_000),
    quantity,
    currentQuantity: quantity,
  };
}

export function orderChanges(shop: LiveShop): void {
  const { dice } = shop;
  const order = dice.any(living(shop.orders));
  if (!order) return;
  order.updatedAt = shop.at;
  if (dice.in100(20) && order.cancelledAt === null) {
    order.cancelledAt = shop.at;
    tellOrder(shop, order, 'orders/cancelled');
    return;
  }
  order.status = dice.pick(['paid', 'paid', 'pending', 'voided', 'partially_refunded']);
  if (dice.in100(10)) order.buyer = dice.any(living(shop.customers)) ?? null;
  tellOrder(shop, order, dice.pick(['orders/updated', 'orders/updated', 'orders/fulfilled']));
}

export function orderIsEdited(shop: LiveShop): void {
  const order = shop.dice.any(living(shop.orders));
  if (!order) return;
  order.updatedAt = shop.at;
  const line = shop.dice.any(order.lines);
  const others = order.lines.filter((one) => one !== line);
  // What is taken out stays as a line of none, or is left out altogether.
  const next = Math.max(order.id * 100, ...order.lines.map(({ id }) => Number(id) + 1));
  if (line && shop.dice.in100(30)) order.lines = [...others, { ...line, currentQuantity: 0 }];
  else if (others.length > 0 && shop.dice.in100(40)) order.lines = others;
  else order.lines = [...order.lines, newLine(shop, next)];
  order.isTold = true;
  tell(shop, webhooks.orderEdited(order.id, shop.at));
  if (shop.dice.in100(50)) tellOrder(shop, order);
}

export function moneyIsGivenBack(shop: LiveShop): void {
  const order = shop.dice.any(living(shop.orders));
  if (!order) return;
  order.updatedAt = shop.at;
  const amountMinor = 1 + shop.dice.roll(worthOf(order) + 1);
  const refund = { id: order.id * 100 + order.refunds.length, at: shop.at, amountMinor };
  order.refunds = [...order.refunds, refund];
  order.isTold = false;
  tell(shop, webhooks.refundTold(order.id, refund));
  if (shop.dice.in100(60)) tellOrder(shop, order);
}

export function orderGoes(shop: LiveShop): void {
  const order = shop.dice.any(living(shop.orders));
  if (!order) return;
  order.isGone = true;
  tell(shop, webhooks.orderDeleted(order.id, shop.at));
}

export function checkoutGoesOn(shop: LiveShop): void {
  const { dice, at } = shop;
  const open = dice.in100(60) ? dice.any(living(shop.checkouts)) : undefined;
  if (!open) {
    const customer = dice.in100(50) ? (dice.any(living(shop.customers)) ?? null) : null;
    const token = `checkout-${shop.checkouts.length + 1}`;
    const email = customer === null ? dice.pick(addresses) : customer.email;
    const checkout = { token, customer, email, createdAt: at, updatedAt: at, completedAt: null, isGone: false };
    shop.checkouts.push(checkout);
    tell(
      shop,
      webhooks.checkoutTold(token, { ...checkout, customerId: customer?.id ?? null, topic: 'checkouts/create' }),
    );
    return;
  }
  if (dice.in100(15)) {
    open.isGone = true;
    tell(shop, webhooks.checkoutDeleted(open.token, at));
    return;
  }
  open.updatedAt = at;
  if (dice.in100(30)) open.completedAt ??= at;
  if (dice.in100(20)) open.email = dice.pick(addresses);
  tell(shop, webhooks.checkoutTold(open.token, { ...open, customerId: open.customer?.id ?? null }));
}

export function productChanges(shop: LiveShop): void {
  const { dice, at } = shop;
  const product = dice.in100(60) ? dice.any(living(shop.products)) : undefined;
  if (!product) {
    const id = shop.products.length + 1;
    const made: LiveProduct = {
      id,
      title: `Ürün ${id}`,
      vendor: 'Kesit',
      tags: [],
      collections: [1],
      updatedAt: at,
      isGone: false,
    };
    shop.products.push(made);
    tell(shop, webhooks.productTold(id, { ...made, topic: 'products/create' }));
    return;
  }
  if (dice.in100(10)) {
    product.isGone = true;
    tell(shop, webhooks.productDeleted(product.id, at));
    return;
  }
  product.updatedAt = at;
  product.title = `Ürün ${dice.roll(999)}`;
  product.collections = [1, 2, 3, 4].filter(() => dice.in100(50));
  tell(shop, webhooks.productTold(product.id, product));
}
