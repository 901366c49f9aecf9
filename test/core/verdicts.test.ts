/** How the answers of parts make the answer of a group, and how an answer is explained. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, factNames, factOf, noFacts } from '#app/core/facts/catalogue.ts';
import { answerTo } from '#app/core/questions/question.ts';
import { conditionKindOf } from '#app/core/rules/conditions/registry.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { explain, type Explanation } from '#app/core/rules/explain.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { type Window, windowMs } from '#app/core/rules/window.ts';
import { noYardsticks, type Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { factsArbitrary, nowArbitrary, ruleArbitrary, yardsticksArbitrary } from './arbitraries.ts';

const now = Date.parse('2026-03-29T00:30:00.000Z');
const day = windowMs({ days: 1 });
const ago = (window: Window): number => now - windowMs(window);

describe('a group', () => {
  const facts: Facts = { ...noFacts, lastOrderAt: ago({ days: 10 }), lastOpenedAt: ago({ days: 20 }) };
  const ordered = (days: number): Rule => ({ fact: 'lastOrderAt', is: 'within', window: { days } });
  const opened = (days: number): Rule => ({ fact: 'lastOpenedAt', is: 'within', window: { days } });
  const quiet = (days: number): Rule => ({ fact: 'lastOrderAt', is: 'not-for', window: { days } });
  const never: Rule = { fact: 'orderCount', is: 'more-than', value: 0 };
  const cases: readonly [title: string, rule: Rule, member: boolean, until: number | null][] = [
    ['all ends with the first part to end', { all: [ordered(30), opened(25)] }, true, now + 5 * day],
    ['all begins no sooner than the last part', { all: [quiet(30), quiet(12), ordered(30)] }, false, now + 20 * day],
    ['all with a part that stays false never begins', { all: [quiet(30), never] }, false, null],
    ['any ends no sooner than the last part', { any: [ordered(30), opened(25), never] }, true, now + 20 * day],
    ['any begins with the first part to begin', { any: [quiet(30), quiet(12), never] }, false, now + 2 * day],
    ['any with a part that stays true never ends', { any: [ordered(30), { not: never }] }, true, null],
    ['not changes when its part does', { not: ordered(30) }, false, now + 20 * day],
  ];
  test.each(cases)('%s', (_title, rule, member, until) => {
    expect(evaluate(rule, facts, now, noYardsticks)).toEqual({ member, until });
  });

  test('that refers to another segment is not decided before the reference is replaced', () => {
    expect(() => evaluate({ all: [{ is: 'member-of', segment: 3 }] }, facts, now, noYardsticks)).toThrow(/replaced/);
  });
});

interface Situation {
  readonly rule: Rule;
  readonly facts: Facts;
  readonly at: number;
  readonly yardsticks: Yardsticks;
}

const situation: fc.Arbitrary<Situation> = nowArbitrary.chain((at) =>
  fc.record({
    rule: ruleArbitrary,
    facts: factsArbitrary(at),
    at: fc.constant(at),
    yardsticks: yardsticksArbitrary(at),
  }),
);

describe('an explanation', () => {
  test('gives every part the verdict that the part alone would get, and shows what was looked at', () => {
    fc.assert(
      fc.property(situation, (given) => {
        checkPart(explain(given.rule, given.facts, given.at, given.yardsticks), given);
      }),
      { numRuns: 1_000 },
    );
  });

  test('takes its until from one of its conditions', () => {
    fc.assert(
      fc.property(situation, ({ rule, facts, at, yardsticks }) => {
        const explanation = explain(rule, facts, at, yardsticks);
        if (explanation.until !== null) expect(untilsOf(explanation)).toContain(explanation.until);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each<[rule: Rule, shown: readonly string[]]>([
    [{ fact: 'lastOrderAt', is: 'since', other: 'lastCartAt' }, ['lastOrderAt', 'lastCartAt']],
    [{ fact: 'lastOrderAt', is: 'longer-ago-than', span: 'ownGapMs', percent: 100 }, ['lastOrderAt', 'ownGapMs']],
    [{ is: 'forecast', weather: 'rain' }, ['placeKey']],
    [{ is: 'likely-lost', percent: 30 }, ['orderCount', 'firstOrderAt', 'lastOrderAt']],
    [{ is: 'did', event: 'ordered' }, []],
  ])('of %j shows %j', (rule, shown) => {
    const explanation = explain(rule, noFacts, now, noYardsticks);
    expect(explanation.part === 'condition' && explanation.looked.facts.map(({ fact }) => fact)).toEqual(shown);
  });

  test('of a chance that the own gaps stand in for shows the long gap that decided', () => {
    const facts = { ...noFacts, orderCount: 4, lastOrderAt: now - 50, longGapMs: 40 };
    const yardsticks = { ...noYardsticks, model: { kind: 'own-gaps', fittedAt: now } as const };
    expect(explain({ is: 'likely-lost', percent: 30 }, facts, now, yardsticks)).toMatchObject({
      member: true,
      looked: {
        facts: [
          { fact: 'lastOrderAt', value: now - 50 },
          { fact: 'longGapMs', value: 40 },
        ],
      },
    });
  });
});

function checkPart(explanation: Explanation, { rule, facts, at, yardsticks }: Situation): void {
  const { member, until } = explanation;
  expect({ member, until }).toEqual(evaluate(rule, facts, at, yardsticks));
  if (explanation.part === 'condition') {
    const { condition, looked } = explanation;
    expect(condition).toBe(rule);
    for (const { fact, value } of looked.facts) expect(value).toEqual(factOf(fact, facts, yardsticks));
    // Whatever the condition names, and no less.
    const named = Object.values(condition).filter((value) => factNames.some((name) => name === value));
    expect(looked.facts.map(({ fact }) => fact)).toEqual(expect.arrayContaining(named));
    const question = conditionKindOf(condition).asks?.(condition);
    expect(looked.answer).toEqual(question === undefined ? null : answerTo(question, facts.asked));
    expect(looked.facts.length > 0 || looked.answer !== null).toBe(true);
    return;
  }
  const children = partsOf(rule, explanation.part);
  expect(explanation.parts).toHaveLength(children.length);
  for (const [index, part] of explanation.parts.entries())
    checkPart(part, { rule: children[index]!, facts, at, yardsticks });
}

function untilsOf(explanation: Explanation): (number | null)[] {
  return explanation.part === 'condition' ? [explanation.until] : explanation.parts.flatMap(untilsOf);
}

function partsOf(rule: Rule, part: 'all' | 'any' | 'not'): readonly Rule[] {
  if (part === 'all' && 'all' in rule) return rule.all;
  if (part === 'any' && 'any' in rule) return rule.any;
  if (part === 'not' && 'not' in rule) return [rule.not];
  throw new Error(`the explanation says ${part}, the rule ${Object.keys(rule).join()}`);
}
