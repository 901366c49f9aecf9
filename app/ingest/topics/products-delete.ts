/** A product that was deleted: nothing but its id. */
import type { Topic } from './topic.ts';

export const productsDelete: Topic = {
  topic: 'products/delete',
  scope: 'read_products',
  listedUnder: 'topics',
  read: (product, { toldAt }) => [{ kind: 'product-deleted', productId: product.ownId('Product'), at: toldAt }],
};
