/** Rules, the facts beside them and the answers to their questions read well in Turkish and in English. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factCatalogue, type FactName, type FactValue, factNames, factOf } from '#app/core/facts/catalogue.ts';
import { historyEvents, STRETCH_BEGUN_AT, subjectKinds } from '#app/core/questions/question.ts';
import type { Condition } from '#app/core/rules/conditions/registry.ts';
import { conditionKindOf, conditionKinds } from '#app/core/rules/conditions/registry.ts';
import { explain, type Explanation } from '#app/core/rules/explain.ts';
import { conditionsOf, type Rule } from '#app/core/rules/rule.ts';
import { withAblative } from '#app/core/rules/words/ablative.ts';
import {
  answerWords,
  conditionWords,
  factWords,
  ruleSentence,
  type RuleWords,
  ruleWords,
  type WordTerms,
} from '#app/core/rules/words/ruleWords.ts';
import type { Locale } from '#app/core/text.ts';
import { saidConditions as said } from './conditions-said.ts';
import { factsArbitrary, nowArbitrary, ruleArbitrary, yardsticksArbitrary } from './arbitraries.ts';

const termsIn = (locale: Locale): WordTerms => ({
  locale,
  currencyCode: 'TRY',
  segmentName: (segmentId) => `№ ${segmentId}`,
  timezone: 'Europe/Istanbul',
});
const [tr, en] = [termsIn('tr'), termsIn('en')];

/** Blanks that do not break lines are as good as others here. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a condition in words', () => {
  test.each(said)('%j: %s', (condition, english, turkish) => {
    expect(plain(conditionWords(condition, en))).toBe(english);
    expect(plain(conditionWords(condition, tr))).toBe(turkish);
  });

  test('is told here for every operator there is', () => {
    const operators = conditionKinds.flatMap((kind) => kind.operators);
    expect(operators.filter((operator) => !said.some(([{ is }]) => is === operator))).toEqual([]);
  });

  test('names every event and every kind of subject in words of its own', () => {
    for (const terms of [tr, en]) {
      const events = historyEvents.map((event) => conditionWords({ is: 'did', event }, terms));
      const subjects = subjectKinds.map((by) =>
        conditionWords({ is: 'did', event: 'ordered', of: { by, values: ['x'] } }, terms),
      );
      expect(new Set(events).size).toBe(historyEvents.length);
      expect(new Set(subjects).size).toBe(subjectKinds.length);
    }
  });

  test('writes sums with the decimals of their currency', () => {
    const condition: Condition = { fact: 'spentMinor', is: 'at-least', value: 1_250 };
    const sum = (currencyCode: string): string => plain(conditionWords(condition, { ...en, currencyCode }));
    expect([sum('JPY'), sum('KWD'), sum('EUR')]).toEqual([
      'Total spent: at least ¥1,250',
      'Total spent: at least KWD 1.250',
      'Total spent: at least €12.50',
    ]);
  });
});

describe('a rule in words', () => {
  const orders = (value: number): Condition => ({ fact: 'orderCount', is: 'at-least', value });
  const sentences = (rule: Rule): [string, string] => [ruleSentence(rule, en), ruleSentence(rule, tr)];

  test('keeps the form of the rule', () => {
    expect(ruleWords({ all: [orders(1), { not: { any: [orders(2)] } }] }, en)).toEqual({
      kind: 'all',
      parts: [
        { kind: 'condition', text: 'Orders: at least 1' },
        { kind: 'not', parts: [{ kind: 'any', parts: [{ kind: 'condition', text: 'Orders: at least 2' }] }] },
      ],
    });
  });

  test('is a sentence with brackets where groups stand in groups', () => {
    expect(sentences({ all: [orders(1), { any: [orders(2), orders(3)] }, { not: orders(4) }] })).toEqual([
      'Orders: at least 1 and (Orders: at least 2 or Orders: at least 3) and not (Orders: at least 4)',
      'Sipariş sayısı: en az 1 ve (Sipariş sayısı: en az 2 veya Sipariş sayısı: en az 3) ve (Sipariş sayısı: en az 4) değil',
    ]);
  });

  test('needs no brackets around a group of one, and keeps them around what stands in it', () => {
    expect(sentences({ all: [{ any: [orders(1)] }] })).toEqual(['Orders: at least 1', 'Sipariş sayısı: en az 1']);
    const [sentence] = sentences({ all: [{ all: [{ any: [orders(1), orders(2)] }] }, orders(3)] });
    expect(sentence).toBe('(Orders: at least 1 or Orders: at least 2) and Orders: at least 3');
  });

  test('of an empty group is everybody or nobody', () => {
    expect([sentences({ all: [] }), sentences({ any: [] })]).toEqual([
      ['everybody', 'herkes'],
      ['nobody', 'hiç kimse'],
    ]);
  });
});

describe('a value in words', () => {
  const at = Date.parse('2026-03-12T11:03:00.000Z');
  const values: readonly (readonly [FactName, FactValue, english: string, turkish: string])[] = [
    ['orderCount', 1_234, '1,234', '1.234'],
    ['spentMinor', 124_990, 'TRY 1,249.90', '₺1.249,90'],
    ['spentMinor', -Number.MAX_SAFE_INTEGER, '-TRY 90,071,992,547,409.91', '-₺90.071.992.547.409,91'],
    ['refundedShare', 0.12, '12 %', '%12'],
    ['refundedShare', 1 / 3, '33.33 %', '%33,33'],
    ['refundedShare', 0, '0 %', '%0'],
    ['expectedOrders30d', 1 / 3, '0.333', '0,333'],
    ['lastOrderAt', at, 'Mar 12, 2026, 2:03 PM', '12 Mar 2026 14:03'],
    ['lastOrderAt', null, 'none', 'yok'],
    ['usualGapMs', 86_400_000, '1 day', '1 gün'],
    ['usualGapMs', 129_600_000, '1.5 days', '1,5 gün'],
    ['usualGapMs', 7_200_000, '2 hours', '2 saat'],
    ['usualGapMs', null, 'not known', 'bilinmiyor'],
    ['emailReachable', true, 'yes', 'evet'],
    ['emailReachable', false, 'no', 'hayır'],
    ['city', 'İzmir', '“İzmir”', '“İzmir”'],
    ['city', null, 'not known', 'bilinmiyor'],
    ['tags', ['a', 'b'], '“a” and “b”', '“a” ve “b”'],
    ['tags', [], 'none', 'yok'],
    ['metafields', { 'custom.size': 'M' }, 'custom.size: “M”', 'custom.size: “M”'],
    ['metafields', {}, 'none', 'yok'],
    ['birthDate', '1988-02-29', 'February 29, 1988', '29 Şubat 1988'],
  ];

  test.each(values)('%s of %j: %s', (fact, value, english, turkish) => {
    expect(plain(factWords(fact, value, en))).toBe(english);
    expect(plain(factWords(fact, value, tr))).toBe(turkish);
  });

  test('is told in UTC where the zone is unknown', () => {
    expect(factWords('lastOrderAt', at, { ...tr, timezone: 'Mars/Olympus' })).toBe('12 Mar 2026 11:03');
  });
});

describe('an answer in words', () => {
  const at = Date.parse('2026-03-12T11:03:00.000Z');
  const later = Date.parse('2026-03-14T21:00:00.000Z');
  const device: Condition = { is: 'mostly-on', device: 'mobile', windowDays: 90 };
  const answers: readonly (readonly [Condition, (number | null)[], english: string, turkish: string])[] = [
    [{ is: 'did', event: 'ordered' }, [at], 'Last time: Mar 12, 2026, 2:03 PM', 'Son kez: 12 Mar 2026 14:03'],
    [{ is: 'did', event: 'ordered' }, [null], 'never', 'hiç'],
    [
      { is: 'did', event: 'ordered', times: 3 },
      [at],
      'Last but 2: Mar 12, 2026, 2:03 PM',
      'Sondan 3. kez: 12 Mar 2026 14:03',
    ],
    [{ is: 'did-not', event: 'ordered', times: 3 }, [null], 'fewer than 3 times', '3 kezden az'],
    [
      { is: 'did-before', event: 'ordered', window: { days: 1 } },
      [at],
      'First time: Mar 12, 2026, 2:03 PM',
      'İlk kez: 12 Mar 2026 14:03',
    ],
    [{ is: 'did-before', event: 'ordered', window: { days: 1 } }, [null], 'never', 'hiç'],
    [{ is: 'active-on', days: 5, windowDays: 30 }, [at], 'Until: Mar 12, 2026, 2:03 PM', 'Bitiş: 12 Mar 2026 14:03'],
    [{ is: 'active-on', days: 5, windowDays: 30 }, [null], 'at no time', 'hiçbir dönemde'],
    [
      device,
      [at, later, null, null],
      'Mar 12, 2026, 2:03 PM – Mar 15, 2026, 12:00 AM',
      '12 Mar 2026 14:03 – 15 Mar 2026 00:00',
    ],
    [
      device,
      [STRETCH_BEGUN_AT, at, later, Number.POSITIVE_INFINITY],
      'Until: Mar 12, 2026, 2:03 PM; Mar 15, 2026, 12:00 AM – …',
      'Bitiş: 12 Mar 2026 14:03; 15 Mar 2026 00:00 – …',
    ],
    [device, [null, null, null, null], 'at no time', 'hiçbir dönemde'],
  ];

  test.each(answers)('%j with %j: %s', (condition, answer, english, turkish) => {
    expect(plain(answerWords(condition, answer, en))).toBe(english);
    expect(plain(answerWords(condition, answer, tr))).toBe(turkish);
  });
});

test.each([
  [0, '0’dan'],
  [1, '1’den'],
  [2, '2’den'],
  [3, '3’ten'],
  [4, '4’ten'],
  [5, '5’ten'],
  [6, '6’dan'],
  [7, '7’den'],
  [8, '8’den'],
  [9, '9’dan'],
  [10, '10’dan'],
  [20, '20’den'],
  [30, '30’dan'],
  [40, '40’tan'],
  [50, '50’den'],
  [60, '60’tan'],
  [70, '70’ten'],
  [80, '80’den'],
  [90, '90’dan'],
  [100, '100’den'],
  [203, '203’ten'],
  [1_000, '1.000’den'],
  [10_000, '10.000’den'],
  [2_000_000, '2.000.000’dan'],
  [3e9, '3.000.000.000’dan'],
  [5e12, '5.000.000.000.000’dan'],
  [9e15, '9.000.000.000.000.000’dan'],
  [-40, '-40’tan'],
  [0.3, '0,3’ten'],
  [1.06, '1,06’dan'],
])('%d with the ending of "than" is %s in Turkish', (number, written) => {
  expect(withAblative(new Intl.NumberFormat('tr').format(number))).toBe(written);
});

const textsOf = (words: RuleWords): string[] =>
  words.kind === 'condition' ? [words.text] : words.parts.flatMap(textsOf);
const leaves = (explanation: Explanation): Extract<Explanation, { part: 'condition' }>[] =>
  explanation.part === 'condition' ? [explanation] : explanation.parts.flatMap(leaves);

/** Texts of the rule itself may hold anything; what is left must be words. */
function expectWords(text: string): void {
  const own = text.replaceAll(/“.*?”/gs, '').replaceAll(/(Metafield|Meta alan) [^:]*/g, '$1');
  expect(own).toMatch(/\p{L}|\d|…/u);
  expect(own).not.toMatch(/undefined|null|NaN|Infinity|\[object|\{\w*\}|Invalid/);
}

test('every rule, the facts it looks at and the answers to its questions have words', () => {
  fc.assert(
    fc.property(
      nowArbitrary.chain((now) =>
        fc.tuple(fc.constant(now), ruleArbitrary, factsArbitrary(now), yardsticksArbitrary(now)),
      ),
      ([now, rule, facts, yardsticks]) => {
        for (const terms of [tr, en]) {
          const texts = textsOf(ruleWords(rule, terms));
          expect(texts).toEqual(conditionsOf(rule).map((condition) => conditionWords(condition, terms)));
          texts.forEach(expectWords);
          expect(texts.every((text) => ruleSentence(rule, terms).includes(text))).toBe(true);
          for (const { condition, looked } of leaves(explain(rule, facts, now, yardsticks))) {
            for (const { fact, value } of looked.facts) expect(factWords(fact, value, terms)).not.toBe('');
            if (looked.answer !== null) expectWords(answerWords(condition, looked.answer, terms));
            else expect(conditionKindOf(condition).asks).toBeUndefined();
          }
        }
      },
    ),
  );
});

test('every fact has words, whatever is known of it', () => {
  fc.assert(
    fc.property(
      nowArbitrary.chain((now) => fc.tuple(factsArbitrary(now), yardsticksArbitrary(now))),
      ([facts, yardsticks]) => {
        for (const fact of factNames) {
          const value = factOf(fact, facts, yardsticks);
          for (const terms of [tr, en]) {
            const text = factWords(fact, value, terms);
            expect(text).not.toBe('');
            if (['count', 'money', 'ratio', 'instant', 'span', 'flag'].includes(factCatalogue[fact].kind))
              expectWords(text);
          }
        }
      },
    ),
  );
});
