// The executable schema: the type definitions with their resolvers, each behind the scope its field asks for.
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { buildSchema, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import type { ShopRecord } from '../model.ts';
import type { Resolver, ResolverContext, Resolvers } from './context.ts';
import { customerResolvers } from './customers.ts';
import { denialOf } from './denials.ts';
import { metafieldResolvers } from './metafields.ts';
import { metafieldWritingResolvers } from './metafieldWriting.ts';
import { nodeResolvers, typeNameOf } from './nodes.ts';
import { operationResolvers } from './operations.ts';
import { orderResolvers } from './orders.ts';
import { productResolvers } from './products.ts';
import { accessDenied, missingScopes } from './scopes.ts';
import { shopResolvers } from './shop.ts';
import { tagResolvers } from './tags.ts';
import { TYPE_DEFINITIONS } from './typeDefinitions.ts';

export type FieldResolver = GraphQLFieldResolver<unknown, ResolverContext>;

function merge(tables: Resolvers[]): Resolvers {
  const merged: Resolvers = {};
  for (const table of tables) {
    for (const [typeName, fields] of Object.entries(table)) merged[typeName] = { ...merged[typeName], ...fields };
  }
  return merged;
}

const readProperty = (source: unknown, name: string): unknown => (source as Record<string, unknown>)[name];

function guarded(
  typeName: string,
  fieldName: string,
  returnType: string,
  resolver: Resolver | undefined,
): FieldResolver {
  const field = `${typeName}.${fieldName}`;
  return (source, args, context) => {
    const missing = missingScopes(context.scopes, field, returnType);
    if (missing.length > 0) throw accessDenied(fieldName, missing);
    const denial = denialOf(context.shop.denied ?? [], typeName, fieldName, returnType);
    if (denial !== null) throw denial;
    return resolver === undefined ? readProperty(source, fieldName) : resolver(source as never, args as never, context);
  };
}

/** Builds the schema; throws when a resolver names a field that the type definitions do not have. */
export function makeSchema(): GraphQLSchema {
  const schema = buildSchema(TYPE_DEFINITIONS);
  const resolvers = merge([
    shopResolvers,
    customerResolvers,
    metafieldResolvers,
    metafieldWritingResolvers,
    tagResolvers,
    orderResolvers,
    productResolvers,
    nodeResolvers,
    operationResolvers,
  ]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = guarded(type.name, field.name, getNamedType(field.type).name, resolvers[type.name]?.[field.name]);
    }
  }
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`resolvers for ${typeName}, which is no object type`);
    for (const name of Object.keys(fields)) {
      if (type.getFields()[name] === undefined)
        throw new Error(`a resolver for ${typeName}.${name}, which is no field`);
    }
  }
  for (const name of ['Node', 'HasMetafields']) {
    const type = schema.getType(name);
    if (isInterfaceType(type)) type.resolveType = (source) => typeNameOf(source as ShopRecord);
  }
  return schema;
}
