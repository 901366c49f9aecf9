/** A product's node, of a bulk export or read alone, as a change; its collections come with it or on lines of their own. */
import type { Change } from '../changes.ts';
import type { NodeReading } from './customerLine.ts';
import { idOf, instantOf, nodesOrNull, textOrNull, textsOf, type Node, type Problems } from './fields.ts';

/** The change a product's node tells; of use only when no problem is noted. */
export function productChanges(node: Node, reading: NodeReading, problems: Problems): Change[] {
  const productId = idOf(node, 'Product', problems);
  const collections = nodesOrNull(node, 'collections', problems);
  return [
    {
      kind: 'product',
      productId,
      updatedAt: instantOf(node, 'updatedAt', problems),
      toldAt: reading.toldAt,
      title: textOrNull(node, 'title', problems),
      productType: textOrNull(node, 'productType', problems),
      vendor: textOrNull(node, 'vendor', problems),
      tags: textsOf(node, 'tags', problems),
      collections:
        collections?.map((collection) => ({
          collectionId: idOf(collection, 'Collection', problems),
          title: textOrNull(collection, 'title', problems),
        })) ?? null,
    },
  ];
}
