/** Random rules of every kind of condition but references to other segments, which are replaced before anything is decided. */
import fc from 'fast-check';
import { factCatalogue, type FactNameOf, factNamesOf } from '#app/core/facts/catalogue.ts';
import type { FactKind } from '#app/core/facts/fact.ts';
import type { BirthdayCondition } from '#app/core/rules/conditions/birthday.ts';
import type { ForecastCondition } from '#app/core/rules/conditions/forecast.ts';
import type { Condition } from '#app/core/rules/conditions/registry.ts';
import { maxRuleLevels, type Rule } from '#app/core/rules/rule.ts';
import { rankedFacts } from '#app/core/yardsticks/yardsticks.ts';
import { extremes, figures, ratios } from './figures.ts';
import { happened, lasting, unordered } from './history.ts';
import { gapPercents, windows, yearlyDays } from './instants.ts';
import { askedTexts, keys } from './texts.ts';

const anyOf = <const Value>(...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);
const named = <Kind extends FactKind>(...kinds: readonly Kind[]): fc.Arbitrary<FactNameOf<Kind>> =>
  fc.constantFrom(...factNamesOf(...kinds));

/** Few facts, so that the conditions of one rule often ask the same one in different ways. */
const instantName = fc.oneof(
  { weight: 3, arbitrary: anyOf('lastOrderAt' as const, 'lastOpenedAt' as const) },
  { weight: 1, arbitrary: named('instant') },
);
const days = anyOf(...yearlyDays);
const values = fc.uniqueArray(anyOf(...askedTexts), { minLength: 1, maxLength: 3 });
const window = anyOf(...windows);

const numberCondition: fc.Arbitrary<Condition> = named('count', 'money', 'ratio').chain((fact) =>
  fc.record({
    fact: fc.constant(fact),
    is: anyOf('equal-to', 'not-equal-to', 'more-than', 'at-least', 'less-than', 'at-most'),
    value: factCatalogue[fact].kind === 'ratio' ? anyOf(...ratios) : anyOf(...figures, ...figures, ...extremes),
  }),
);

const birthdayCondition: fc.Arbitrary<BirthdayCondition> = fc.oneof(
  fc.record({ fact: named('date'), is: anyOf('birthday-within'), days }),
  fc.record({
    fact: named('date'),
    is: anyOf('age-between'),
    from: fc.oneof(fc.nat({ max: 60 }), anyOf(0, 18, 130)),
    to: fc.oneof(fc.nat({ max: 130 }), anyOf(0, 17, 18, 130)),
  }),
);

const forecastCondition: fc.Arbitrary<ForecastCondition> = fc.oneof(
  fc.record({ is: anyOf('forecast'), weather: anyOf('rain', 'snow') }),
  fc.record({ is: anyOf('forecast'), weather: anyOf('above', 'below'), degrees: fc.integer({ min: -3, max: 3 }) }),
);

const happenedCondition: fc.Arbitrary<Condition> = anyOf(...happened).chain((condition) => {
  const isBefore = condition.is === 'did-before';
  return fc
    .oneof({ weight: isBefore ? 0 : 1, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: fc.record({ window }) })
    .map((within): Condition => ({ ...condition, ...within }));
});

const unorderedCondition: fc.Arbitrary<Condition> = fc
  .tuple(anyOf(...unordered), window)
  .map(([condition, within]) => ({ ...condition, window: within }));

/** Conditions that time turns come more often: a rule is a matter of when. */
const weighted: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Condition>])[] = [
  [4, numberCondition],
  [1, fc.record({ fact: named('flag'), is: anyOf('yes', 'no') })],
  [1, fc.record({ fact: named('instant', 'text', 'date'), is: anyOf('ever', 'never') })],
  [8, fc.record({ fact: instantName, is: anyOf('within', 'not-for'), window })],
  [2, fc.record({ fact: instantName, is: anyOf('since', 'not-since'), other: instantName })],
  [
    4,
    fc.record({
      fact: instantName,
      is: anyOf('longer-ago-than', 'not-longer-ago-than'),
      span: named('span'),
      percent: anyOf(...gapPercents),
    }),
  ],
  [4, fc.record({ fact: instantName, is: anyOf('anniversary'), days })],
  [2, fc.record({ fact: named('text'), is: anyOf('one-of', 'none-of'), values })],
  [2, fc.record({ fact: named('words'), is: anyOf('has-any', 'has-none'), values })],
  [2, fc.record({ fact: named('map'), key: anyOf(...keys), is: anyOf('value-one-of', 'value-none-of'), values })],
  [4, birthdayCondition],
  [2, fc.record({ fact: anyOf(...rankedFacts), is: anyOf('in-top', 'below-top'), percent: anyOf(1, 10, 20, 60, 99) })],
  [6, happenedCondition],
  [2, unorderedCondition],
  [4, anyOf<Condition>(...lasting)],
  [4, fc.record({ is: anyOf('likely-lost'), percent: anyOf(1, 30, 50, 99) })],
  [1, forecastCondition],
];

export const conditionArbitrary: fc.Arbitrary<Condition> = fc.oneof(
  ...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })),
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
