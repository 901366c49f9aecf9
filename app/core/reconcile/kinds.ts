/** What of a shop is compared with the shop itself, and the names that each kind goes by. */

/** In the order in which they are compared. */
export const reconcileKinds = ['customers', 'orders', 'products'] as const;
export type ReconcileKind = (typeof reconcileKinds)[number];

/** One object of a kind, as it waits to be read anew. */
export type RefetchKind = 'customer' | 'order' | 'product';
export const refetchKinds: readonly RefetchKind[] = ['customer', 'order', 'product'];

export const objectOf: Readonly<Record<ReconcileKind, RefetchKind>> = {
  customers: 'customer',
  orders: 'order',
  products: 'product',
};

/** The GraphQL type of an object, as its global ids name it. */
export const typeNameOf: Readonly<Record<RefetchKind, string>> = {
  customer: 'Customer',
  order: 'Order',
  product: 'Product',
};

/** The scope without which a kind cannot be read. */
export const scopeOf: Readonly<Record<ReconcileKind, string>> = {
  customers: 'read_customers',
  orders: 'read_orders',
  products: 'read_products',
};

/** What was wrong with an object of ours: it was not known, it was older than the shop's, or the shop has it no longer. */
export type Fault = 'missing' | 'stale' | 'deleted';
export type HealedCounts = Partial<Record<Fault, number>>;
