/** Holds every GraphQL document of the app to Shopify's own schema, to the scopes of shopify.app.toml and to one API version. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, OperationTypeNode, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import * as documents from '#app/flows/shopify/documents.ts';
import * as tagDocuments from '#connectors/shopify-tags/documents.ts';
import type { AdminDocument } from '#app/flows/shopify/documents.ts';
import { backfillSubjects, orderSlices, type BackfillKind } from '#app/core/backfill/kinds.ts';
import { API_VERSION } from '#app/flows/shopify/admin.ts';
import { bulkQuery } from '#app/flows/shopify/bulkQueries.ts';
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

function bulkOf(kind: BackfillKind): string {
  const bounds =
    kind === 'orders:2' ? { fromAt: Date.UTC(2024, 0, 1), toAt: Date.UTC(2025, 0, 1) } : { fromAt: null, toAt: null };
  return bulkQuery({ kind, ...bounds, metafields: ['custom.birth_date', '$app.level'], scopes: null });
}

type Document = AdminDocument<unknown, object>;
const documentsIn = (exported: Record<string, unknown>): [string, Document][] =>
  Object.entries(exported).filter(
    (entry): entry is [string, Document] => typeof entry[1] === 'object' && entry[1] !== null && 'root' in entry[1],
  );
const ours = documentsIn(documents);
const single = [...ours, ...documentsIn(tagDocuments)];
const all: [string, string][] = [
  ...single.map(([name, { text }]): [string, string] => [name, text]),
  ...[...backfillSubjects, ...orderSlices].map((kind): [string, string] => [`bulk ${kind}`, bulkOf(kind)]),
];

let shopify: ShopifySchema;
beforeAll(() => {
  shopify = loadShopifySchema(referenceFolder());
});

describe('the documents', () => {
  it('are all listed', () => {
    expect(Object.keys(documents.adminDocuments).sort()).toEqual(ours.map(([name]) => name).sort());
    expect(all.length).toBeGreaterThan(5);
  });

  it.each(all)("%s is one of Shopify's schema, without a deprecated field", (_, text) => {
    expect(validateDocument(shopify.schema, text)).toEqual({ errors: [], deprecations: [] });
  });

  it.each(all)('%s asks for no scope beyond those of shopify.app.toml', (_, text) => {
    expect(scopesMissing(scopesNeeded(shopify.schema, shopify.scopes, text), granted)).toEqual([]);
  });

  it.each(single)('%s asks for the one root field it is read by', (_, { text, root }) => {
    const fields = parse(text).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [],
    );
    expect(fields).toMatchObject([{ kind: 'Field', name: { value: root } }]);
    expect(fields[0]).not.toHaveProperty('alias.value');
  });

  it.each(single)('%s may be repeated if it only reads', (_, document) => {
    const operation = parse(document.text).definitions[0];
    const isQuery = operation?.kind === Kind.OPERATION_DEFINITION && operation.operation === OperationTypeNode.QUERY;
    if (isQuery) expect(document).toMatchObject({ repeatable: true });
  });

  it('are sent to the API version of shopify.app.toml', () => {
    expect(/^\s*api_version\s*=\s*"([^"]*)"/m.exec(toml)?.[1]).toBe(API_VERSION);
  });
});

describe('the check', () => {
  it.each([
    ['numberOfOrders', 'orderCount', 'Cannot query field "orderCount" on type "Customer"'],
    ['marketingUpdatedAt', 'consentUpdatedAt', 'Cannot query field "consentUpdatedAt"'],
  ])('fails when %s is called %s', (right, wrong, message) => {
    const changed = bulkOf('customers').replace(right, wrong);
    expect(validateDocument(shopify.schema, changed).errors.join()).toContain(message);
  });

  it('fails when a deprecated field is asked for', () => {
    const changed = bulkOf('customers').replace('numberOfOrders', 'email');
    expect(validateDocument(shopify.schema, changed).deprecations.join()).toContain('email');
  });

  it('fails when a scope is not granted', () => {
    const needed = scopesNeeded(shopify.schema, shopify.scopes, bulkOf('orders'));
    expect(
      scopesMissing(
        needed,
        granted.filter((scope) => scope !== 'read_orders' && scope !== 'read_all_orders'),
      ),
    ).not.toEqual([]);
  });
});
