/** Rules from outside: what is let in, and what the one who wrote a bad one is told. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseRule, ruleSchema } from '#app/core/rules/parse.ts';
import { ruleArbitrary } from './arbitraries.ts';

const ordered = { fact: 'lastOrderAt', is: 'within', window: { days: 30 } };

/** A rule of so many levels. */
function nested(levels: number): unknown {
  return levels === 1 ? ordered : { not: nested(levels - 1) };
}

/** Groups that hold so many conditions in all. */
function sized(conditionCount: number): unknown {
  const half = Math.floor(conditionCount / 2);
  return { any: [{ all: Array(half).fill(ordered) }, { all: Array(conditionCount - half).fill(ordered) }] };
}

function problemsOf(input: unknown) {
  const parsed = parseRule(input);
  return parsed.ok ? [] : parsed.problem.map(({ path, code, message }) => [path.join('.'), code, message]);
}

describe('a rule from outside', () => {
  test('comes back unchanged through JSON when it is well formed', () => {
    fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        const parsed = parseRule(JSON.parse(JSON.stringify(rule)));
        fc.pre(parsed.ok || parsed.problem.every(({ code }) => code !== 'too-large'));
        expect(parsed).toEqual({ ok: true, value: rule });
      }),
    );
  });

  test('may have 5 levels and 50 conditions, no more', () => {
    expect(problemsOf(nested(5))).toEqual([]);
    expect(problemsOf(nested(6))).toEqual([['not.not.not.not.not', 'too-deep', 'more than 5 levels']]);
    expect(problemsOf(sized(50))).toEqual([]);
    expect(problemsOf(sized(51))).toEqual([['', 'too-large', 'more than 50 conditions']]);
    expect(problemsOf({ all: Array(51).fill(ordered) })).toEqual([['all', 'too-large', 'more than 50 conditions']]);
  });

  test('is refused soon however large or deep it is', () => {
    expect(problemsOf(nested(2_000))).toHaveLength(1);
    const wide = (levels: number): unknown => (levels === 0 ? ordered : { any: Array(50).fill(wide(levels - 1)) });
    expect(problemsOf(wide(4))).toEqual([['', 'too-large', 'more than 50 conditions']]);
  });

  test.each<[input: unknown, path: string, code: string, message: string]>([
    [null, '', 'not-a-rule', 'must be an object'],
    [[ordered], '', 'not-a-rule', 'must be an object'],
    ['lastOrderAt', '', 'not-a-rule', 'must be an object'],
    [{}, '', 'not-a-rule', 'must have exactly one of the keys all, any and not; or be a condition on a fact'],
    [
      { all: [ordered], any: [ordered] },
      '',
      'not-a-rule',
      'must have exactly one of the keys all, any and not; or be a condition on a fact',
    ],
    [{ all: ordered }, 'all', 'not-a-rule', 'must be a list of rules'],
    [{ any: [] }, 'any', 'empty-group', 'must have at least one rule'],
    [{ not: [ordered] }, 'not', 'not-a-rule', 'must be an object'],
    [
      { fact: 'lastOrderAt', is: 'more-than', value: 3 },
      'is',
      'unknown-operator',
      'of lastOrderAt must be one of within, not-for, ever, never',
    ],
    [
      { any: [ordered, { fact: 'emailReachable' }] },
      'any.1.is',
      'unknown-operator',
      'of emailReachable must be one of yes, no',
    ],
    [{ ...ordered, window: { days: 0 } }, 'window.days', 'invalid', 'Too small: expected number to be >=1'],
    [
      { ...ordered, window: { days: 1, hours: 1 } },
      'window',
      'invalid',
      'must be { "days": 1 to 3650 } or { "hours": 1 to 87600 }, in whole numbers',
    ],
  ])('%j is refused at "%s": %s', (input, path, code, message) => {
    expect(problemsOf(input)).toEqual([[path, code, message]]);
  });

  test.each([
    { fact: 'shoeSize', is: 'equal-to', value: 3 },
    { fact: 'constructor', is: 'equal-to', value: 3 },
    { fact: 7, is: 'equal-to', value: 3 },
  ])('%j is refused: no such fact', (input) => {
    const [problem] = problemsOf(input);
    expect(problem?.slice(0, 2)).toEqual(['fact', 'unknown-fact']);
    expect(problem?.[2]).toMatch(/^must be one of orderCount, spentMinor, /);
  });

  test.each([
    { fact: 'orderCount', is: 'more-than', value: 2.5 },
    { fact: 'orderCount', is: 'more-than', value: '2' },
    { fact: 'orderCount', is: 'more-than', value: 2 ** 53 },
    { fact: 'orderCount', is: 'more-than' },
    { fact: 'orderCount', is: 'more-than', value: 2, note: 'x' },
    { ...ordered, window: { days: 3_651 } },
    { ...ordered, window: { hours: 0.5 } },
    { ...ordered, window: 30 },
    { fact: 'lastOrderAt', is: 'ever', window: { days: 30 } },
  ])('%j is refused', (input) => {
    expect(problemsOf(input)).toHaveLength(1);
  });

  test('tells all that is wrong at once, each at its place', () => {
    const input = { all: [{ fact: 'x', is: 'ever' }, ordered, { not: { any: [] } }] };
    expect(problemsOf(input).map(([path]) => path)).toEqual(['all.0.fact', 'all.2.not.any']);
  });

  test('can be part of a larger schema', () => {
    const schema = z.object({ rule: ruleSchema });
    expect(schema.parse({ rule: ordered })).toEqual({ rule: ordered });
    const refused = schema.safeParse({ rule: { all: [{ fact: 'x' }] } });
    expect(refused.error?.issues.map(({ path }) => path)).toEqual([['rule', 'all', 0, 'fact']]);
  });
});
