/** The SQL compiler against the evaluator, on a real PostgreSQL: one rule tree, one meaning. */
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facts, noFacts } from '#app/core/facts/catalogue.ts';
import { exampleNow, exampleYardsticks, type PresetExample } from '#app/core/presets/example.ts';
import { presetRule, type PresetValues } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import { presets } from '#app/core/presets/registry.ts';
import { questionsOf } from '#app/core/rules/asked.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { compileRule, compileShop } from '#app/core/rules/sql/compile.ts';
import { noYardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { testDatabase } from '#test/support/database.ts';
import { factsArbitrary, nowArbitrary, questionPool, ruleArbitrary, yardsticksArbitrary } from './arbitraries.ts';
import { asKept, countInSql, decideInSql, decideShopInSql, expectSameVerdicts, type Moment } from './deciding.ts';
import { createFactTable, factTableShopId, fillFactTable, readFactTable, slotsFor } from './fact-table.ts';

let client: pg.PoolClient;

beforeAll(async () => {
  const { owner } = await testDatabase();
  client = await owner.connect();
  await client.query(`SET TIME ZONE 'America/New_York'`);
  await createFactTable(client);
});

afterAll(() => {
  client.release(true);
});

/** To make a whole shop smaller takes hours; the first case that differs is told instead. */
const unhurried = { timeout: 240_000 };
const once = { endOnFailure: true };

const questionsKept = fc.shuffledSubarray([...questionPool], { minLength: questionPool.length - 3 });

/** A shop with twenty rules and forty customers, each pair a case. Not every question is kept, as when a rule is new. */
const situation = nowArbitrary.chain((now) =>
  fc.record({
    now: fc.constant(now),
    yardsticks: yardsticksArbitrary(now),
    slots: questionsKept.map(slotsFor),
    rules: fc.array(ruleArbitrary, { minLength: 20, maxLength: 20 }),
    customers: fc.array(factsArbitrary(now), { minLength: 40, maxLength: 40 }),
    /** Which of the turns of verdicts the shop is looked at again. */
    turn: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
);

/** Values of the parameters that have no default that means something. */
const exampleValuesOf = (preset: Preset): PresetValues => ({ ...preset.exampleValues }) as PresetValues;

type Check = (moment: Moment) => Promise<void>;

/** Looks at the shop now, and 1 ms before and at an instant at which one of its verdicts turns. */
async function checkAtTurns(check: Check, moment: Moment, untils: readonly number[], turn: number): Promise<number> {
  await check(moment);
  const until = untils[Math.floor(turn * untils.length)];
  if (until === undefined) return 1;
  await check({ ...moment, now: until - 1 });
  await check({ ...moment, now: until });
  return 3;
}

function verdictsOf(rules: readonly Rule[], customers: readonly Facts[], { now, yardsticks }: Moment) {
  return customers.map((facts) => rules.map((rule) => evaluate(rule, facts, now, yardsticks)));
}

const untilsOf = (verdicts: ReturnType<typeof verdictsOf>): number[] => [
  ...new Set(verdicts.flat().flatMap(({ until }) => until ?? [])),
];

describe('a compiled rule', () => {
  test('gives every customer the verdict that the evaluator gives', unhurried, async () => {
    let caseCount = 0;
    await fc.assert(
      fc.asyncProperty(situation, async ({ rules, customers, turn, ...moment }) => {
        await fillFactTable(client, customers, moment.slots);
        const kept = customers.map((facts) => asKept(facts, moment.slots));
        const check = async (at: Moment): Promise<void> => {
          const found = await decideInSql(client, rules, at);
          expectSameVerdicts(found, verdictsOf(rules, kept, at), { rules, customers: kept, moment: at });
        };
        const untils = untilsOf(verdictsOf(rules, kept, moment));
        caseCount += (await checkAtTurns(check, moment, untils, turn)) * rules.length * customers.length;
      }),
      { ...once, numRuns: 12 },
    );
    expect(caseCount).toBeGreaterThan(20_000);
  });

  test('gives every customer the same verdict by every preset', unhurried, async () => {
    const rules = presets.map((preset) => presetRule(preset, exampleValuesOf(preset), { minorPerUnit: 100 }));
    const questions = questionsOf(rules);
    const shop = nowArbitrary.chain((now) =>
      fc.record({
        now: fc.constant(now),
        yardsticks: fc.oneof(yardsticksArbitrary(now), fc.constant(exampleYardsticks)),
        slots: fc.constant(slotsFor(questions)),
        customers: fc.array(factsArbitrary(now, questions), { minLength: 100, maxLength: 100 }),
        turn: fc.double({ min: 0, max: 0.999, noNaN: true }),
      }),
    );
    let caseCount = 0;
    await fc.assert(
      fc.asyncProperty(shop, async ({ customers, turn, ...moment }) => {
        await fillFactTable(client, customers, moment.slots);
        const check = async (at: Moment): Promise<void> => {
          const found = await decideInSql(client, rules, at);
          expectSameVerdicts(found, verdictsOf(rules, customers, at), { rules, customers, moment: at });
        };
        const untils = untilsOf(verdictsOf(rules, customers, moment));
        caseCount += (await checkAtTurns(check, moment, untils, turn)) * rules.length * customers.length;
      }),
      { ...once, numRuns: 6 },
    );
    expect(caseCount).toBeGreaterThan(500 * presets.length);
  });

  test('is counted as often as the evaluator finds it to hold', unhurried, async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ rules, customers, ...moment }) => {
        await fillFactTable(client, customers, moment.slots);
        const kept = customers.map((facts) => asKept(facts, moment.slots));
        const holds = verdictsOf(rules, kept, moment);
        const counts = rules.map((_, index) => holds.filter((verdicts) => verdicts[index]!.member).length);
        expect(await countInSql(client, rules, moment)).toEqual(counts);
      }),
      { ...once, numRuns: 6 },
    );
  });

  test('is false or true, never unknown, of a customer without a row', unhurried, async () => {
    const rulesAndShop = nowArbitrary.chain((now) =>
      fc.tuple(fc.array(ruleArbitrary, { minLength: 20, maxLength: 20 }), yardsticksArbitrary(now), fc.constant(now)),
    );
    await fc.assert(
      fc.asyncProperty(rulesAndShop, async ([rules, yardsticks, now]) => {
        for (const rule of rules) {
          const { member, until, params } = compileRule(rule, { now, yardsticks, alias: 'fact' });
          const { rows } = await client.query<{ unknown: boolean; until: string | null }>(
            `SELECT (${member}) IS NULL AS unknown, ${until} AS until
             FROM (VALUES (1)) AS one LEFT JOIN customer_fact AS fact ON false`,
            [...params],
          );
          expect(rows).toEqual([{ unknown: false, until: null }]);
        }
      }),
      { ...once, numRuns: 10 },
    );
  });
});

describe('a compiled shop', () => {
  test('gives every customer the segments that hold and the least until', unhurried, async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ rules, customers, turn, ...moment }) => {
        await fillFactTable(client, customers, moment.slots);
        const kept = customers.map((facts) => asKept(facts, moment.slots));
        const segments = rules.map((rule, index) => ({ segmentId: 100 - index, rule }));
        const expectedAt = (at: Moment) =>
          verdictsOf(rules, kept, at).map((verdicts) => {
            const untils = verdicts.flatMap(({ until }) => until ?? []);
            return {
              segmentIds: segments.filter((_, index) => verdicts[index]!.member).map(({ segmentId }) => segmentId),
              until: untils.length === 0 ? null : Math.min(...untils),
            };
          });
        const check = async (at: Moment): Promise<void> => {
          expect(await decideShopInSql(client, segments, at)).toEqual(expectedAt(at));
        };
        const untils = expectedAt(moment).flatMap(({ until }) => until ?? []);
        await checkAtTurns(check, moment, untils, turn);
      }),
      { ...once, numRuns: 6 },
    );
  });

  test.each(presets)('puts every example of $id where it belongs', async (preset) => {
    const rule = presetRule(preset, exampleValuesOf(preset), { minorPerUnit: 100 });
    const slots = slotsFor(questionsOf([rule]));
    const decide = async (examples: readonly PresetExample[]): Promise<boolean[]> => {
      const customers = examples.map(({ facts }) => ({ ...noFacts, ...facts }));
      await fillFactTable(client, customers, slots);
      const yardsticks = { ...exampleYardsticks, ...examples[0]?.yardsticks };
      const rows = await decideShopInSql(client, [{ segmentId: 5, rule }], { now: exampleNow, yardsticks, slots });
      return rows.map(({ segmentIds }) => segmentIds.includes(5));
    };
    const usual = preset.examples.filter(({ yardsticks }) => yardsticks === undefined);
    for (const examples of [usual, ...preset.examples.filter((one) => !usual.includes(one)).map((one) => [one])]) {
      expect(await decide(examples)).toEqual(examples.map(({ member }) => member));
    }
  });

  test('sees the rows of its shop alone, and hands out what else of them is asked for', async () => {
    await fillFactTable(client, [{ ...noFacts, orderCount: 3 }]);
    const { text, params } = compileShop([], {
      now: exampleNow,
      yardsticks: noYardsticks,
      shopId: '$1::bigint',
      firstParameter: 2,
      alongside: ['order_count'],
    });
    expect((await client.query(text, ['8', ...params])).rows).toEqual([]);
    expect((await client.query(text, [factTableShopId, ...params])).rows).toEqual([
      { customer_id: '0', order_count: 3, segment_ids: [], until: null },
    ]);
  });
});

describe('a row of facts', () => {
  test('is read back as the facts it was made of', async () => {
    const customers = nowArbitrary.chain((now) => fc.array(factsArbitrary(now), { minLength: 20, maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(customers, questionsKept.map(slotsFor), async (written, slots) => {
        await fillFactTable(client, written, slots);
        expect(await readFactTable(client, slots)).toEqual(written.map((facts) => asKept(facts, slots)));
      }),
      { ...once, numRuns: 20 },
    );
  });
});
