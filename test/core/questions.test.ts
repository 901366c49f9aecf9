/** Questions to a customer's history: told apart by what they ask, not by how they are written, and asked once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerTo,
  answerWidth,
  isOfItsTime,
  noAnswer,
  type Question,
  questionKey,
  questionOfKey,
} from '#app/core/questions/question.ts';
import { questionsOf } from '#app/core/rules/asked.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { questionPool, ruleArbitrary } from './arbitraries.ts';

describe('the key of a question', () => {
  test('is the same in whatever order its parts are written, and with parts left open', () => {
    const written: Question = { ask: 'latest', times: 2, event: 'ordered', of: { by: 'vendor', values: ['b', 'a'] } };
    const otherwise: Question = {
      of: { values: ['b', 'a'], by: 'vendor' },
      event: 'ordered',
      worthMinor: undefined,
      times: 2,
      ask: 'latest',
    };
    expect(questionKey(otherwise)).toBe(questionKey(written));
  });

  test('tells all questions apart, and each can be read back from it', () => {
    expect(new Set(questionPool.map(questionKey)).size).toBe(questionPool.length);
    for (const question of questionPool) expect(questionOfKey(questionKey(question))).toEqual(question);
  });
});

describe('the questions of rules', () => {
  test('are asked once, however many rules ask them, however they are nested and whatever their windows', () => {
    const ordered = (days: number): Rule => ({ is: 'did', event: 'ordered', times: 2, window: { days } });
    const rules: Rule[] = [
      { all: [ordered(30), { not: { any: [ordered(90), { fact: 'lastOrderAt', is: 'ever' }] } }] },
      { is: 'did-not', event: 'ordered', times: 2 },
      { is: 'did-before', event: 'ordered', window: { days: 3 } },
      { is: 'mostly-on', device: 'mobile', windowDays: 90 },
    ];
    expect(questionsOf(rules)).toEqual([
      { ask: 'latest', event: 'ordered', times: 2 },
      { ask: 'first', event: 'ordered' },
      { ask: 'device', device: 'mobile', windowDays: 90 },
    ]);
  });

  test('asking once is asking at least one time', () => {
    const asked = (times?: number): Rule => ({ is: 'did', event: 'reviewed', ...(times !== undefined && { times }) });
    expect(questionsOf([asked(), asked(1)])).toHaveLength(1);
  });

  test('do not change by being asked together with others', () => {
    fc.assert(
      fc.property(ruleArbitrary, ruleArbitrary, (one, other) => {
        const together = questionsOf([one, other]).map(questionKey);
        expect(new Set(together)).toEqual(new Set([...questionsOf([one]), ...questionsOf([other])].map(questionKey)));
        expect(new Set(together).size).toBe(together.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the answer to a question', () => {
  test('has one instant, or two stretches of time that are true only as of when it was worked out', () => {
    for (const question of questionPool) {
      const isOfStretches = ['interest', 'device', 'channel'].includes(question.ask);
      expect(answerWidth(question)).toBe(isOfStretches ? 4 : 1);
      expect(isOfItsTime(question)).toBe(isOfStretches);
      expect(noAnswer(question)).toEqual(Array(answerWidth(question)).fill(null));
    }
  });

  test('is that nothing has happened where it was never worked out', () => {
    for (const question of questionPool) {
      expect(answerTo(question, {})).toEqual(noAnswer(question));
      expect(answerTo(question, { [questionKey(question)]: [5] })).toEqual([5]);
    }
  });
});
