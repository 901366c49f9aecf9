/** Objects → changes: reads some objects of one kind whole at Shopify, each with everything that hangs below it. */
import type { Change } from '#app/core/changes.ts';
import { readNode } from '#app/core/backfill/line.ts';
import { gidFromId, type DecimalId } from '#app/core/identifiers.ts';
import { typeNameOf, type RefetchKind } from '#app/core/reconcile/kinds.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import type { AdminHalt } from '#app/flows/shopify/halt.ts';
import type { QueryCost } from '#app/flows/shopify/judge.ts';
import {
  childrenOf,
  childrenPage,
  moreChildren,
  nodesById,
  type ReadNode,
  type ReadOptions,
} from '#app/flows/shopify/nodeDocuments.ts';

/** What came of one object. */
export type ObjectReading =
  | { kind: 'changes'; changes: readonly Change[] }
  /** The shop has it no longer, or hides it from us. */
  | { kind: 'gone' }
  /** It is there, or may be, and could not be read; to be tried again later. */
  | { kind: 'unread'; reason: string };

export type Readings =
  | { kind: 'read'; readings: Map<DecimalId, ObjectReading>; cost: QueryCost | undefined }
  | { kind: 'halted'; halt: AdminHalt };

/** Further pages of one object before it is left for later: 5,000 lines. */
const MOST_PAGES = 50;

/** Reads objects. @param askedAt The present instant, before anything is asked: what is read is at least that fresh. */
export async function readObjects(
  admin: AdminClient,
  kind: RefetchKind,
  ids: readonly DecimalId[],
  options: ReadOptions,
  askedAt: number,
): Promise<Readings> {
  const answer = await admin.ask(nodesById(kind, options), { ids: ids.map((id) => gidFromId(typeNameOf[kind], id)) });
  if (answer.kind === 'halted') return answer;
  const readings = new Map<DecimalId, ObjectReading>();
  // A null beside an error says that we may not see, not that there is nothing.
  const refusal = answer.errors?.map(({ code }) => code).join(', ');
  for (const [index, id] of ids.entries()) {
    const node = answer.value[index];
    if (node === undefined || node === null) {
      readings.set(id, refusal === undefined && node === null ? { kind: 'gone' } : unread(refusal ?? 'no answer'));
      continue;
    }
    const whole = kind === 'customer' ? null : await readChildren(admin, kind, node, options);
    if (whole?.kind === 'halted') return whole;
    readings.set(id, whole ?? readWhole(kind, id, node, options, askedAt));
  }
  return { kind: 'read', readings, cost: answer.cost };
}

const unread = (reason: string): ObjectReading => ({ kind: 'unread', reason });

function readWhole(
  kind: RefetchKind,
  id: DecimalId,
  node: ReadNode,
  options: ReadOptions,
  askedAt: number,
): ObjectReading {
  if (node.id !== gidFromId(typeNameOf[kind], id)) return unread('another object came');
  const reading = readNode(node, { toldAt: askedAt, metafields: options.metafields });
  if (reading.kind === 'changes') return { kind: 'changes', changes: reading.changes };
  return unread(reading.kind === 'unreadable' ? reading.reason : 'of another type');
}

/** Completes the children of an object, in place. @returns Null when all are there. */
async function readChildren(
  admin: AdminClient,
  kind: 'order' | 'product',
  node: ReadNode,
  options: ReadOptions,
): Promise<ObjectReading | { kind: 'halted'; halt: AdminHalt } | null> {
  const field = childrenOf[kind];
  const first = childrenPage.safeParse(node[field]);
  if (!first.success) return unread(`${field}: not a page`);
  const children = first.data.nodes;
  let { hasNextPage, endCursor } = first.data.pageInfo;
  for (let page = 1; hasNextPage; page += 1) {
    if (page > MOST_PAGES || endCursor === null) return unread(`${field}: too many`);
    const answer = await admin.ask(moreChildren(kind, options), { id: String(node.id), after: endCursor });
    if (answer.kind === 'halted') return answer;
    if (answer.value?.updatedAt !== node.updatedAt) return unread('changed while it was read');
    const more = childrenPage.safeParse(answer.value?.[field]);
    if (!more.success) return unread(`${field}: not a page`);
    children.push(...more.data.nodes);
    ({ hasNextPage, endCursor } = more.data.pageInfo);
  }
  node[field] = { nodes: children };
  return null;
}
