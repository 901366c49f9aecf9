// Resolvers of products and collections.
import type { Collection, OrderLine, Product } from '../model.ts';
import { listConnection, recordConnection } from './connections.ts';
import type { PageArguments } from './connections.ts';
import type { ResolverContext, Resolvers } from './context.ts';
import { fromGid, gid } from './context.ts';
import type { CountArguments, ListArguments } from './listing.ts';
import { countRecords, searchConditions, sortColumn } from './listing.ts';

const listOf = (kind: 'products' | 'collections') => (_: unknown, args: ListArguments, context: ResolverContext) =>
  recordConnection(
    context.records,
    kind,
    context.shop.no,
    sortColumn(args.sortKey),
    searchConditions(args.query, kind, context),
    args,
  );

function collectionsOf(product: Product, context: ResolverContext): Collection[] {
  const found = product.collectionIds.map((id) => context.records.find('collections', context.shop.no, id));
  return found.filter((collection) => collection !== undefined);
}

/**
 * The product of an order's line; null when it was deleted. A shop into which no products were loaded has those that its
 * lines name.
 */
export function productOfLine(line: OrderLine, orderedAt: string, context: ResolverContext): Product | null {
  if (line.productId === null) return null;
  const { records, shop } = context;
  const product = records.find('products', shop.no, line.productId);
  if (product !== undefined || !records.isEmpty('products', shop.no)) return product ?? null;
  return {
    type: 'product',
    id: line.productId,
    title: line.title,
    productType: line.productType,
    vendor: line.vendor ?? '',
    tags: [],
    collectionIds: [],
    createdAt: orderedAt,
    updatedAt: orderedAt,
  };
}

export const productResolvers: Resolvers = {
  QueryRoot: {
    product: (_: unknown, args: { id: string }, { records, shop }) => {
      const id = fromGid('Product', args.id);
      return id === null ? null : (records.find('products', shop.no, id) ?? null);
    },
    collection: (_: unknown, args: { id: string }, { records, shop }) => {
      const id = fromGid('Collection', args.id);
      return id === null ? null : (records.find('collections', shop.no, id) ?? null);
    },
    products: listOf('products'),
    collections: listOf('collections'),
    productsCount: (_: unknown, args: CountArguments, context) => countRecords('products', args, context),
    collectionsCount: (_: unknown, args: CountArguments, context) => countRecords('collections', args, context),
  },
  Product: {
    id: (product: Product) => gid('Product', product.id),
    legacyResourceId: (product: Product) => product.id,
    status: () => 'ACTIVE',
    collections: (product: Product, args: PageArguments, context) =>
      listConnection(collectionsOf(product, context), ({ id }) => id, args),
  },
  Collection: {
    id: (collection: Collection) => gid('Collection', collection.id),
    legacyResourceId: (collection: Collection) => collection.id,
  },
};
