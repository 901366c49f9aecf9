// What a bulk query may look like: one top-level connection, at most five connections, nested at most two deep, none
// under a list; a node with a nested connection selects its id. `first`, cursors and pageInfo are ignored.
import type { DocumentNode, FieldNode, GraphQLOutputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { fieldDefinition } from '../graphql/lookup.ts';

const MOST_CONNECTIONS = 5;
const DEEPEST_NESTING = 2;

interface Finding {
  connections: number;
  deepest: number;
  underList: boolean;
  parentsWithoutId: string[];
}

const isConnection = (type: GraphQLOutputType): boolean => getNamedType(type).name.endsWith('Connection');

/** The fields of a selection, fragments opened. */
export function fieldsOf(document: DocumentNode, selections: readonly unknown[]): FieldNode[] {
  const fields: FieldNode[] = [];
  for (const node of selections as OperationDefinitionNode['selectionSet']['selections']) {
    if (node.kind === Kind.FIELD) fields.push(node);
    else if (node.kind === Kind.INLINE_FRAGMENT) fields.push(...fieldsOf(document, node.selectionSet.selections));
    else {
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === node.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) {
        fields.push(...fieldsOf(document, fragment.selectionSet.selections));
      }
    }
  }
  return fields;
}

/** The row fields of a connection: what is selected under `nodes` or `edges.node`. */
export function rowFields(document: DocumentNode, connection: FieldNode): FieldNode[] {
  const rows: FieldNode[] = [];
  for (const field of fieldsOf(document, connection.selectionSet?.selections ?? [])) {
    if (field.name.value === 'nodes') rows.push(...fieldsOf(document, field.selectionSet?.selections ?? []));
    if (field.name.value !== 'edges') continue;
    for (const inner of fieldsOf(document, field.selectionSet?.selections ?? [])) {
      if (inner.name.value === 'node') rows.push(...fieldsOf(document, inner.selectionSet?.selections ?? []));
    }
  }
  return rows;
}

/** The object type of a connection's rows. */
export function rowTypeName(schema: GraphQLSchema, connectionTypeName: string): string {
  return getNamedType(fieldDefinition(schema, connectionTypeName, 'nodes').type).name;
}

function walk(
  schema: GraphQLSchema,
  document: DocumentNode,
  fields: FieldNode[],
  typeName: string,
  at: { depth: number; inList: boolean },
  found: Finding,
): void {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return;
  for (const field of fields) {
    const definition = type.getFields()[field.name.value];
    if (definition === undefined || field.selectionSet === undefined) continue;
    const named = getNamedType(definition.type).name;
    if (isConnection(definition.type)) {
      found.connections += 1;
      found.deepest = Math.max(found.deepest, at.depth);
      if (at.inList) found.underList = true;
      const rows = rowFields(document, field);
      const nested = rows.some((row) => {
        const rowType = schema.getType(rowTypeName(schema, named));
        const inner = isObjectType(rowType) ? rowType.getFields()[row.name.value] : undefined;
        return inner !== undefined && isConnection(inner.type);
      });
      const selectsId = rows.some((row) => row.name.value === 'id' && row.alias === undefined);
      if (nested && !selectsId) found.parentsWithoutId.push(field.name.value);
      walk(schema, document, rows, rowTypeName(schema, named), { depth: at.depth + 1, inList: at.inList }, found);
    } else {
      const inList = at.inList || isListType(getNullableType(definition.type));
      walk(schema, document, fieldsOf(document, field.selectionSet.selections), named, { ...at, inList }, found);
    }
  }
}

/** The parsed query with its one top-level connection, or the vendor's complaints. */
export function checkBulkQuery(
  schema: GraphQLSchema,
  query: string,
): { document: DocumentNode; root: FieldNode } | { problems: string[] } {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { problems: [`Invalid bulk query: ${(error as Error).message}`] };
  }
  const invalid = validate(schema, document);
  if (invalid.length > 0) return { problems: invalid.map((error) => `Invalid bulk query: ${error.message}`) };

  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const operation = operations[0];
  if (operations.length !== 1 || operation?.operation !== OperationTypeNode.QUERY) {
    return { problems: ['Bulk queries must contain exactly one query operation.'] };
  }
  const topFields = fieldsOf(document, operation.selectionSet.selections);
  const root = topFields[0];
  if (topFields.length !== 1 || root === undefined) {
    return { problems: ['Bulk queries can only have a single top-level field.'] };
  }
  const problems: string[] = [];
  const found: Finding = { connections: 0, deepest: 0, underList: false, parentsWithoutId: [] };
  walk(schema, document, topFields, 'QueryRoot', { depth: 0, inList: false }, found);
  const rootType = schema.getQueryType()?.getFields()[root.name.value]?.type;
  if (found.connections === 0 || rootType === undefined || !isConnection(rootType)) {
    problems.push('Bulk queries must contain at least one connection.');
  }
  if (found.connections > MOST_CONNECTIONS) {
    problems.push(`Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`);
  }
  if (found.deepest > DEEPEST_NESTING) {
    problems.push(`Bulk queries cannot contain connections with a nesting depth greater than ${DEEPEST_NESTING}.`);
  }
  if (found.underList) {
    problems.push('Queries that contain a connection field within a list field are not currently supported.');
  }
  for (const name of found.parentsWithoutId) {
    problems.push(
      `The parent 'node' field for a nested connection must select the 'id' field without an alias. Field: ${name}`,
    );
  }
  return problems.length > 0 ? { problems } : { document, root };
}
