/**
 * One line of a bulk export's JSONL as changes. Lines of connections below a customer or an order (they carry
 * `__parentId`) and of other types are nothing to us: they may stand anywhere after their parent.
 */
import type { Change } from '../changes.ts';
import { customerChanges } from './customerLine.ts';
import { orderChanges } from './orderLine.ts';

export type LineReading =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'ignored' }
  /** What is wrong, without any of the line's values. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a line. Ids in bulk exports are global ids and big numbers are texts, so that JSON.parse loses nothing. */
export function readLine(line: string): LineReading {
  let node: unknown;
  try {
    node = JSON.parse(line);
  } catch {
    return { kind: 'unreadable', reason: 'not JSON' };
  }
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    return { kind: 'unreadable', reason: 'not an object' };
  if ('__parentId' in node) return { kind: 'ignored' };
  const id = 'id' in node && typeof node.id === 'string' ? node.id : '';
  const read = id.startsWith('gid://shopify/Customer/')
    ? customerChanges
    : id.startsWith('gid://shopify/Order/')
      ? orderChanges
      : null;
  if (read === null) return { kind: 'ignored' };
  const answer = read(node);
  return answer.ok ? { kind: 'changes', changes: answer.value } : { kind: 'unreadable', reason: answer.problem };
}
