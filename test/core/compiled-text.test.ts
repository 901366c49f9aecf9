/** What the SQL of a rule is made of: values bound and not written in, every placeholder in use, plain aliases alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { questionKey } from '#app/core/questions/question.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { compileMember, compileRule, compileShop } from '#app/core/rules/sql/compile.ts';
import { noYardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { nowArbitrary, ruleArbitrary, yardsticksArbitrary } from './arbitraries.ts';

const now = Date.parse('2026-03-29T00:30:00.000Z');
const options = { now, yardsticks: noYardsticks, alias: 'fact' };
const nowText = '2026-03-29T00:30:00.000Z';

/** The numbers of the placeholders in a text, each once, ascending. */
const placeholdersIn = (text: string): number[] =>
  [...new Set([...text.matchAll(/\$(\d+)/g)].map(([, digits]) => Number(digits)))].sort((a, b) => a - b);

/** Numbers from one on, so many. */
const numbersFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

test('a compiled rule, count or shop uses every placeholder and no other, from the first free one on', () => {
  const situation = fc.tuple(fc.array(ruleArbitrary, { maxLength: 3 }), nowArbitrary).chain(([rules, at]) =>
    fc.record({
      rules: fc.constant(rules),
      now: fc.constant(at),
      yardsticks: yardsticksArbitrary(at),
      first: fc.integer({ min: 1, max: 30 }),
    }),
  );
  fc.assert(
    fc.property(situation, ({ rules, first, ...given }) => {
      const all = { ...given, alias: 'fact', firstParameter: first };
      for (const rule of rules) {
        const { member, until, params } = compileRule(rule, all);
        expect(placeholdersIn(member + until)).toEqual(numbersFrom(first, params.length));
        const count = compileMember(rule, all);
        expect(placeholdersIn(count.member)).toEqual(numbersFrom(first, count.params.length));
      }
      const segments = rules.map((rule, index) => ({ segmentId: index + 1, rule }));
      const shop = compileShop(segments, { ...given, shopId: '7', firstParameter: first });
      expect(placeholdersIn(shop.text)).toEqual(numbersFrom(first, shop.params.length));
    }),
    { numRuns: 300 },
  );
});

describe('a compiled rule', () => {
  test('holds no value in its text', () => {
    const { member, until, params } = compileRule(
      {
        all: [
          { fact: 'orderCount', is: 'more-than', value: 77_771 },
          { fact: 'spentMinor', is: 'less-than', value: 77_771 },
          { fact: 'metafields', key: 'custom.77771', is: 'value-one-of', values: ["77771'; --", '7"7\\771'] },
        ],
      },
      { ...options, firstParameter: 4 },
    );
    const beginnings: unknown = expect.stringMatching(/^\{"7",/);
    expect(params).toEqual([nowText, 77_771, 'custom.77771', '{"77771\'; --","7\\"7\\\\771"}', beginnings]);
    expect(member + until).not.toContain('77771');
  });

  test('shares a placeholder between equal values of one type, and not between types', () => {
    const rule: Rule = {
      all: [
        { fact: 'spentMinor', is: 'at-least', value: 3 },
        { fact: 'orderCount', is: 'less-than', value: 3 },
        { fact: 'refundedShare', is: 'more-than', value: 3 },
      ],
    };
    const { member, params } = compileMember(rule, options);
    expect(params).toEqual([nowText, 3, 3]);
    expect(member.match(/\$[23]::[a-z ]+\b/g)?.map((text) => text.trim())).toEqual([
      '$2::bigint',
      '$2::bigint',
      '$3::double precision',
    ]);
  });

  test('takes the answers of questions from where the caller says', () => {
    const rule: Rule = { is: 'did', event: 'ordered', times: 2 };
    const asks = questionKey({ ask: 'latest', event: 'ordered', times: 2 });
    const answer = (question: Parameters<typeof questionKey>[0]) =>
      questionKey(question) === asks ? ['late.at'] : undefined;
    expect(compileMember(rule, { ...options, answer }).member).toContain('late.at IS NOT NULL');
    expect(compileMember(rule, { ...options, answer: () => undefined, slotOf: () => 3 }).member).toContain(
      'fact.asked[3]',
    );
    expect(compileMember(rule, options).member).toContain('NULL::timestamptz IS NOT NULL');
  });

  test.each(['fact; --', 'Fact', '', 'a.b', '"fact"'])('is not made for the alias %j', (alias) => {
    expect(() => compileRule({ fact: 'lastOrderAt', is: 'ever' }, { ...options, alias })).toThrow(/alias/);
  });

  test.each([0, 1.5, Number.NaN])('is not made with parameters from %d on', (firstParameter) => {
    expect(() => compileRule({ fact: 'lastOrderAt', is: 'ever' }, { ...options, firstParameter })).toThrow(
      /placeholder/,
    );
  });

  test('is not made while it refers to another segment', () => {
    expect(() => compileRule({ is: 'member-of', segment: 1 }, options)).toThrow(/replaced/);
  });
});
