/** A product as products/create and products/update tell it. Its collections are not told, so it is read anew as well. */
import type { Change } from '#app/core/changes.ts';
import type { TopicContext } from '../topics/topic.ts';
import type { Fields } from './fields.ts';
import { readTags } from './tags.ts';

export function readProduct(product: Fields, { toldAt }: TopicContext): Change[] {
  const productId = product.ownId('Product');
  return [
    {
      kind: 'product',
      productId,
      updatedAt: product.instant('updated_at'),
      toldAt,
      title: product.textOrNull('title'),
      productType: product.textOrNull('product_type'),
      vendor: product.textOrNull('vendor'),
      tags: readTags(product),
      collections: null,
    },
    { kind: 'refetch', object: 'product', id: productId, at: toldAt },
  ];
}
