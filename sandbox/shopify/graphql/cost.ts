// Query cost and the leaky bucket. An object costs 1, a scalar nothing, a mutation 10, a connection 2 plus one object
// per requested row. Shopify may set other costs by hand, so an app must go by `extensions.cost`, never by its own sum.
// https://shopify.dev/docs/api/usage/limits (read 2026-11)
import type { DocumentNode, FragmentDefinitionNode, GraphQLOutputType, GraphQLSchema, SelectionSetNode } from 'graphql';
import { getNamedType, isObjectType, Kind, OperationTypeNode, valueFromASTUntyped } from 'graphql';

export const LARGEST_QUERY_COST = 1000;
const MUTATION_COST = 10;

/** The bucket of one app in one shop. */
export interface BucketLimits {
  maximum: number;
  restorePerSecond: number;
}
export const STANDARD_BUCKET: BucketLimits = { maximum: 2000, restorePerSecond: 100 };

export interface Bucket {
  /** Takes the points if they are there. */
  take(points: number): boolean;
  giveBack(points: number): void;
  available(): number;
}

export function makeBucket(limits: () => BucketLimits, nowMs: () => number): Bucket {
  let points = limits().maximum;
  let atMs = nowMs();
  const refill = () => {
    const { maximum, restorePerSecond } = limits();
    const elapsedMs = Math.max(0, nowMs() - atMs);
    points = Math.min(maximum, points + (elapsedMs / 1000) * restorePerSecond);
    atMs = nowMs();
  };
  return {
    take(wanted) {
      refill();
      if (wanted > points) return false;
      points -= wanted;
      return true;
    },
    giveBack(unused) {
      points = Math.min(limits().maximum, points + unused);
    },
    available() {
      refill();
      return Math.floor(points);
    },
  };
}

interface CostWalk {
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  schema: GraphQLSchema;
  /** How many rows a connection counts: what was asked for, or what came. */
  rows(requested: number, value: unknown): number;
}

function selectionCost(walk: CostWalk, selection: SelectionSetNode, typeName: string, value: unknown): number {
  const type = walk.schema.getType(typeName);
  let cost = 0;
  for (const node of selection.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = walk.fragments.get(node.name.value);
      if (fragment) cost += selectionCost(walk, fragment.selectionSet, fragment.typeCondition.name.value, value);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      cost += selectionCost(walk, node.selectionSet, node.typeCondition?.name.value ?? typeName, value);
    } else if (node.selectionSet && isObjectType(type)) {
      const field = type.getFields()[node.name.value];
      if (field === undefined) continue;
      const child = (value as Record<string, unknown> | null | undefined)?.[node.alias?.value ?? node.name.value];
      const first = node.arguments?.find((argument) => argument.name.value === 'first');
      const ids = node.arguments?.find((argument) => argument.name.value === 'ids');
      const requested = ids
        ? (valueFromASTUntyped(ids.value, walk.variables) as unknown[]).length
        : first
          ? Number(valueFromASTUntyped(first.value, walk.variables)) || 0
          : 1;
      cost += fieldCost(walk, field.type, node.selectionSet, requested, child);
    }
  }
  return cost;
}

function fieldCost(
  walk: CostWalk,
  type: GraphQLOutputType,
  selection: SelectionSetNode,
  requested: number,
  value: unknown,
): number {
  const named = getNamedType(type).name;
  if (named === 'PageInfo') return 0;
  if (!named.endsWith('Connection')) {
    const sample: unknown = Array.isArray(value) ? value[0] : value;
    // Only `nodes(ids:)` asks for more than one object without a connection.
    return (1 + selectionCost(walk, selection, named, sample)) * (named === 'Node' ? requested : 1);
  }
  // The rows' own objects are the ones under `nodes` or `edges.node`; edges themselves are free.
  const rowCost = selectionCost(walk, selection, named, undefined) - countEdges(selection);
  return 2 + Math.max(0, rowCost) * walk.rows(requested, value);
}

function countEdges(selection: SelectionSetNode): number {
  return selection.selections.filter((node) => node.kind === Kind.FIELD && node.name.value === 'edges').length;
}

function rowsOf(value: unknown): number {
  const connection = value as { edges?: unknown[]; nodes?: unknown[] } | null | undefined;
  return connection?.edges?.length ?? connection?.nodes?.length ?? 0;
}

/** What the document asks for, and what its answer (if given) really was. */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
  data?: unknown,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const rows = data === undefined ? (requested: number) => requested : (_: number, value: unknown) => rowsOf(value);
  const walk: CostWalk = { fragments, variables, schema, rows };
  let cost = 0;
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    if (node.operation === OperationTypeNode.MUTATION) cost += MUTATION_COST * node.selectionSet.selections.length;
    else cost += selectionCost(walk, node.selectionSet, 'QueryRoot', data);
  }
  return Math.max(cost, 1);
}
