/** The SQL compiler against the evaluator, on a real PostgreSQL: one rule tree, one meaning. */
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noFacts } from '#app/core/facts/catalogue.ts';
import { factsFromRow } from '#app/core/facts/columns.ts';
import { defaultRule } from '#app/core/presets/parameters.ts';
import { presets } from '#app/core/presets/registry.ts';
import { exampleNow } from '#app/core/presets/example.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { compileRule, compileShop } from '#app/core/rules/sql/compile.ts';
import { testDatabase } from '#test/support/database.ts';
import { factsArbitrary, nowArbitrary, ruleArbitrary } from './arbitraries.ts';
import { createFactTable, factTableShopId, fillFactTable, instantText } from './fact-table.ts';

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

/** Five rules and twenty customers a time: each pair is a case. */
const situation = nowArbitrary.chain((now) =>
  fc.record({
    now: fc.constant(now),
    rules: fc.array(ruleArbitrary, { minLength: 1, maxLength: 5, size: 'max' }),
    customers: fc.array(factsArbitrary(now), { minLength: 1, maxLength: 20, size: 'max' }),
  }),
);

/** An instant column as epoch milliseconds, with all the digits PostgreSQL keeps. */
const epochMs = (expression: string) => `(extract(epoch FROM ${expression}) * 1000)::text`;

const asNumber = (text: string | null) => (text === null ? null : Number(text));

describe('a compiled rule', () => {
  test('gives every customer the verdict that the evaluator gives', async () => {
    let caseCount = 0;
    await fc.assert(
      fc.asyncProperty(situation, async ({ now, rules, customers }) => {
        await fillFactTable(client, customers);
        const rows = await decideInSql(rules, now);
        const expected = customers.map((facts) => rules.map((rule) => evaluate(rule, facts, now)));
        expect(rows).toEqual(expected);
        caseCount += rules.length * customers.length;
      }),
      { numRuns: 250 },
    );
    expect(caseCount).toBeGreaterThan(2_000);
  });

  test('is false or true, never unknown, of a customer without a row', async () => {
    await fc.assert(
      fc.asyncProperty(ruleArbitrary, async (rule) => {
        const { member, until, params } = compileRule(rule, { now: 'now()', alias: 'fact' });
        const { rows } = await client.query<{ unknown: boolean; until: string | null }>(
          `SELECT (${member}) IS NULL AS unknown, ${until} AS until
           FROM (VALUES (1)) AS one LEFT JOIN customer_fact AS fact ON false`,
          [...params],
        );
        expect(rows).toEqual([{ unknown: false, until: null }]);
      }),
    );
  });

  test('holds no value in its text', () => {
    const { member, until, params } = compileRule(
      {
        all: [
          { fact: 'orderCount', is: 'more-than', value: 77_771 },
          { fact: 'spentMinor', is: 'less-than', value: 77_771 },
          { fact: 'lastOrderAt', is: 'within', window: { hours: 7 } },
        ],
      },
      { now: '$1::timestamptz', alias: 'fact', firstParameter: 4 },
    );
    expect(params).toEqual([77_771, 7 * 3_600]);
    expect(member + until).not.toContain('77771');
    expect(new Set((member + until).match(/\$\d+/g))).toEqual(new Set(['$1', '$4', '$5']));
  });

  test('shares a placeholder between equal values of one type, and not between types', () => {
    const rule: Rule = {
      all: [
        { fact: 'spentMinor', is: 'at-least', value: 3_600 },
        { fact: 'orderCount', is: 'less-than', value: 3_600 },
        { fact: 'lastOrderAt', is: 'within', window: { hours: 1 } },
      ],
    };
    const { member, params } = compileRule(rule, { now: 'now()', alias: 'fact' });
    expect(params).toEqual([3_600, 3_600]);
    expect(member.match(/\$\d+::[a-z ]+/g)).toEqual(['$1::bigint', '$1::bigint', '$2::double precision']);
  });

  test('mentions the instant asked about even where the rule does not ask for it', () => {
    const rule: Rule = { fact: 'orderCount', is: 'more-than', value: 5 };
    const { member, until } = compileRule(rule, { now: '$1::timestamptz', alias: 'fact', firstParameter: 2 });
    expect(member).toContain('$1');
    expect(until).toContain('$1');
  });

  test.each(['fact; --', 'Fact', '', 'a.b', '"fact"'])('is not made for the alias %j', (alias) => {
    expect(() => compileRule({ fact: 'lastOrderAt', is: 'ever' }, { now: 'now()', alias })).toThrow(/alias/);
  });

  test.each([0, 1.5, Number.NaN])('is not made with parameters from %d on', (firstParameter) => {
    const rule: Rule = { fact: 'lastOrderAt', is: 'ever' };
    expect(() => compileRule(rule, { now: 'now()', alias: 'fact', firstParameter })).toThrow(/placeholder/);
  });
});

describe('a compiled shop', () => {
  test('gives every customer the segments that hold and the least until', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ now, rules, customers }) => {
        await fillFactTable(client, customers);
        const segments = rules.map((rule, index) => ({ segmentId: 100 - index, rule }));
        const expected = customers.map((facts) => {
          const verdicts = segments.map(({ segmentId, rule }) => ({ segmentId, ...evaluate(rule, facts, now) }));
          const untils = verdicts.flatMap(({ until }) => until ?? []);
          return {
            segmentIds: verdicts.filter(({ member }) => member).map(({ segmentId }) => segmentId),
            until: untils.length === 0 ? null : Math.min(...untils),
          };
        });
        expect(await decideShopInSql(segments, now)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('puts every example of every preset where it belongs', async () => {
    const segments = presets.map((preset, index) => ({ segmentId: index + 1, rule: defaultRule(preset) }));
    for (const [index, preset] of presets.entries()) {
      await fillFactTable(
        client,
        preset.examples.map(({ facts }) => ({ ...noFacts, ...facts })),
      );
      const rows = await decideShopInSql(segments, exampleNow);
      expect(rows.map(({ segmentIds }) => segmentIds.includes(index + 1))).toEqual(
        preset.examples.map(({ member }) => member),
      );
    }
  });

  test('sees the rows of its shop alone', async () => {
    await fillFactTable(client, [noFacts]);
    const options = { now: '$1::timestamptz', shopId: '$2::bigint', firstParameter: 3 };
    const { text, params } = compileShop([], options);
    const now = new Date(exampleNow);
    expect((await client.query(text, [now, '8', ...params])).rows).toEqual([]);
    expect((await client.query(text, [now, factTableShopId, ...params])).rows).toEqual([
      { customer_id: '0', segment_ids: [], until: null, decided_at: now },
    ]);
  });
});

describe('a row of facts', () => {
  test('is read back as the facts it was made of', async () => {
    const customers = nowArbitrary.chain((now) => fc.array(factsArbitrary(now), { size: 'max', maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(customers, async (written) => {
        await fillFactTable(client, written);
        const { rows } = await client.query('SELECT * FROM customer_fact ORDER BY customer_id');
        expect(rows.map((row: Record<string, unknown>) => factsFromRow(row))).toEqual(written);
      }),
    );
  });
});

/** Every rule's verdict on every customer, all rules in one statement. */
async function decideInSql(rules: readonly Rule[], now: number) {
  const values: (string | number)[] = [instantText(now)];
  const columns = rules.flatMap((rule, index) => {
    const options = { now: '$1::timestamptz', alias: 'fact', firstParameter: values.length + 1 };
    const { member, until, params } = compileRule(rule, options);
    values.push(...params);
    return [`(${member}) AS member_${index}`, `${epochMs(until)} AS until_${index}`];
  });
  const text = `SELECT ${columns.join(', ')} FROM customer_fact AS fact ORDER BY customer_id`;
  const { rows } = await client.query<Record<string, boolean | string | null>>(text, values);
  return rows.map((row) =>
    rules.map((_, index) => ({
      member: row[`member_${index}`],
      until: asNumber(row[`until_${index}`] as string | null),
    })),
  );
}

/** Every customer's segments and least until. */
async function decideShopInSql(segments: readonly { segmentId: number; rule: Rule }[], now: number) {
  const { text, params } = compileShop(segments, { now: '$1::timestamptz', shopId: '$2::bigint', firstParameter: 3 });
  const { rows } = await client.query<{ segment_ids: number[]; until: string | null }>(
    `SELECT segment_ids, ${epochMs('until')} AS until FROM (${text}) AS verdict ORDER BY customer_id`,
    [instantText(now), factTableShopId, ...params],
  );
  return rows.map(({ segment_ids, until }) => ({ segmentIds: segment_ids, until: asNumber(until) }));
}
