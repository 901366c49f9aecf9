/** Holds the documents by which objects are read anew and versions compared to Shopify's own schema and to shopify.app.toml. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { reconcileKinds, refetchKinds } from '#app/core/reconcile/kinds.ts';
import { changedPage, moreChildren, nodesById, versionsQuery } from '#app/flows/shopify/nodeDocuments.ts';
import {
  loadShopifySchema,
  referenceFolder,
  scopesMissing,
  scopesNeeded,
  validateDocument,
  type ShopifySchema,
} from './shopifySchema.ts';

const toml = readFileSync(path.resolve(import.meta.dirname, '../../shopify.app.toml'), 'utf8');
const granted = (/^\s*scopes\s*=\s*"([^"]*)"/m.exec(toml)?.[1] ?? '').split(',').map((scope) => scope.trim());
const options = { metafields: ['custom.birth_date', 'my-app.size'], readsProducts: true };

const documents: [string, string][] = [
  ...refetchKinds.map((kind): [string, string] => [`nodes of a ${kind}`, nodesById(kind, options).text]),
  ...(['order', 'product'] as const).map((kind): [string, string] => [
    `children of a ${kind}`,
    moreChildren(kind, options).text,
  ]),
  ...reconcileKinds.map((kind): [string, string] => [`changed ${kind}`, changedPage(kind).text]),
  ...reconcileKinds.map((kind): [string, string] => [`versions of ${kind}`, versionsQuery(kind, null)]),
  ['versions of orders since', versionsQuery('orders', 0)],
];

let shopify: ShopifySchema;
beforeAll(() => {
  shopify = loadShopifySchema(referenceFolder());
});

describe('the documents of comparisons', () => {
  it.each(documents)("%s: one of Shopify's schema, without a deprecated field", (_, text) => {
    expect(validateDocument(shopify.schema, text)).toEqual({ errors: [], deprecations: [] });
  });

  it.each(documents)('%s: asks for no scope beyond those of shopify.app.toml', (_, text) => {
    expect(scopesMissing(scopesNeeded(shopify.schema, shopify.scopes, text), granted)).toEqual([]);
  });

  it('asks for no product where products are not granted', () => {
    const needed = (readsProducts: boolean): string =>
      JSON.stringify(
        scopesNeeded(shopify.schema, shopify.scopes, nodesById('order', { metafields: [], readsProducts }).text),
      );
    expect(needed(false)).not.toContain('read_products');
    expect(needed(true)).toContain('read_products');
  });
});
