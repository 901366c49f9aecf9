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
      'of lastOrderAt must be one of within, not-for, ever, never, since, not-since, longer-ago-than, not-longer-ago-than, anniversary',
    ],
    [
      { any: [ordered, { fact: 'emailReachable' }] },
      'any.1.is',
      'unknown-operator',
      'of emailReachable must be one of yes, no',
    ],
    [
      { all: [{ is: 'visited-mars' }] },
      'all.0.is',
      'unknown-operator',
      'without a fact must be one of did, did-not, did-before, did-unordered, active-on, interested, mostly-on, mostly-clicks, likely-lost, forecast, member-of, not-member-of',
    ],
    [
      { is: 'did', event: 'searched', of: { by: 'vendor', values: ['x'] } },
      'of',
      'invalid',
      'this does not happen to such a thing',
    ],
    [{ is: 'did', event: 'visited', worthMinor: 5 }, 'event', 'invalid', 'only orders have a worth and a gap'],
    [{ is: 'did-before', event: 'visited' }, 'window', 'invalid', 'is needed to say before when'],
    [
      { is: 'forecast', weather: 'rain', degrees: 3 },
      'degrees',
      'invalid',
      'degrees go with above and below, and only with them',
    ],
    [{ fact: 'city', is: 'one-of', values: ['İzmir', 'a\0b'] }, 'values.1', 'invalid', 'holds what no text may have'],
    [{ fact: 'tags', is: 'has-any', values: ['\uD800'] }, 'values.0', 'invalid', 'holds what no text may have'],
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
    { fact: 'orderCount', is: 'in-top', percent: 10 },
    { fact: 'grossMinor', is: 'in-top', percent: 10 },
    { fact: 'spentMinor', is: 'in-top', percent: 0 },
    { fact: 'spentMinor', is: 'below-top', percent: 100 },
    { fact: 'refundedShare', is: 'more-than', value: Number.NaN },
    { fact: 'refundedShare', is: 'more-than', value: Number.POSITIVE_INFINITY },
    { fact: 'lastOrderAt', is: 'since', other: 'orderCount' },
    { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'lastCartAt', percent: 100 },
    { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'ownGapMs', percent: 1_001 },
    { fact: 'ownGapMs', is: 'longer-ago-than', span: 'ownGapMs', percent: 100 },
    { fact: 'firstOrderAt', is: 'anniversary', days: 61 },
    { fact: 'city', is: 'one-of', values: [] },
    { fact: 'city', is: 'one-of', values: ['  '] },
    { fact: 'city', is: 'one-of', values: 'İzmir' },
    { fact: 'city', is: 'one-of', values: Array(51).fill('İzmir') },
    { fact: 'tags', is: 'one-of', values: ['x'] },
    { fact: 'metafields', is: 'value-one-of', values: ['x'] },
    { fact: 'metafields', key: 'a\0', is: 'value-one-of', values: ['x'] },
    { fact: 'birthDate', is: 'birthday-within', days: 0 },
    { fact: 'birthDate', is: 'age-between', from: 18 },
    { fact: 'birthDate', is: 'age-between', from: 18, to: 131 },
    { is: 'did', event: 'married' },
    { is: 'did', event: 'ordered', times: 11 },
    { is: 'did', event: 'ordered', of: { by: 'colour', values: ['x'] } },
    { is: 'did-unordered', event: 'ordered', times: 1, window: { days: 7 } },
    { is: 'active-on', days: 61, windowDays: 90 },
    { is: 'interested', times: 3, windowDays: 14 },
    { is: 'mostly-on', device: 'watch', windowDays: 90 },
    { is: 'mostly-clicks', channel: 'email', percent: 49, windowDays: 90 },
    { is: 'likely-lost', percent: 30.5 },
    { is: 'forecast', weather: 'above' },
    { is: 'member-of', segment: 0 },
    { is: 'member-of', segment: 2 ** 31 },
    { is: 'within', window: { days: 3 } },
  ])('%j is refused', (input) => {
    expect(problemsOf(input)).toHaveLength(1);
  });

  test('tells all that is wrong at once, each at its place', () => {
    const input = { all: [{ fact: 'x', is: 'ever' }, ordered, { not: { any: [] } }] };
    expect(problemsOf(input).map(([path]) => path)).toEqual(['all.0.fact', 'all.2.not.any']);
  });

  test('may refer to other segments', () => {
    const rule = { all: [ordered, { not: { is: 'member-of', segment: 3 } }, { is: 'not-member-of', segment: 4 }] };
    expect(parseRule(rule)).toEqual({ ok: true, value: rule });
  });

  test('has its texts without the blanks at their ends', () => {
    const written = { fact: 'metafields', key: ' custom.size ', is: 'value-one-of', values: ['\tM ', 'L\u00A0'] };
    const rule = { ...written, key: 'custom.size', values: ['M', 'L'] };
    expect(parseRule(written)).toEqual({ ok: true, value: rule });
  });

  test('can be part of a larger schema', () => {
    const schema = z.object({ rule: ruleSchema });
    expect(schema.parse({ rule: ordered })).toEqual({ rule: ordered });
    const refused = schema.safeParse({ rule: { all: [{ fact: 'x' }] } });
    expect(refused.error?.issues.map(({ path }) => path)).toEqual([['rule', 'all', 0, 'fact']]);
  });
});
