/** Rules that refer to other segments: they stand for what those segments are, and never for themselves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { maxResolvedParts, referencesOf, withoutReferences } from '#app/core/rules/references.ts';
import { conditionsOf, maxRuleConditions, type Rule } from '#app/core/rules/rule.ts';
import { factsArbitrary, nowArbitrary, ruleArbitrary, yardsticksArbitrary } from './arbitraries.ts';

const bought: Rule = { fact: 'lastOrderAt', is: 'ever' };
const opened: Rule = { fact: 'lastOpenedAt', is: 'ever' };
const memberOf = (segment: number): Rule => ({ is: 'member-of', segment });
const notMemberOf = (segment: number): Rule => ({ is: 'not-member-of', segment });

/** Looks rules up by the number of their segment. */
const among =
  (rules: Readonly<Record<number, Rule>>) =>
  (segment: number): Rule | undefined =>
    rules[segment];

describe('a reference', () => {
  test('is replaced by the rule it stands for, through as many segments as there are', () => {
    const rules = { 1: bought, 2: { all: [memberOf(1), opened] }, 3: { any: [notMemberOf(2), { not: memberOf(1) }] } };
    expect(withoutReferences(memberOf(3), among(rules))).toEqual({
      ok: true,
      value: { any: [{ not: { all: [bought, opened] } }, { not: bought }] },
    });
  });

  test('leaves a rule without references as it is', () => {
    fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        expect(withoutReferences(rule, () => undefined)).toEqual({ ok: true, value: rule });
        expect(referencesOf(rule)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('gives the answer of that segment, or its opposite', () => {
    const situation = nowArbitrary.chain((now) =>
      fc.tuple(ruleArbitrary, factsArbitrary(now), fc.constant(now), yardsticksArbitrary(now)),
    );
    fc.assert(
      fc.property(situation, ([rule, facts, now, yardsticks]) => {
        const answer = evaluate(rule, facts, now, yardsticks);
        for (const [reference, member] of [
          [memberOf(1), answer.member],
          [notMemberOf(1), !answer.member],
        ] as const) {
          const resolved = withoutReferences(reference, among({ 1: rule }));
          if (!resolved.ok) throw new Error(resolved.problem.kind);
          expect(evaluate(resolved.value, facts, now, yardsticks)).toEqual({ ...answer, member });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('may be made to one segment from several places', () => {
    const rules = { 1: bought, 2: memberOf(1), 3: memberOf(1) };
    expect(withoutReferences({ all: [memberOf(2), memberOf(3), memberOf(1)] }, among(rules))).toEqual({
      ok: true,
      value: { all: [bought, bought, bought] },
    });
  });

  test.each<[what: string, rule: Rule, rules: Readonly<Record<number, Rule>>, problem: object]>([
    ['to no segment', { any: [bought, memberOf(9)] }, {}, { kind: 'missing', segment: 9 }],
    ['to a segment that refers to none', memberOf(1), { 1: notMemberOf(9) }, { kind: 'missing', segment: 9 }],
    ['to itself', notMemberOf(5), { 5: notMemberOf(5) }, { kind: 'cycle', segment: 5 }],
    ['to a segment that refers back', memberOf(1), { 1: { not: memberOf(5) } }, { kind: 'cycle', segment: 5 }],
    [
      'that comes back through several segments',
      { all: [opened, memberOf(1)] },
      { 1: memberOf(2), 2: { any: [bought, notMemberOf(3)] }, 3: memberOf(5) },
      { kind: 'cycle', segment: 5 },
    ],
    [
      'to segments that go round among themselves',
      memberOf(1),
      { 1: memberOf(2), 2: memberOf(3), 3: memberOf(1) },
      { kind: 'cycle', segment: 1 },
    ],
  ])('%s is refused', (_what, rule, rules, problem) => {
    expect(withoutReferences(rule, among({ ...rules, 5: rule }), 5)).toEqual({ ok: false, problem });
  });

  test('is refused where all that is referred to would be too much, however soon it would multiply', () => {
    const many = (rule: Rule): Rule => ({ any: Array<Rule>(maxRuleConditions).fill(rule) });
    const asMany = maxResolvedParts / maxRuleConditions - 1;
    const fits: Rule = { all: Array<Rule>(asMany - 1).fill(memberOf(1)) };
    const resolved = withoutReferences(fits, among({ 1: many(bought) }));
    expect(resolved.ok && conditionsOf(resolved.value)).toHaveLength((asMany - 1) * maxRuleConditions);
    const twice = (segment: number): Rule => ({ any: [memberOf(segment), memberOf(segment)] });
    const multiplying = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [index + 1, twice(index + 2)]));
    multiplying[41] = bought;
    expect(withoutReferences(memberOf(1), among(multiplying))).toEqual({
      ok: false,
      problem: { kind: 'too-large', segment: expect.any(Number) },
    });
  });

  test('is told of each segment once', () => {
    expect(referencesOf({ all: [memberOf(4), bought, { not: notMemberOf(2) }, notMemberOf(4)] })).toEqual([4, 2]);
  });
});
