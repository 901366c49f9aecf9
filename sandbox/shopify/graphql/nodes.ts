// Records by their global ids, whatever their type: `node` and `nodes`. What a token may not read, or what is not there,
// is null in its place.
import type { ShopRecord } from '../model.ts';
import { KIND_OF } from '../storage/records.ts';
import type { ResolverContext, Resolvers } from './context.ts';
import { fromGid } from './context.ts';
import { denialOf } from './denials.ts';
import { mayReadOrder } from './listing.ts';
import { accessDenied, missingScopes } from './scopes.ts';

const TYPE_NAMES = { customer: 'Customer', order: 'Order', product: 'Product', collection: 'Collection' } as const;

/** The GraphQL type of a record. */
export const typeNameOf = (record: ShopRecord): string => TYPE_NAMES[record.type];

function read(globalId: string, fieldName: string, context: ResolverContext): ShopRecord | Error | null {
  for (const type of ['customer', 'order', 'product', 'collection'] as const) {
    const id = fromGid(TYPE_NAMES[type], globalId);
    if (id === null) continue;
    const missing = missingScopes(context.scopes, `QueryRoot.${fieldName}`, TYPE_NAMES[type]);
    if (missing.length > 0) return accessDenied(fieldName, missing);
    const denial = denialOf(context.shop.denied ?? [], 'QueryRoot', fieldName, TYPE_NAMES[type]);
    if (denial !== null) return denial;
    const record = context.records.find(KIND_OF[type], context.shop.no, id);
    if (record === undefined || (record.type === 'order' && !mayReadOrder(record, context))) return null;
    return record;
  }
  return null;
}

export const nodeResolvers: Resolvers = {
  QueryRoot: {
    node: (_: unknown, args: { id: string }, context) => read(args.id, 'node', context),
    nodes: (_: unknown, args: { ids: string[] }, context) => args.ids.map((id) => read(id, 'nodes', context)),
  },
};
