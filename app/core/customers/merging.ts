/**
 * Customers that were merged, as groups: everybody of a group stands for one person, and one of them, the root, owns what
 * belongs to all. A group depends on the merges alone, not on the order in which they were told.
 */
import type { DecimalId } from '../identifiers.ts';

/** A customer and the group it belongs to. */
export interface Member {
  customerId: DecimalId;
  /** Who owns everything of the group; the customer itself when it was never merged. */
  rootId: DecimalId;
  /** When this one was merged away, at the earliest it was told; null for one that was not. Epoch milliseconds. */
  mergedAt: number | null;
}

/** `customerId` was merged into `keptId`. */
export interface Merge {
  customerId: DecimalId;
  keptId: DecimalId;
  at: number;
}

/**
 * Joins groups by merges. The root is the one that was not merged away. Where the merges contradict each other there is
 * more than one, or in a circle none: then it is the one with the greatest id.
 * @param known Every member of every group that a merge names.
 * @returns All of them, and those who were not known yet.
 */
export function joinGroups(known: readonly Member[], merges: readonly Merge[]): Member[] {
  const parents = new Map<DecimalId, DecimalId>();
  const mergedAt = new Map<DecimalId, number>();
  const rootOf = (customerId: DecimalId): DecimalId => {
    let root = customerId;
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up;
    return root;
  };
  const join = (one: DecimalId, other: DecimalId): void => {
    for (const customerId of [one, other]) if (!parents.has(customerId)) parents.set(customerId, customerId);
    parents.set(rootOf(one), rootOf(other));
  };
  const noteMerged = (customerId: DecimalId, at: number | null): void => {
    if (at !== null) mergedAt.set(customerId, Math.min(at, mergedAt.get(customerId) ?? at));
  };
  for (const member of known) {
    join(member.customerId, member.rootId);
    noteMerged(member.customerId, member.mergedAt);
  }
  for (const { customerId, keptId, at } of merges) {
    if (customerId === keptId) continue;
    join(customerId, keptId);
    noteMerged(customerId, at);
  }

  const chosen = new Map<DecimalId, DecimalId>();
  for (const customerId of parents.keys()) {
    const group = rootOf(customerId);
    const best = chosen.get(group);
    if (best === undefined || isBetterRoot(customerId, best, mergedAt)) chosen.set(group, customerId);
  }
  return [...parents.keys()].map((customerId) => ({
    customerId,
    rootId: chosen.get(rootOf(customerId)) ?? customerId,
    mergedAt: mergedAt.get(customerId) ?? null,
  }));
}

function isBetterRoot(one: DecimalId, other: DecimalId, mergedAt: ReadonlyMap<DecimalId, number>): boolean {
  if (mergedAt.has(one) !== mergedAt.has(other)) return !mergedAt.has(one);
  return BigInt(one) > BigInt(other);
}
