// Shopify's own Admin API schema (2026-10, as introspected) for contract tests: checks documents against it and tells
// which access scopes they ask for. The file is read from the reference folder, never from the network.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DocumentNode, GraphQLSchema, IntrospectionQuery } from 'graphql';
import {
  buildClientSchema,
  getNamedType,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const FILE = 'shopify-admin-2026-10.json.gz';

/** Shopify's remarks about which scopes a type or a field asks for. */
export interface OfflineScope {
  type: 'type' | 'field';
  typeName: string;
  fieldName?: string;
  requiredAccess: string;
  /** Any one of these is enough. */
  offlineScopes: string[];
}

export interface ShopifySchema {
  schema: GraphQLSchema;
  scopes: OfflineScope[];
}

/** The reference folder from KESIT_REFERENCE_DIR; throws a sentence when it is not set or lacks the file. */
export function referenceFolder(): string {
  const folder = process.env.KESIT_REFERENCE_DIR;
  if (!folder) throw new Error('KESIT_REFERENCE_DIR is not set: it names the folder with the vendors’ documents');
  return folder;
}

export function loadShopifySchema(folder: string): ShopifySchema {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) throw new Error(`${file} is missing: it is Shopify's introspected Admin API 2026-10`);
  const document = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as {
    data: IntrospectionQuery;
    offline_scopes: { items: OfflineScope[] };
  };
  return { schema: buildClientSchema(document.data), scopes: document.offline_scopes.items };
}

/** What is wrong with a document, and which deprecated parts it uses; both empty for a good one. */
export function validateDocument(
  schema: GraphQLSchema,
  document: string,
): { errors: string[]; deprecations: string[] } {
  let parsed: DocumentNode;
  try {
    parsed = parse(document);
  } catch (error) {
    return { errors: [(error as Error).message], deprecations: [] };
  }
  const messages = (rules: typeof specifiedRules) => validate(schema, parsed, rules).map((error) => error.message);
  return { errors: messages(specifiedRules), deprecations: messages([NoDeprecatedCustomRule]) };
}

/** One demand of a document: at least one of the scopes must be granted. */
export interface ScopeDemand {
  at: string;
  anyOf: string[];
}

/** Scopes that the text names beside the structured list, such as "The app requires read_customer_events access scope". */
function scopesInText(requiredAccess: string): string[] {
  return [...requiredAccess.matchAll(/requires (\w+) access scope/g)].map((match) => match[1]!);
}

/** Everything the document asks a token for, each type and field once. */
export function scopesNeeded(schema: GraphQLSchema, scopes: OfflineScope[], document: string): ScopeDemand[] {
  const byPlace = new Map<string, OfflineScope>();
  for (const item of scopes) {
    byPlace.set(item.fieldName === undefined ? item.typeName : `${item.typeName}.${item.fieldName}`, item);
  }
  const demands = new Map<string, ScopeDemand>();
  const ask = (place: string): void => {
    const item = byPlace.get(place);
    if (item === undefined) return;
    if (item.offlineScopes.length > 0) demands.set(place, { at: place, anyOf: item.offlineScopes });
    for (const scope of scopesInText(item.requiredAccess)) {
      demands.set(`${place} ${scope}`, { at: place, anyOf: [scope] });
    }
  };
  const typeInfo = new TypeInfo(schema);
  visit(
    parse(document),
    visitWithTypeInfo(typeInfo, {
      Field() {
        const [parent, field, type] = [typeInfo.getParentType(), typeInfo.getFieldDef(), typeInfo.getType()];
        if (parent && field) ask(`${parent.name}.${field.name}`);
        if (type) ask(getNamedType(type).name);
      },
    }),
  );
  return [...demands.values()];
}

/** The demands that the granted scopes leave open; a write scope carries its read scope. */
export function scopesMissing(demands: ScopeDemand[], granted: Iterable<string>): ScopeDemand[] {
  const held = new Set(granted);
  for (const scope of [...held]) if (scope.startsWith('write_')) held.add(scope.replace('write_', 'read_'));
  return demands.filter(({ anyOf }) => !anyOf.some((scope) => held.has(scope)));
}
