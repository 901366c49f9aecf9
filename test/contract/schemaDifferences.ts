// Compares a small GraphQL schema with the large one it is a part of: everything the small one says must be said there
// in the same words. What only the large one has is no difference, except what a caller would have to give.
import type { GraphQLArgument, GraphQLInputField, GraphQLSchema } from 'graphql';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isRequiredArgument } from 'graphql';

function inputDifferences(
  place: string,
  part: readonly (GraphQLArgument | GraphQLInputField)[],
  whole: readonly (GraphQLArgument | GraphQLInputField)[],
): string[] {
  const found: string[] = [];
  for (const input of part) {
    const other = whole.find((one) => one.name === input.name);
    if (other === undefined) {
      found.push(`${place}(${input.name}) does not exist`);
      continue;
    }
    if (String(input.type) !== String(other.type)) {
      found.push(`${place}(${input.name}) is ${String(other.type)}, not ${String(input.type)}`);
    }
    if (JSON.stringify(input.defaultValue) !== JSON.stringify(other.defaultValue)) {
      found.push(`${place}(${input.name}) defaults to ${JSON.stringify(other.defaultValue)}`);
    }
  }
  for (const other of whole) {
    // Arguments and input fields are required in the same case: not null and without a default.
    if (isRequiredArgument(other) && !part.some((one) => one.name === other.name))
      found.push(`${place}(${other.name}) is required`);
  }
  return found;
}

/** Every way in which `part` is not a part of `whole`, as sentences; empty when it is. */
export function schemaDifferences(part: GraphQLSchema, whole: GraphQLSchema): string[] {
  const found: string[] = [];
  for (const type of Object.values(part.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const other = whole.getType(type.name);
    if (other === undefined) {
      found.push(`${type.name} does not exist`);
      continue;
    }
    if (other.constructor !== type.constructor) {
      found.push(`${type.name} is of another kind`);
    } else if (isEnumType(type) && isEnumType(other)) {
      for (const { name } of type.getValues()) {
        if (other.getValue(name) === undefined) found.push(`${type.name} has no value ${name}`);
      }
    } else if (isInputObjectType(type) && isInputObjectType(other)) {
      found.push(...inputDifferences(type.name, Object.values(type.getFields()), Object.values(other.getFields())));
    } else if ((isObjectType(type) && isObjectType(other)) || (isInterfaceType(type) && isInterfaceType(other))) {
      const interfaces = other.getInterfaces().map(({ name }) => name);
      for (const { name } of type.getInterfaces()) {
        if (!interfaces.includes(name)) found.push(`${type.name} does not implement ${name}`);
      }
      for (const field of Object.values(type.getFields())) {
        const place = `${type.name}.${field.name}`;
        const match = other.getFields()[field.name];
        if (match === undefined) found.push(`${place} does not exist`);
        else {
          if (String(field.type) !== String(match.type)) {
            found.push(`${place} is ${String(match.type)}, not ${String(field.type)}`);
          }
          found.push(...inputDifferences(place, field.args, match.args));
        }
      }
    }
  }
  return found;
}
