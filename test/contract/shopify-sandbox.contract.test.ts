// Holds the Shopify stand-in's schema and scopes to Shopify's own Admin API 2026-10, and proves that the checks bite.
import { buildSchema, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSchema } from '#sandbox/shopify/graphql/schema.ts';
import { REQUIRED_SCOPES } from '#sandbox/shopify/graphql/scopes.ts';
import { TYPE_DEFINITIONS } from '#sandbox/shopify/graphql/typeDefinitions.ts';
import { schemaDifferences } from './schemaDifferences.ts';
import type { ShopifySchema } from './shopifySchema.ts';
import { loadShopifySchema, referenceFolder, scopesMissing, scopesNeeded, validateDocument } from './shopifySchema.ts';

let shopify: ShopifySchema;
beforeAll(() => {
  shopify = loadShopifySchema(referenceFolder());
});

describe("the stand-in's schema", () => {
  it("is a part of Shopify's: every type, field, argument, default, enum value and nullability", () => {
    expect(schemaDifferences(makeSchema(), shopify.schema)).toEqual([]);
  });

  it.each([
    [
      'defaultEmailAddress: CustomerEmailAddress',
      'primaryEmail: CustomerEmailAddress',
      'Customer.primaryEmail does not exist',
    ],
    ['numberOfOrders: UnsignedInt64!', 'numberOfOrders: Int!', 'Customer.numberOfOrders is UnsignedInt64!, not Int!'],
    ['processedAt: DateTime!', 'processedAt: DateTime', 'Order.processedAt is DateTime!, not DateTime'],
    [
      'groupObjects: Boolean! = false',
      'groupObjects: Boolean! = true',
      'Mutation.bulkOperationRunQuery(groupObjects) defaults to false',
    ],
    ['bulkOperation(id: ID!)', 'bulkOperation(gid: ID!)', 'QueryRoot.bulkOperation(gid) does not exist'],
    ['NEVER_SUBSCRIBED', 'NOT_SUBSCRIBED', 'CustomerMarketingConsentState has no value NOT_SUBSCRIBED'],
  ])('would be caught with %s changed to %s', (right, wrong, difference) => {
    expect(TYPE_DEFINITIONS).toContain(right);
    const changed = buildSchema(TYPE_DEFINITIONS.replace(right, wrong));
    expect(schemaDifferences(changed, shopify.schema)).toContain(difference);
  });
});

describe("the stand-in's scopes", () => {
  const itemOf = (place: string) =>
    shopify.scopes.find((item) => (item.fieldName ? `${item.typeName}.${item.fieldName}` : item.typeName) === place);

  it('are asked for where Shopify asks for them', () => {
    for (const [place, scopes] of Object.entries(REQUIRED_SCOPES)) {
      // Shopify lists the rows' type, not the connection; a connection is refused as its rows are.
      const item = itemOf(place.replace(/Connection$/, ''));
      for (const scope of scopes) {
        expect([...(item?.offlineScopes ?? []), item?.requiredAccess].join(' '), place).toContain(scope);
      }
    }
  });

  it('are missing nowhere', () => {
    const unguarded: string[] = [];
    for (const type of Object.values(makeSchema().getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      const places = [type.name, ...Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)];
      for (const place of places) {
        if ((itemOf(place)?.offlineScopes.length ?? 0) > 0 && REQUIRED_SCOPES[place] === undefined)
          unguarded.push(place);
      }
    }
    expect(unguarded).toEqual([]);
  });
});

describe("a document held to Shopify's schema", () => {
  const good = `query ($after: String) {
    customers(first: 50, after: $after, sortKey: UPDATED_AT) {
      nodes { id defaultEmailAddress { emailAddress marketingState } } pageInfo { hasNextPage endCursor } } }`;

  it('passes when every name is right', () => {
    expect(validateDocument(shopify.schema, good)).toEqual({ errors: [], deprecations: [] });
  });

  it('fails when a field name is wrong', () => {
    const { errors } = validateDocument(shopify.schema, good.replace('marketingState', 'marketingStatus'));
    expect(errors).toEqual([
      expect.stringContaining('Cannot query field "marketingStatus" on type "CustomerEmailAddress"'),
    ]);
  });

  it.each([
    ['an argument', good.replace('sortKey: UPDATED_AT', 'orderBy: UPDATED_AT'), 'Unknown argument "orderBy"'],
    ['an enum value', good.replace('UPDATED_AT', 'CHANGED_AT'), 'Value "CHANGED_AT" does not exist'],
    ['a variable type', good.replace('$after: String', '$after: Int'), 'Variable "$after" of type "Int"'],
    ['the syntax', good.replace('}', ''), 'Syntax Error'],
  ])('fails when %s is wrong', (_what, document, message) => {
    expect(validateDocument(shopify.schema, document).errors.join('\n')).toContain(message);
  });

  it('names deprecated fields apart', () => {
    const { errors, deprecations } = validateDocument(shopify.schema, '{ customers(first: 1) { nodes { email } } }');
    expect(errors).toEqual([]);
    expect(deprecations[0]).toContain('The field Customer.email is deprecated');
  });
});

describe('the scopes of a document', () => {
  const missing = (document: string, granted: string[]) =>
    scopesMissing(scopesNeeded(shopify.schema, shopify.scopes, document), granted).map(({ at }) => at);

  it('are those of every type and field it touches', () => {
    const document =
      '{ orders(first: 1) { nodes { id customer { id } lineItems(first: 1) { nodes { product { id } } } } } }';
    expect(missing(document, ['read_orders', 'read_customers', 'read_products'])).toEqual([]);
    expect(missing(document, ['read_orders', 'read_customers'])).toEqual(['Product']);
    expect(missing(document, ['read_orders', 'read_products'])).toEqual(['Customer']);
    expect(missing(document, ['write_customers', 'read_products'])).toEqual(['Order', 'LineItem']);
    expect(missing('{ shop { name } }', [])).toEqual([]);
  });

  it('include the scope that Shopify names only in words', () => {
    const document = 'mutation { webPixelCreate(webPixel: { settings: "{}" }) { userErrors { message } } }';
    expect(missing(document, ['write_pixels'])).toEqual(['Mutation.webPixelCreate']);
    expect(missing(document, ['write_pixels', 'read_customer_events'])).toEqual([]);
  });
});

describe('the reference folder', () => {
  it('is asked for loudly', () => {
    expect(() => loadShopifySchema('/nowhere')).toThrow('is missing');
  });
});
