/** What a reading of the imagined shop gives, for objects of which only a hint was told; and what the rows should be in the end. */
import type { Change } from '#app/core/changes.ts';
import { holdShop } from '#app/store/shops.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import {
  living,
  present,
  totalOf,
  worthOf,
  type LiveCustomer,
  type LiveOrder,
  type LiveProduct,
  type LiveShop,
} from './convergenceShop.ts';
import { NOW, type Row, type SegmentedShop } from './segmentedShop.ts';

/** Every reading is made in the end, whenever it is asked for. */
const READ_AT = NOW;

/** Reads whatever waits to be read, until nothing does. */
export async function answerRefetches(shop: SegmentedShop, live: LiveShop): Promise<number> {
  const waiting = await shop.rows('SELECT kind, object_id FROM refetch WHERE shop_id = $1');
  const changes = waiting.flatMap(({ kind, object_id }) => read(live, String(kind), Number(object_id)));
  await shop.inShop(async (sql) => {
    await holdShop(sql);
    const touched = await applyChanges(sql, changes);
    await sql.query('DELETE FROM refetch WHERE shop_id = $1', [sql.shopId]);
    await decideCustomers(sql, [...touched], shop.services.clock());
  });
  return waiting.length;
}

function read(live: LiveShop, kind: string, id: number): Change[] {
  const thing = { customer: live.customers, order: live.orders, product: live.products }[kind]?.[id - 1];
  if (!thing) throw new Error(`There is no ${kind} ${id}.`);
  if ('firstName' in thing)
    return thing.isGone ? [{ kind: 'customer-deleted', customerId: String(id), at: READ_AT }] : customerRead(thing);
  if ('lines' in thing)
    return thing.isGone ? [{ kind: 'order-deleted', orderId: String(id), at: READ_AT }] : orderRead(thing);
  return thing.isGone ? [{ kind: 'product-deleted', productId: String(id), at: READ_AT }] : productRead(thing);
}

function customerRead(customer: LiveCustomer): Change[] {
  const customerId = String(customer.id);
  const { email, phone, firstName, updatedAt, createdAt, tags } = customer;
  const nowhere = { lastName: null, countryCode: null, province: null, city: null };
  const detail = { locale: 'tr', tags, metafields: { 'custom.tags': String(tags.length) } };
  return [
    {
      kind: 'customer',
      customerId,
      updatedAt,
      toldAt: READ_AT,
      email,
      phone,
      firstName,
      accountState: customer.state,
      createdAt,
      detail,
      ...nowhere,
    },
    ...[...customer.consents].map(([channel, consent]): Change => ({
      kind: `${channel}-consent`,
      customerId,
      ...consent,
    })),
  ];
}

function orderRead(order: LiveOrder): Change[] {
  const orderId = String(order.id);
  const buyer = order.buyer && present(order.buyer);
  return [
    {
      kind: 'order',
      orderId,
      customerId: buyer && String(buyer.id),
      updatedAt: order.updatedAt,
      toldAt: READ_AT,
      name: `#${orderId}`,
      createdAt: order.at,
      processedAt: order.at,
      cancelledAt: order.cancelledAt,
      isTest: false,
      financialStatus: order.status,
      currencyCode: 'TRY',
      totalMinor: totalOf(order),
      currentTotalMinor: worthOf(order),
      discountMinor: 0,
      sourceName: null,
      tags: order.tags,
      checkoutToken: order.checkoutToken,
      cartToken: null,
      lines: order.lines.map((line) => ({
        lineId: String(line.id),
        productId: line.productId === null ? null : String(line.productId),
        title: `Line ${line.id}`,
        vendor: 'Kesit',
        quantity: line.quantity,
        currentQuantity: line.currentQuantity,
        totalMinor: line.priceMinor * line.quantity,
        discountMinor: 0,
      })),
    },
    ...order.refunds.map(({ id, at, amountMinor }): Change => ({
      kind: 'refund',
      orderId,
      refundId: String(id),
      refundedAt: at,
      amountMinor,
    })),
  ];
}

function productRead(product: LiveProduct): Change[] {
  const { title, vendor, tags, updatedAt } = product;
  const collections = product.collections.map((id) => ({ collectionId: String(id), title: `Koleksiyon ${id}` }));
  return [
    {
      kind: 'product',
      productId: String(product.id),
      updatedAt,
      toldAt: READ_AT,
      title,
      productType: 'Ayakkabı',
      vendor,
      tags,
      collections,
    },
  ];
}

/** What the shop's own records say, as far as they were told or hinted at; to be compared with `rowsOf`. */
export function recordsOf(live: LiveShop): Record<string, Row[]> {
  const consent = (customer: LiveCustomer, channel: 'email' | 'sms' | 'whatsapp'): string | null =>
    customer.consents.get(channel)?.state ?? null;
  return {
    customers: living(live.customers).map((customer) => ({
      customer_id: String(customer.id),
      email_consent: consent(customer, 'email'),
      sms_consent: consent(customer, 'sms'),
      whatsapp_consent: consent(customer, 'whatsapp'),
    })),
    merged: live.customers
      .filter(({ mergedInto }) => mergedInto !== null)
      .map((customer) => ({ customer_id: String(customer.id), merged_into: String(present(customer).id) })),
    orders: living(live.orders)
      .filter(({ isTold }) => isTold)
      .map((order) => ({
        order_id: String(order.id),
        customer_id: order.buyer && String(present(order.buyer).id),
        worth: String(worthOf(order)),
        lines: order.lines
          .toSorted((left, right) => Number(left.id) - Number(right.id))
          .map(({ id, currentQuantity }) => `${id}:${currentQuantity}`)
          .join(' '),
      })),
    products: living(live.products).map((product) => ({
      product_id: String(product.id),
      title: product.title,
      collections: product.collections.join(' '),
    })),
  };
}

/** The same of the rows. */
export async function rowsOf(shop: SegmentedShop, live: LiveShop): Promise<Record<string, Row[]>> {
  const told = live.orders.filter(({ isTold }) => isTold).map(({ id }) => id);
  return {
    customers: await shop.rows(
      `SELECT customer_id, email_consent, sms_consent, whatsapp_consent FROM customer WHERE shop_id = $1 AND deleted_at IS NULL ORDER BY 1`,
    ),
    merged: await shop.rows(
      'SELECT customer_id, merged_into FROM customer WHERE shop_id = $1 AND merged_into IS NOT NULL ORDER BY 1',
    ),
    orders: await shop.rows(
      `SELECT o.order_id, o.customer_id, o.current_total_minor AS worth, (
         SELECT string_agg(l.line_id || ':' || l.current_quantity, ' ' ORDER BY l.line_id) FROM order_line l
         WHERE l.shop_id = o.shop_id AND l.order_id = o.order_id) AS lines
       FROM orders o WHERE o.shop_id = $1 AND o.deleted_at IS NULL AND o.order_id = ANY ($2) ORDER BY 1`,
      told,
    ),
    products: await shop.rows(
      `SELECT p.product_id, p.title, coalesce((
         SELECT string_agg(c.collection_id::text, ' ' ORDER BY c.collection_id) FROM product_collection c
         WHERE c.shop_id = p.shop_id AND c.product_id = p.product_id), '') AS collections
       FROM product p WHERE p.shop_id = $1 AND p.deleted_at IS NULL ORDER BY 1`,
    ),
  };
}
