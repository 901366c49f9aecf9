/** How presets lie in one another and beside one another, and what their choices and units mean. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, noFacts } from '#app/core/facts/catalogue.ts';
import { ago, exampleNow, exampleYardsticks } from '#app/core/presets/example.ts';
import { defaultParameters, presetRule, type PresetValues } from '#app/core/presets/parameters.ts';
import { presetById, presets } from '#app/core/presets/registry.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import type { Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { factsArbitrary, nowArbitrary, yardsticksArbitrary } from './arbitraries.ts';

function ruleOf(id: string, values: PresetValues = {}, minorPerUnit = 100): Rule {
  const preset = presetById(id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  return presetRule(preset, { ...defaultParameters(preset), ...values }, { minorPerUnit });
}

type Case = [facts: Facts, now: number, yardsticks: Yardsticks];

const cases: fc.Arbitrary<Case> = nowArbitrary.chain((now) =>
  fc.tuple(factsArbitrary(now), fc.constant(now), yardsticksArbitrary(now)),
);

/** The ids of those presets that the customer is in. */
const membershipsOf = (ids: readonly string[], [facts, now, yardsticks]: Case): string[] =>
  ids.filter((id) => evaluate(ruleOf(id), facts, now, yardsticks).member);

const buyer = (facts: Partial<Facts>): Case => [{ ...noFacts, orderCount: 1, ...facts }, exampleNow, exampleYardsticks];

describe('inclusion', () => {
  test.each([
    ['engaged-30', 'engaged-60'],
    ['engaged-60', 'engaged-90'],
    ['churn', 'winback'],
    ['vip', 'repeat-buyers'],
    ['lapsed-vip', 'vip'],
    ['tier-gold', 'top-spenders'],
  ])('every member of %s is one of %s', (innerId, outerId) => {
    let innerCount = 0;
    fc.assert(
      fc.property(cases, (it) => {
        const inside = membershipsOf([innerId], it).length > 0;
        if (inside) expect(membershipsOf([outerId], it)).toEqual([outerId]);
        innerCount += inside ? 1 : 0;
      }),
      { numRuns: 500 },
    );
    expect(innerCount).toBeGreaterThan(0);
  });
});

describe('the loyalty tiers', () => {
  const tiers = ['tier-gold', 'tier-silver', 'tier-bronze'];

  test('never overlap', () => {
    fc.assert(
      fc.property(cases, (it) => {
        expect(membershipsOf(tiers, it).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  test('are the top 10, the next 20 and the next 30 hundredths', () => {
    const tierOf = (spentMinor: number) => membershipsOf(tiers, buyer({ spentMinor }));
    const counts = Array.from({ length: 100 }, (_, spentMinor) => tierOf(spentMinor)).flat();
    expect(tiers.map((tier) => counts.filter((id) => id === tier).length)).toEqual([10, 20, 30]);
  });
});

describe('the RFM groups', () => {
  const groups = presets.filter(({ category }) => category === 'rfm').map(({ id }) => id);

  /** By R from 1 to 5 and, within, FM from 1 to 5. */
  const table = [
    ['rfm-lost', 'rfm-lost', 'rfm-at-risk', 'rfm-at-risk', 'rfm-cant-lose'],
    ['rfm-hibernating', 'rfm-hibernating', 'rfm-at-risk', 'rfm-at-risk', 'rfm-at-risk'],
    ['rfm-about-to-sleep', 'rfm-about-to-sleep', 'rfm-need-attention', 'rfm-loyal', 'rfm-loyal'],
    ['rfm-promising', 'rfm-potential-loyalist', 'rfm-potential-loyalist', 'rfm-loyal', 'rfm-loyal'],
    ['rfm-new', 'rfm-potential-loyalist', 'rfm-potential-loyalist', 'rfm-champions', 'rfm-champions'],
  ];

  test('are eleven, and all in the table', () => {
    expect(groups).toHaveLength(11);
    expect(new Set(table.flat())).toEqual(new Set(groups));
  });

  test.each([1, 2, 3, 4, 5])(
    'take a buyer of recency %d as the table says, whatever the other two scores',
    (recency) => {
      const lastOrderAt = ago({ days: [400, 200, 100, 60, 10][recency - 1]! });
      for (const [f, orderCount] of [1, 2, 3, 5, 10].entries()) {
        for (const [m, spentMinor] of [500, 1_000, 2_000, 5_000, 10_000].entries()) {
          const average = Math.round((f + m) / 2);
          expect(membershipsOf(groups, buyer({ lastOrderAt, orderCount, spentMinor }))).toEqual([
            table[recency - 1]![average],
          ]);
        }
      }
    },
  );

  test('take every buyer into exactly one, and nobody else', () => {
    fc.assert(
      fc.property(cases, (it) => {
        const [{ orderCount, lastOrderAt }, , { rfm }] = it;
        const isScored = orderCount > 0 && lastOrderAt !== null && rfm !== null;
        expect(membershipsOf(groups, it)).toHaveLength(isScored ? 1 : 0);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('promoters and detractors', () => {
  test('are 9 and 10, and 0 to 6', () => {
    const groupsOf = (lastNpsScore: number | null) =>
      membershipsOf(['promoters', 'detractors'], buyer({ lastNpsScore }));
    expect([null, 0, 6, 7, 8, 9, 10].map(groupsOf)).toEqual([
      [],
      ['detractors'],
      ['detractors'],
      [],
      [],
      ['promoters'],
      ['promoters'],
    ]);
  });
});

describe('choices', () => {
  const forecasts = exampleYardsticks.forecasts;

  test.each<[id: string, values: PresetValues, facts: Partial<Facts>, member: boolean]>([
    ['by-place', { by: 'country', places: 'tr, AZ' }, { country: 'TR' }, true],
    ['by-place', { by: 'country', places: 'tr, AZ' }, { country: 'DE', city: 'tr' }, false],
    ['by-place', { by: 'province', places: 'İzmir' }, { province: 'Izmir', city: 'Bergama' }, true],
    ['by-place', { by: 'province', places: 'İzmir' }, { province: 'Manisa', city: 'İzmir' }, false],
    ['by-interest', { from: 'tag', values: 'koşu, yüzme' }, { tags: ['vip', 'KOŞU'] }, true],
    ['by-interest', { from: 'tag', values: 'koşu' }, { metafields: { 'custom.interest': 'koşu' } }, false],
    ['by-gender', { key: 'custom.sex, facts.gender', values: 'f' }, { metafields: { 'facts.gender': 'F' } }, true],
    ['traffic-source', { which: 'last', source: 'google' }, { lastUtmSource: 'google' }, true],
    ['traffic-source', { which: 'last', source: 'google.com' }, { lastReferrer: 'google.com' }, true],
    ['traffic-source', { which: 'last', source: 'google' }, { firstUtmSource: 'google' }, false],
    ['weather', { weather: 'rain' }, { placeKey: 'tr/izmir' }, true],
    ['weather', { weather: 'rain' }, { placeKey: 'tr/antalya' }, false],
    ['weather', { weather: 'snow' }, { placeKey: 'tr/erzurum' }, true],
    ['weather', { weather: 'snow' }, { placeKey: 'tr/izmir' }, false],
    ['weather', { weather: 'below', degrees: -10 }, { placeKey: 'tr/erzurum' }, true],
    ['weather', { weather: 'below', degrees: -11 }, { placeKey: 'tr/erzurum' }, false],
    ['weather', { weather: 'above', degrees: 15 }, { placeKey: 'tr/izmir' }, true],
    ['weather', { weather: 'above', degrees: 16 }, { placeKey: 'tr/izmir' }, false],
  ])('%s with %j, of a customer of whom %j is known: %j', (id, values, facts, member) => {
    const shop = { ...exampleYardsticks, forecasts };
    expect(evaluate(ruleOf(id, values), { ...noFacts, ...facts }, exampleNow, shop).member).toBe(member);
  });
});

test.each([
  [1, 500],
  [100, 50_000],
  [1_000, 500_000],
])('500 in a currency with %d minor units to one are %d of them', (minorPerUnit, spentMinor) => {
  const rule = ruleOf('ltv-over', {}, minorPerUnit);
  const isMember = (spent: number) => evaluate(rule, ...buyer({ spentMinor: spent })).member;
  expect([isMember(spentMinor - 1), isMember(spentMinor)]).toEqual([false, true]);
});
