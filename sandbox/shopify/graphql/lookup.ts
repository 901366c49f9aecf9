// Finds fields of the schema by name; a name that was validated before is there, so a miss is a mistake of ours.
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { isObjectType } from 'graphql';

/** The field's definition; throws when the type or the field does not exist. */
export function fieldDefinition(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
): GraphQLField<unknown, unknown> {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error(`the schema has no ${typeName}.${fieldName}`);
  return field;
}
