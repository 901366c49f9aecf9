/**
 * Nodes of Shopify as changes: one line of a bulk export's JSONL, or a node read alone. Lines of connections carry
 * `__parentId` and may stand anywhere after their parent. Lines of other types are nothing to us.
 */
import type { Change } from '../changes.ts';
import { customerChanges, type NodeReading } from './customerLine.ts';
import { idOf, isNode, textOrNull, type Node, type Problems } from './fields.ts';
import { orderChanges, orderLine } from './orderLine.ts';
import { productChanges } from './productLine.ts';

export type { NodeReading } from './customerLine.ts';

export type LineReading =
  /** `isRoot`: a customer, an order or a product itself, not what hangs below one. */
  | { readonly kind: 'changes'; readonly changes: readonly Change[]; readonly isRoot: boolean }
  | { readonly kind: 'ignored' }
  /** What is wrong, without any of the line's values. */
  | { readonly kind: 'unreadable'; readonly reason: string; readonly isRoot: boolean };

/** How the lines of a backfill are read, unless the merchant has named metafields. */
export const plainReading: NodeReading = { toldAt: 0, metafields: [] };

const ignored: LineReading = { kind: 'ignored' };

/** Reads a line. Ids in bulk exports are global ids and big numbers are texts, so that JSON.parse loses nothing. */
export function readLine(line: string, reading: NodeReading = plainReading): LineReading {
  let node: unknown;
  try {
    node = JSON.parse(line);
  } catch {
    return { kind: 'unreadable', reason: 'not JSON', isRoot: false };
  }
  if (!isNode(node)) return { kind: 'unreadable', reason: 'not an object', isRoot: false };
  return readNode(node, reading);
}

/** Reads a node that is parsed already. */
export function readNode(node: Node, reading: NodeReading): LineReading {
  const { id, __parentId: parentId } = node;
  if (typeof id !== 'string') return ignored;
  const problems: Problems = [];
  const isRoot = parentId === undefined;
  const changes = isRoot ? rootChanges(node, id, reading, problems) : childChanges(node, id, parentId, problems);
  if (changes === null) return ignored;
  return problems.length === 0
    ? { kind: 'changes', changes, isRoot }
    : { kind: 'unreadable', reason: problems.join('; '), isRoot };
}

function rootChanges(node: Node, id: string, reading: NodeReading, problems: Problems): Change[] | null {
  if (id.startsWith('gid://shopify/Order/')) return orderChanges(node, reading, problems);
  if (id.startsWith('gid://shopify/Customer/')) return customerChanges(node, reading, problems);
  if (id.startsWith('gid://shopify/Product/')) return productChanges(node, reading, problems);
  return null;
}

function childChanges(node: Node, id: string, parentId: unknown, problems: Problems): Change[] | null {
  if (typeof parentId !== 'string') return null;
  if (id.startsWith('gid://shopify/LineItem/') && parentId.startsWith('gid://shopify/Order/')) {
    const orderId = idOf(node, 'Order', problems, '__parentId');
    return [{ kind: 'order-line', orderId, line: orderLine(node, problems) }];
  }
  if (id.startsWith('gid://shopify/Collection/') && parentId.startsWith('gid://shopify/Product/')) {
    const productId = idOf(node, 'Product', problems, '__parentId');
    const collectionId = idOf(node, 'Collection', problems);
    return [{ kind: 'product-collection', productId, collectionId, title: textOrNull(node, 'title', problems) }];
  }
  return null;
}
