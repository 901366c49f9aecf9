/** Random figures of a shop, complete and not, with and without ties. */
import fc from 'fast-check';
import type { PurchaseModel } from '#app/core/models/purchaseModel.ts';
import { type RankedFact, rankedFacts, type RfmCuts, type Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { figures, ratios } from './figures.ts';
import { gapsMs, instantArbitrary, timezones } from './instants.ts';
import { places } from './texts.ts';

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** Up to four cut points; equal ones and none at all are what ties and tiny shops give. */
const cutsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.array(value, { maxLength: 4 }).map(ascending);

const rfmArbitrary = (now: number): fc.Arbitrary<RfmCuts> =>
  fc.record({
    recency: cutsOf(instantArbitrary(now)),
    frequency: cutsOf(fc.nat({ max: 8 })),
    monetary: cutsOf(fc.constantFrom(...figures)),
  });

/** All 99 cut points, or the lower ones of a shop in which nobody stands above the rest. */
const percentilesOf = (values: readonly number[]): fc.Arbitrary<number[]> =>
  fc
    .array(fc.constantFrom(...values), { minLength: 99, maxLength: 99 })
    .chain((cuts) => fc.constantFrom(99, 99, 90, 40, 0).map((length) => ascending(cuts).slice(0, length)));

const percentilesArbitrary: fc.Arbitrary<Partial<Record<RankedFact, readonly number[]>>> = fc.record(
  Object.fromEntries(rankedFacts.map((name) => [name, percentilesOf(name === 'expectedOrders30d' ? ratios : figures)])),
  { requiredKeys: [] },
);

const parameter = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Also such as no fit would give: steep enough for an exponential to leave what a double can hold. */
const modelArbitrary = (now: number): fc.Arbitrary<PurchaseModel | null> => {
  const fittedAt = fc.constant(now);
  const fitted = fc.record({
    kind: fc.constantFrom('bg-nbd' as const, 'mbg-nbd' as const),
    r: fc.oneof(parameter(0.05, 5), fc.constant(0.001)),
    alpha: parameter(1, 200),
    a: fc.oneof(parameter(0.05, 5), fc.constant(1)),
    b: fc.oneof(parameter(0.05, 5), fc.constant(1)),
    value: fc.constant(null),
    fittedAt,
  });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('own-gaps' as const), fittedAt }) },
    { weight: 4, arbitrary: fitted },
  );
};

const temperature = fc.integer({ min: -3, max: 3 });
const forecastArbitrary = fc.record({
  rain: fc.boolean(),
  snow: fc.boolean(),
  lowestC: temperature,
  highestC: fc.oneof(temperature, fc.constant(1.5)),
});
const forecastsArbitrary = fc.dictionary(fc.constantFrom(...places.slice(0, 3)), forecastArbitrary, {
  noNullPrototype: true,
});

/** A shop looked at about `now`. */
export function yardsticksArbitrary(now: number): fc.Arbitrary<Yardsticks> {
  return fc.record({
    timezone: fc.constantFrom(...timezones),
    buyerCount: fc.nat(),
    rfm: fc.option(rfmArbitrary(now), { freq: 5 }),
    rfmBasis: fc.constantFrom('quintiles' as const, 'fixed' as const),
    percentiles: percentilesArbitrary,
    medianGapMs: fc.option(fc.constantFrom(...gapsMs), { freq: 3 }),
    model: modelArbitrary(now),
    forecasts: forecastsArbitrary,
  });
}
