// What the control API demands of the records it is given, so that the rest of the sandbox may rely on it.
import type { Checkout, Collection, Consent, Customer, Order, Product, ShopRecord } from './model.ts';

const LARGEST_ID = 2n ** 63n - 1n;

/** The id as a 64-bit integer; throws a sentence when it is not a decimal string of one. */
export function toNumericId(id: unknown, what: string): bigint {
  if (typeof id !== 'string' || !/^[1-9]\d{0,18}$/.test(id)) {
    throw new Error(`${what}: "${String(id)}" is not an id (a decimal string without leading zeros)`);
  }
  const value = BigInt(id);
  if (value > LARGEST_ID) throw new Error(`${what}: ${id} does not fit in 64 bits`);
  return value;
}

function requireInstant(value: unknown, what: string): void {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw new Error(`${what}: "${String(value)}" is not an ISO 8601 instant`);
  }
}

function requireMinor(value: unknown, what: string): void {
  if (!Number.isSafeInteger(value)) throw new Error(`${what}: ${String(value)} is not a whole number of minor units`);
}

/** Checks what the rest of the sandbox relies on; throws a sentence that names the field. */
export function checkCustomer(value: unknown): Customer {
  const customer = value as Customer;
  const what = `customer ${customer.id}`;
  toNumericId(customer.id, 'customer.id');
  requireInstant(customer.createdAt, `${what} createdAt`);
  requireInstant(customer.updatedAt, `${what} updatedAt`);
  if (!Array.isArray(customer.tags)) throw new Error(`${what} tags: not a list`);
  if (typeof (customer.emailConsent as Consent | undefined)?.state !== 'string')
    throw new Error(`${what} emailConsent: no state`);
  return customer;
}

/** Checks what the rest of the sandbox relies on; throws a sentence that names the field. */
export function checkOrder(value: unknown): Order {
  const order = value as Order;
  const what = `order ${order.id}`;
  toNumericId(order.id, 'order.id');
  if (order.customerId !== null) toNumericId(order.customerId, `${what} customerId`);
  for (const field of ['createdAt', 'processedAt', 'updatedAt'] as const)
    requireInstant(order[field], `${what} ${field}`);
  if (order.cancelledAt !== null) requireInstant(order.cancelledAt, `${what} cancelledAt`);
  for (const field of ['totalMinor', 'currentTotalMinor', 'totalDiscountsMinor'] as const)
    requireMinor(order[field], `${what} ${field}`);
  if (!Array.isArray(order.lines) || !Array.isArray(order.refunds)) {
    throw new Error(`${what}: lines and refunds must be lists`);
  }
  return order;
}

/** Checks what the rest of the sandbox relies on; throws a sentence that names the field. */
export function checkProduct(value: unknown): Product {
  const product = value as Product;
  const what = `product ${product.id}`;
  toNumericId(product.id, 'product.id');
  requireInstant(product.createdAt, `${what} createdAt`);
  requireInstant(product.updatedAt, `${what} updatedAt`);
  for (const field of ['title', 'productType', 'vendor'] as const)
    if (typeof product[field] !== 'string') throw new Error(`${what} ${field}: not a text`);
  if (!Array.isArray(product.tags)) throw new Error(`${what} tags: not a list`);
  if (!Array.isArray(product.collectionIds)) throw new Error(`${what} collectionIds: not a list`);
  for (const id of product.collectionIds) toNumericId(id, `${what} collectionIds`);
  return product;
}

/** Checks what the rest of the sandbox relies on; throws a sentence that names the field. */
export function checkCollection(value: unknown): Collection {
  const collection = value as Collection;
  toNumericId(collection.id, 'collection.id');
  requireInstant(collection.updatedAt, `collection ${collection.id} updatedAt`);
  if (typeof collection.title !== 'string') throw new Error(`collection ${collection.id} title: not a text`);
  return collection;
}

/** Checks what the rest of the sandbox relies on; throws a sentence that names the field. */
export function checkCheckout(value: unknown): Checkout {
  const checkout = value as Checkout;
  if (typeof checkout.token !== 'string' || checkout.token === '') throw new Error('checkout.token: not a text');
  const what = `checkout ${checkout.token}`;
  if (checkout.customerId !== null) toNumericId(checkout.customerId, `${what} customerId`);
  requireInstant(checkout.createdAt, `${what} createdAt`);
  requireInstant(checkout.updatedAt, `${what} updatedAt`);
  requireMinor(checkout.totalMinor, `${what} totalMinor`);
  if (!Array.isArray(checkout.lines)) throw new Error(`${what} lines: not a list`);
  return checkout;
}

/** Reads one line of the load stream. */
export function checkRecord(value: unknown): ShopRecord {
  const type = (value as { type?: unknown } | null)?.type;
  if (type === 'customer') return checkCustomer(value);
  if (type === 'order') return checkOrder(value);
  if (type === 'product') return checkProduct(value);
  if (type === 'collection') return checkCollection(value);
  throw new Error(`a line's type must be "customer", "order", "product" or "collection", not "${String(type)}"`);
}
