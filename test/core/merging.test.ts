/** Groups of merged customers: the same whatever the order of the merges, with one root that owns everything. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinGroups, type Member, type Merge } from '#app/core/customers/merging.ts';

const merge = (customerId: string, keptId: string, at = 0): Merge => ({ customerId, keptId, at });

/** As the store does: the members of the groups that a batch names are read, and the groups that come of it written. */
function joinedInBatches(batches: readonly (readonly Merge[])[]): Member[] {
  let stored = new Map<string, Member>();
  for (const batch of batches) {
    const named = new Set(batch.flatMap(({ customerId, keptId }) => [customerId, keptId]));
    const roots = new Set(
      [...stored.values()].filter(({ customerId }) => named.has(customerId)).map((one) => one.rootId),
    );
    const known = [...stored.values()].filter(({ rootId }) => roots.has(rootId));
    stored = new Map([...stored, ...joinGroups(known, batch).map((one) => [one.customerId, one] as const)]);
  }
  return [...stored.values()].sort((left, right) => Number(left.customerId) - Number(right.customerId));
}

describe('merged customers', () => {
  test.each([
    ['one after the other', [merge('1', '2'), merge('2', '3')]],
    ['the other way round', [merge('2', '3'), merge('1', '2')]],
  ])('of a chain all belong to its end, told %s', (_, merges) => {
    const groups = joinedInBatches(merges.map((one) => [one]));
    expect(groups.map(({ customerId, rootId }) => [customerId, rootId])).toEqual([
      ['1', '3'],
      ['2', '3'],
      ['3', '3'],
    ]);
    expect(groups.map(({ mergedAt }) => mergedAt)).toEqual([0, 0, null]);
  });

  test('of a circle belong to the greatest, by number and not by text', () => {
    const groups = joinGroups([], [merge('9', '10'), merge('10', '9')]);
    expect(new Set(groups.map(({ rootId }) => rootId))).toEqual(new Set(['10']));
  });

  test('keep the earliest instant at which they were told to be merged', () => {
    const [first] = joinedInBatches([[merge('1', '2', 7)], [merge('1', '2', 5)], [merge('1', '2', 9)]]);
    expect(first).toEqual({ customerId: '1', rootId: '2', mergedAt: 5 });
  });

  test('into themselves are not merged', () => {
    expect(joinGroups([], [merge('1', '1')])).toEqual([]);
  });

  test('are the same in any order, in any batches, however often told, though the merges contradict each other', () => {
    const id = fc.integer({ min: 1, max: 12 }).map(String);
    const merges = fc.array(fc.record({ customerId: id, keptId: id, at: fc.nat(5) }), { minLength: 1, maxLength: 14 });
    const history = merges.chain((told) =>
      fc.record({
        told: fc.constant(told),
        again: fc.array(fc.constantFrom(...told), { maxLength: 5 }),
        keys: fc.array(fc.nat(999), { minLength: 20, maxLength: 20 }),
        size: fc.integer({ min: 1, max: 5 }),
      }),
    );
    fc.assert(
      fc.property(history, ({ told, again, keys, size }) => {
        const shuffled = [...told, ...again]
          .map((one, index) => ({ one, key: keys[index] ?? 0 }))
          .sort((left, right) => left.key - right.key)
          .map(({ one }) => one);
        const batches = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, index) =>
          shuffled.slice(index * size, (index + 1) * size),
        );
        const groups = joinedInBatches(batches);
        expect(groups).toEqual(joinedInBatches([told]));
        // Everybody's root is a root, and is merged away only where all of the group are.
        const rootOf = new Map(groups.map((member) => [member.customerId, member.rootId]));
        for (const { rootId } of groups) expect(rootOf.get(rootId)).toBe(rootId);
        for (const { rootId } of groups) {
          const alike = groups.filter((member) => member.rootId === rootId);
          const root = alike.find(({ customerId }) => customerId === rootId);
          if (root?.mergedAt !== null) expect(alike.every(({ mergedAt }) => mergedAt !== null)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
