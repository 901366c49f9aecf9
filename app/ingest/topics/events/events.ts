/**
 * The Events family (API 2026-10 and later): one topic for each object and what happened to it. A body tells which object
 * changed and carries what a query of the subscription asked for; whatever that was, only the id is taken and the object
 * read anew. shopify.app.toml subscribes to none of them: docs/decisions/0015-events-family.md.
 */
import type { Change } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { Fields } from '../../payloads/fields.ts';
import type { Topic } from '../topic.ts';

interface EventObject {
  /** As in the header, and in global ids. */
  object: 'Order' | 'Customer' | 'Product';
  scope: Topic['scope'];
  refetches: 'order' | 'customer' | 'product';
  deleted(id: DecimalId, at: number): Change;
}

const objects: readonly EventObject[] = [
  {
    object: 'Order',
    scope: 'read_orders',
    refetches: 'order',
    deleted: (orderId, at) => ({ kind: 'order-deleted', orderId, at }),
  },
  {
    object: 'Customer',
    scope: 'read_customers',
    refetches: 'customer',
    deleted: (customerId, at) => ({ kind: 'customer-deleted', customerId, at }),
  },
  {
    object: 'Product',
    scope: 'read_products',
    refetches: 'product',
    deleted: (productId, at) => ({ kind: 'product-deleted', productId, at }),
  },
];

export const eventTopics: readonly Topic[] = objects.flatMap(({ object, scope, refetches, deleted }) =>
  (['create', 'update', 'delete'] as const).map((action): Topic => ({
    topic: `${object}/${action}`,
    scope,
    listedUnder: null,
    read(body, { toldAt }) {
      const id = changedId(body, object, refetches);
      return action === 'delete' ? [deleted(id, toldAt)] : [{ kind: 'refetch', object: refetches, id, at: toldAt }];
    },
  })),
);

/**
 * The id of what changed: among the variables of the subscription's query, which are told with every delivery; else in
 * the query's result, with or without its envelope; else at the top. It may be a global id or a number.
 */
function changedId(body: Fields, type: string, field: string): DecimalId {
  const variables = body.objectOrNull('query_variables');
  const found =
    variables?.anyIdOrNull(`${field}Id`, type) ??
    body.objectOrNull('data')?.objectOrNull(field)?.anyIdOrNull('id', type) ??
    body.objectOrNull(field)?.anyIdOrNull('id', type) ??
    body.anyIdOrNull('id', type);
  return found ?? body.refuse('query_variables', `does not tell which ${field}`);
}
