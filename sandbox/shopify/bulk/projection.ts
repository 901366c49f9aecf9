// Turns a selection into a function from a record to its JSONL lines: the node's own line holds exactly what was
// selected, each nested connection gives child lines with __parentId. Compiled once per operation, run per record.
import type { DocumentNode, FieldNode, GraphQLLeafType, GraphQLOutputType, GraphQLSchema } from 'graphql';
import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Connection } from '../graphql/connections.ts';
import type { ResolverContext } from '../graphql/context.ts';
import { FieldDenied } from '../graphql/denials.ts';
import { fieldDefinition } from '../graphql/lookup.ts';
import { fieldsOf, rowFields, rowTypeName } from './rules.ts';

/** One record's lines: its own, and those of its children, which may be written later. */
export interface Lines {
  own: string;
  /** Children and grandchildren, each after its parent. */
  children: string[];
  /** The same split by depth, for writers that mix them: all of one depth before those of the next. */
  byDepth: string[][];
}

type Collect = (connection: CompiledConnection, rows: Iterable<unknown>) => void;
type Project = (source: unknown, context: ResolverContext, collect: Collect) => unknown;
interface CompiledConnection {
  project: Project;
}

/** Every row of a connection that hangs from a record; pages are an affair of ordinary queries. */
const PAGE = 250;

export class BulkAccessDenied extends Error {}

function compileValue(
  schema: GraphQLSchema,
  document: DocumentNode,
  field: FieldNode,
  type: GraphQLOutputType,
): Project {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const item = compileValue(schema, document, field, nullable.ofType);
    return (source, context, collect) =>
      source === null || source === undefined
        ? null
        : (source as unknown[]).map((entry) => item(entry, context, collect));
  }
  if (isLeafType(nullable)) return compileLeaf(nullable, field, isNonNullType(type));
  const inner = compileFields(
    schema,
    document,
    fieldsOf(document, field.selectionSet?.selections ?? []),
    getNamedType(type).name,
  );
  return (source, context, collect) =>
    source === null || source === undefined ? null : inner(source, context, collect);
}

function compileLeaf(type: GraphQLLeafType, field: FieldNode, required: boolean): Project {
  return (source) => {
    if (source === null || source === undefined) {
      if (required) throw new Error(`Cannot return null for non-nullable field ${field.name.value}`);
      return null;
    }
    return type.serialize(source);
  };
}

function compileFields(schema: GraphQLSchema, document: DocumentNode, fields: FieldNode[], typeName: string): Project {
  const steps = fields.map(
    (field): ((source: unknown, into: Record<string, unknown>, context: ResolverContext, collect: Collect) => void) => {
      const key = field.alias?.value ?? field.name.value;
      if (field.name.value === '__typename') return (_source, into) => void (into[key] = typeName);
      const definition = fieldDefinition(schema, typeName, field.name.value);
      const args = getArgumentValues(definition, field, {});
      const read = definition.resolve;
      if (read === undefined) throw new Error(`${typeName}.${field.name.value} has no resolver`);
      const named = getNamedType(definition.type).name;
      if (named.endsWith('Connection')) {
        const connection: CompiledConnection = {
          project: compileFields(schema, document, rowFields(document, field), rowTypeName(schema, named)),
        };
        return (source, _into, context, collect) =>
          collect(
            connection,
            allRows((page) => read(source, { ...args, ...page }, context, null as never) as Connection<unknown>),
          );
      }
      const project = compileValue(schema, document, field, definition.type);
      return (source, into, context, collect) => {
        try {
          into[key] = project(read(source, args, context, null as never), context, collect);
        } catch (error) {
          if (!(error instanceof FieldDenied)) throw error;
          into[key] = null;
        }
      };
    },
  );
  return (source, context, collect) => {
    const into: Record<string, unknown> = {};
    for (const step of steps) step(source, into, context, collect);
    return into;
  };
}

function* allRows(readPage: (page: { first: number; after: string | null }) => Connection<unknown>): Generator {
  let after: string | null = null;
  for (;;) {
    const page = readPage({ first: PAGE, after });
    yield* page.nodes;
    if (!page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor;
  }
}

function linesOf(
  project: Project,
  source: unknown,
  parentId: unknown,
  context: ResolverContext,
  into: Lines,
  depth = 0,
): string {
  const children: (() => void)[] = [];
  const object = project(source, context, (connection, rows) => {
    children.push(() => {
      for (const row of rows) {
        const place = into.children.push('') - 1;
        const { id } = object as { id?: unknown };
        const line = linesOf(connection.project, row, id, context, into, depth + 1);
        into.children[place] = line;
        (into.byDepth[depth] ??= []).push(line);
      }
    });
  }) as Record<string, unknown>;
  for (const write of children) write();
  return JSON.stringify(parentId === undefined ? object : { ...object, __parentId: parentId });
}

/** Compiles the rows of the operation's top-level connection. */
export function compileRows(
  schema: GraphQLSchema,
  document: DocumentNode,
  root: FieldNode,
): (source: unknown, context: ResolverContext) => Lines {
  const connectionType = getNamedType(fieldDefinition(schema, 'QueryRoot', root.name.value).type).name;
  const project = compileFields(schema, document, rowFields(document, root), rowTypeName(schema, connectionType));
  return (source, context) => {
    const lines: Lines = { own: '', children: [], byDepth: [] };
    try {
      lines.own = linesOf(project, source, undefined, context, lines);
      return lines;
    } catch (error) {
      if (error instanceof GraphQLError && error.extensions.code === 'ACCESS_DENIED') {
        throw new BulkAccessDenied(error.message, { cause: error });
      }
      throw error;
    }
  };
}
