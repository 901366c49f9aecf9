/** Random rules and customers whose instants lie on, beside and far from the boundaries of those rules. */
import fc from 'fast-check';
import { factCatalogue, factNames, factNamesOf, type Facts } from '#app/core/facts/catalogue.ts';
import type { Condition } from '#app/core/rules/conditions/registry.ts';
import { maxRuleLevels, type Rule } from '#app/core/rules/rule.ts';
import { type Window, windowMs } from '#app/core/rules/window.ts';

/** Few windows, so that rules and customers meet at the same boundaries. */
const windows: readonly Window[] = [
  { hours: 1 },
  { hours: 72 },
  { days: 1 },
  { days: 3 },
  { days: 14 },
  { days: 30 },
  { days: 90 },
  { days: 180 },
  { days: 3650 },
];

/** Instants to ask about: beside changes of daylight saving time in New York, in a leap year, and any other. */
export const nowArbitrary: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    Date.parse('2026-03-08T07:00:00.000Z'),
    Date.parse('2026-11-01T05:59:59.999Z'),
    Date.parse('2024-02-29T23:59:59.999Z'),
  ),
  fc.integer({ min: Date.parse('2010-01-01T00:00:00.000Z'), max: Date.parse('2060-01-01T00:00:00.000Z') }),
);

/** An instant of the past or the future, or null; most often one window and at most a millisecond away from `now`. */
function instantArbitrary(now: number): fc.Arbitrary<number | null> {
  const besideBoundary = fc
    .tuple(fc.constantFrom(...windows), fc.constantFrom(-1, 0, 1))
    .map(([window, offsetMs]) => now - windowMs(window) + offsetMs);
  const century = windowMs({ days: 36_500 });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 5, arbitrary: besideBoundary },
    { weight: 2, arbitrary: fc.integer({ min: now - windowMs({ days: 200 }), max: now + windowMs({ days: 2 }) }) },
    { weight: 1, arbitrary: fc.integer({ min: now - century, max: now + century }) },
  );
}

/** A customer looked at about `now`. */
export function factsArbitrary(now: number): fc.Arbitrary<Facts> {
  const instant = instantArbitrary(now);
  const byKind = {
    count: fc.oneof(fc.nat({ max: 8 }), fc.constant(2_147_483_647)),
    money: fc.oneof(
      fc.integer({ min: -3, max: 8 }),
      fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
      fc.maxSafeInteger(),
    ),
    instant,
    flag: fc.boolean(),
  };
  const model = Object.fromEntries(factNames.map((name) => [name, byKind[factCatalogue[name].kind]]));
  return fc.record(model).map((facts) => facts as unknown as Facts);
}

const figure = fc.oneof(fc.integer({ min: -3, max: 8 }), fc.maxSafeInteger());

/** Few facts, so that the conditions of one rule often ask the same one with different windows. */
const instantName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('lastOrderAt' as const, 'lastOpenedAt' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...factNamesOf('instant')) },
);

const conditionArbitrary: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      fact: fc.constantFrom(...factNamesOf('count', 'money')),
      is: fc.constantFrom('equal-to', 'not-equal-to', 'more-than', 'at-least', 'less-than', 'at-most'),
      value: figure,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ fact: fc.constantFrom(...factNamesOf('flag')), is: fc.constantFrom('yes', 'no') }),
  },
  { weight: 1, arbitrary: fc.record({ fact: instantName, is: fc.constantFrom('ever', 'never') }) },
  {
    weight: 8,
    arbitrary: fc.record({
      fact: instantName,
      is: fc.constantFrom('within', 'not-for'),
      window: fc.constantFrom(...windows),
    }),
  },
);

/** A rule of up to the allowed number of levels. */
export const ruleArbitrary: fc.Arbitrary<Rule> = ruleOfLevels(maxRuleLevels);

function ruleOfLevels(levels: number): fc.Arbitrary<Rule> {
  if (levels === 1) return conditionArbitrary;
  const part = ruleOfLevels(levels - 1);
  const parts = fc.array(part, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 2, arbitrary: conditionArbitrary },
    { weight: 3, arbitrary: fc.record({ all: parts }) },
    { weight: 3, arbitrary: fc.record({ any: parts }) },
    { weight: 1, arbitrary: fc.record({ not: part }) },
  );
}
