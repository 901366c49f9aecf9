/**
 * The GraphQL documents by which single objects are read anew, and by which a shop's versions are compared with ours. The
 * contract test holds them to Shopify's schema, as those of `documents.ts`.
 */
import { z } from 'zod';
import { COLLECTIONS_WITH_PRODUCT, LINES_WITH_ORDER } from '#app/core/reconcile/pageSizes.ts';
import type { ReconcileKind, RefetchKind } from '#app/core/reconcile/kinds.ts';
import type { AdminDocument } from './documents.ts';
import {
  COLLECTION_SELECTION,
  customerSelection,
  lineSelection,
  ORDER_SELECTION,
  PRODUCT_SELECTION,
} from './selections.ts';

const node = z.record(z.string(), z.unknown());
export type ReadNode = z.infer<typeof node>;

/** What the merchant has granted and named: an answer holds no more. */
export interface ReadOptions {
  metafields: readonly string[];
  readsProducts: boolean;
}

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

function selectionOf(kind: RefetchKind, { metafields, readsProducts }: ReadOptions): string {
  switch (kind) {
    case 'customer':
      return `... on Customer { ${customerSelection(metafields)} }`;
    case 'order':
      return `... on Order { ${ORDER_SELECTION}
        lineItems(first: ${LINES_WITH_ORDER}) { nodes { ${lineSelection(readsProducts)} } ${PAGE_INFO} } }`;
    case 'product':
      return `... on Product { ${PRODUCT_SELECTION}
        collections(first: ${COLLECTIONS_WITH_PRODUCT}) { nodes { ${COLLECTION_SELECTION} } ${PAGE_INFO} } }`;
  }
}

/** Objects by their global ids; null in the place of one that is not there. */
export function nodesById(
  kind: RefetchKind,
  options: ReadOptions,
): AdminDocument<(ReadNode | null)[], { ids: string[] }> {
  return {
    text: `query ReadAnew($ids: [ID!]!) { nodes(ids: $ids) { ${selectionOf(kind, options)} } }`,
    root: 'nodes',
    repeatable: true,
    answer: z.array(node.nullable()),
  };
}

/** What hangs below an object and did not come with it: the lines of an order, the collections of a product. */
export const childrenOf = { order: 'lineItems', product: 'collections' } as const;
const CHILDREN_PAGE = 100;

/** A further page of children. `updatedAt` shows whether the object is still the one whose first page was read. */
export function moreChildren(
  kind: 'order' | 'product',
  options: ReadOptions,
): AdminDocument<ReadNode | null, { id: string; after: string }> {
  const selection = kind === 'order' ? lineSelection(options.readsProducts) : COLLECTION_SELECTION;
  return {
    text: `query MoreChildren($id: ID!, $after: String!) { ${kind}(id: $id) { updatedAt
      ${childrenOf[kind]}(first: ${CHILDREN_PAGE}, after: $after) { nodes { ${selection} } ${PAGE_INFO} } } }`,
    root: kind,
    repeatable: true,
    answer: node.nullable(),
  };
}

/** A page of children within an object. */
export const childrenPage = z.object({ nodes: z.array(node), pageInfo });

const SCAN_PAGE = 250;

export interface ScanPage {
  nodes: { id: string; updatedAt: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** A page of what changed, oldest change first. */
export function changedPage(kind: ReconcileKind): AdminDocument<ScanPage, { search: string; after: string | null }> {
  return {
    text: `query Changed($search: String!, $after: String) {
      ${kind}(first: ${SCAN_PAGE}, after: $after, query: $search, sortKey: UPDATED_AT) { nodes { id updatedAt } ${PAGE_INFO} } }`,
    root: kind,
    repeatable: true,
    answer: z.object({ nodes: z.array(z.object({ id: z.string(), updatedAt: z.string() })), pageInfo }),
  };
}

/** The bulk query that exports every id of a kind with its version. @param createdFrom For orders: those created since. */
export function versionsQuery(kind: ReconcileKind, createdFrom: number | null): string {
  const filter =
    kind === 'orders' && createdFrom !== null
      ? `(query: ${JSON.stringify(`created_at:>='${new Date(createdFrom).toISOString()}'`)})`
      : '';
  const fields = kind === 'customers' ? 'id updatedAt numberOfOrders' : 'id updatedAt';
  return `query Versions { ${kind}${filter} { edges { node { ${fields} } } } }`;
}
