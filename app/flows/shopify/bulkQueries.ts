/** What each kind of a shop's history is exported by: one bulk query per kind. */
import type { BackfillKind } from '#app/core/backfill/kinds.ts';
import {
  COLLECTION_SELECTION,
  customerSelection,
  lineSelection,
  ORDER_SELECTION,
  PRODUCT_SELECTION,
} from './selections.ts';

export interface BulkScope {
  kind: BackfillKind;
  /** Orders created in [fromAt, toAt) alone, epoch milliseconds; null: without a bound. */
  fromAt: number | null;
  toAt: number | null;
  /** The metafields the merchant named, as `namespace.key`. */
  metafields: readonly string[];
  /** What is granted; null when it is not known. An export that asks for something else besides is refused as a whole. */
  scopes: readonly string[] | null;
}

/** The search that leaves only what was created within the bounds; null for everything. */
export function createdWithin({ fromAt, toAt }: Pick<BulkScope, 'fromAt' | 'toAt'>): string | null {
  const terms: string[] = [];
  if (fromAt !== null) terms.push(`created_at:>='${new Date(fromAt).toISOString()}'`);
  if (toAt !== null) terms.push(`created_at:<'${new Date(toAt).toISOString()}'`);
  return terms.length === 0 ? null : terms.join(' ');
}

/** The bulk query. The same for the same scope, so that an operation of ours is known again by its text. */
export function bulkQuery(scope: BulkScope): string {
  const reads = (name: string): boolean => scope.scopes === null || scope.scopes.includes(name);
  const withLastOrder = reads('read_orders');
  if (scope.kind === 'customers')
    return `query ExportCustomers { customers { edges { node { ${customerSelection(scope.metafields, withLastOrder)} } } } }`;
  if (scope.kind === 'products')
    return `query ExportProducts { products { edges { node { ${PRODUCT_SELECTION}
      collections { edges { node { ${COLLECTION_SELECTION} } } } } } } }`;
  const search = createdWithin(scope);
  const filter = search === null ? '' : `(query: ${JSON.stringify(search)})`;
  return `query ExportOrders { orders${filter} { edges { node { ${ORDER_SELECTION}
    lineItems { edges { node { ${lineSelection(reads('read_products'))} } } } } } } }`;
}
