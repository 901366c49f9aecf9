/** What rules answer, and that `until` is a promise: nothing changes by time alone before it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, noFacts } from '#app/core/facts/catalogue.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { explain, type Explanation } from '#app/core/rules/explain.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { type Window, windowMs } from '#app/core/rules/window.ts';
import { factsArbitrary, nowArbitrary, ruleArbitrary } from './arbitraries.ts';

const now = Date.parse('2026-03-29T00:30:00.000Z');
const day = windowMs({ days: 1 });
const ago = (window: Window) => now - windowMs(window);

describe('a condition', () => {
  const buyer: Facts = { ...noFacts, orderCount: 3, spentMinor: 12_990, lastOrderAt: ago({ days: 30 }) };
  const cases: readonly [rule: Rule, facts: Facts, member: boolean, until: number | null][] = [
    [{ fact: 'orderCount', is: 'equal-to', value: 3 }, buyer, true, null],
    [{ fact: 'orderCount', is: 'not-equal-to', value: 3 }, buyer, false, null],
    [{ fact: 'orderCount', is: 'more-than', value: 3 }, buyer, false, null],
    [{ fact: 'orderCount', is: 'more-than', value: 2 }, buyer, true, null],
    [{ fact: 'orderCount', is: 'at-least', value: 3 }, buyer, true, null],
    [{ fact: 'orderCount', is: 'at-least', value: 4 }, buyer, false, null],
    [{ fact: 'spentMinor', is: 'less-than', value: 12_990 }, buyer, false, null],
    [{ fact: 'spentMinor', is: 'less-than', value: 12_991 }, buyer, true, null],
    [{ fact: 'spentMinor', is: 'at-most', value: 12_990 }, buyer, true, null],
    [{ fact: 'spentMinor', is: 'at-most', value: 12_989 }, buyer, false, null],
    [{ fact: 'emailReachable', is: 'yes' }, buyer, false, null],
    [{ fact: 'emailReachable', is: 'no' }, buyer, true, null],
    [{ fact: 'lastOrderAt', is: 'ever' }, buyer, true, null],
    [{ fact: 'lastOrderAt', is: 'never' }, buyer, false, null],
    [{ fact: 'lastOrderAt', is: 'ever' }, noFacts, false, null],
    [{ fact: 'lastOrderAt', is: 'never' }, noFacts, true, null],
    [{ fact: 'lastOrderAt', is: 'within', window: { days: 31 } }, buyer, true, now + day],
    [{ fact: 'lastOrderAt', is: 'within', window: { days: 30 } }, buyer, false, null],
    [{ fact: 'lastOrderAt', is: 'within', window: { hours: 721 } }, buyer, true, now + windowMs({ hours: 1 })],
    [{ fact: 'lastOrderAt', is: 'within', window: { hours: 720 } }, buyer, false, null],
    [{ fact: 'lastOrderAt', is: 'within', window: { days: 30 } }, noFacts, false, null],
    [{ fact: 'lastOrderAt', is: 'not-for', window: { days: 31 } }, buyer, false, now + day],
    [{ fact: 'lastOrderAt', is: 'not-for', window: { days: 30 } }, buyer, true, null],
    [{ fact: 'lastOrderAt', is: 'not-for', window: { days: 30 } }, noFacts, false, null],
  ];
  test.each(cases)('%j', (rule, facts, member, until) => {
    expect(evaluate(rule, facts, now)).toEqual({ member, until });
  });

  test('counts an instant still to come as within', () => {
    const facts = { ...noFacts, lastOpenedAt: now + day };
    expect(evaluate({ fact: 'lastOpenedAt', is: 'within', window: { days: 2 } }, facts, now)).toEqual({
      member: true,
      until: now + 3 * day,
    });
  });
});

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
    expect(evaluate(rule, facts, now)).toEqual({ member, until });
  });
});

const situation = fc
  .tuple(ruleArbitrary, nowArbitrary)
  .chain(([rule, at]) => fc.record({ rule: fc.constant(rule), at: fc.constant(at), facts: factsArbitrary(at) }));

describe('until', () => {
  test('lies after the instant asked about, and nothing changes before it', () => {
    fc.assert(
      fc.property(situation, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), ({ rule, facts, at }, fractions) => {
        const { member, until } = evaluate(rule, facts, at);
        if (until !== null) expect(until).toBeGreaterThan(at);
        const end = until ?? at + windowMs({ days: 80_000 });
        const instants = [end - 1, ...fractions.map((fraction) => at + Math.floor(fraction * (end - 1 - at)))];
        for (const instant of instants) {
          const later = evaluate(rule, facts, instant);
          expect(later.member).toBe(member);
          if (until === null) expect(later.until).toBeNull();
          else if (later.until !== null) expect(later.until).toBeGreaterThanOrEqual(until);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('is enough to wake by: looking again only when it has come never leaves a stale answer', () => {
    fc.assert(
      fc.property(situation, ({ rule, facts, at }) => {
        const boundaries = boundariesOf(rule, facts).filter((boundary) => boundary > at);
        const instants = boundaries.flatMap((boundary) => [boundary - 1, boundary, boundary + 1]);
        let kept = evaluate(rule, facts, at);
        for (const instant of instants.filter((later) => later > at).sort((a, b) => a - b)) {
          if (kept.until !== null && kept.until <= instant) kept = evaluate(rule, facts, instant);
          expect(kept.member).toBe(evaluate(rule, facts, instant).member);
        }
        expect(kept.until).toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });

  test('is one of the instants at which a condition turns', () => {
    fc.assert(
      fc.property(situation, ({ rule, facts, at }) => {
        const { until } = evaluate(rule, facts, at);
        if (until !== null) expect(boundariesOf(rule, facts)).toContain(until);
      }),
    );
  });
});

/** Every instant at which some condition of the rule turns. */
function boundariesOf(rule: Rule, facts: Facts): number[] {
  if ('all' in rule) return rule.all.flatMap((part) => boundariesOf(part, facts));
  if ('any' in rule) return rule.any.flatMap((part) => boundariesOf(part, facts));
  if ('not' in rule) return boundariesOf(rule.not, facts);
  if (!('window' in rule)) return [];
  const at = facts[rule.fact];
  return at === null ? [] : [at + windowMs(rule.window)];
}

describe('an explanation', () => {
  test('gives every part the verdict that the part alone would get, and shows the fact looked at', () => {
    fc.assert(fc.property(situation, ({ rule, facts, at }) => checkPart(explain(rule, facts, at), rule, facts, at)));
  });
});

function checkPart(explanation: Explanation, rule: Rule, facts: Facts, at: number): void {
  const { member, until } = explanation;
  expect({ member, until }).toEqual(evaluate(rule, facts, at));
  if (explanation.part === 'condition') {
    expect(explanation.condition).toBe(rule);
    expect(explanation.value).toBe(facts[explanation.condition.fact]);
    return;
  }
  const children = partsOf(rule, explanation.part);
  expect(explanation.parts).toHaveLength(children.length);
  for (const [index, part] of explanation.parts.entries()) checkPart(part, children[index]!, facts, at);
}

function partsOf(rule: Rule, part: 'all' | 'any' | 'not'): readonly Rule[] {
  if (part === 'all' && 'all' in rule) return rule.all;
  if (part === 'any' && 'any' in rule) return rule.any;
  if (part === 'not' && 'not' in rule) return [rule.not];
  throw new Error(`the explanation says ${part}, the rule ${Object.keys(rule).join()}`);
}
