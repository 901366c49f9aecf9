/** What conditions answer that ask more than a fact: the calendar, the history, the purchase model, the weather. */
import { describe, expect, test } from 'vitest';
import { noFacts } from '#app/core/facts/catalogue.ts';
import { answered, exampleYardsticks } from '#app/core/presets/example.ts';
import type { Question } from '#app/core/questions/question.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { noYardsticks, type Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { ago, check, day, now } from './conditionCases.ts';

describe('on a date of birth', () => {
  // In Istanbul it is half past three in the morning of the 29th.
  const midnight = (date: string): number => Date.parse(`${date}T00:00:00.000+03:00`);
  const week: Rule = { fact: 'birthDate', is: 'birthday-within', days: 7 };
  const adult: Rule = { fact: 'birthDate', is: 'age-between', from: 18, to: 24 };
  check(
    [
      [week, { birthDate: '1990-03-29' }, true, midnight('2026-03-30')],
      [week, { birthDate: '1990-04-04' }, true, midnight('2026-04-05')],
      [week, { birthDate: '1990-04-05' }, false, midnight('2026-03-30')],
      [week, { birthDate: '1990-03-28' }, false, midnight('2027-03-22')],
      [week, { birthDate: '1988-02-29' }, false, midnight('2027-02-22')],
      [week, {}, false, null],
      [adult, { birthDate: '2008-03-29' }, true, midnight('2033-03-29')],
      [adult, { birthDate: '2008-03-30' }, false, midnight('2026-03-30')],
      [adult, { birthDate: '2001-03-30' }, true, midnight('2026-03-30')],
      [adult, { birthDate: '2001-03-29' }, false, null],
      [{ ...adult, from: 30, to: 20 }, { birthDate: '2000-01-01' }, false, null],
      [adult, {}, false, null],
    ],
    exampleYardsticks,
  );

  test.each([
    ['America/Havana', '2026-11-01'],
    ['Atlantic/Azores', '2026-10-25'],
    ['Africa/Cairo', '2026-10-30'],
    ['Africa/Cairo', '2026-04-24'],
    ['America/Havana', '2026-03-08'],
  ])('in %s holds from one midnight to another while the clocks of %s change', (timezone, birthday) => {
    const yardsticks = { ...noYardsticks, timezone };
    const rule: Rule = { fact: 'birthDate', is: 'birthday-within', days: 1 };
    const noon = Date.parse(`${birthday}T12:00:00.000Z`);
    for (const dayCount of [-1, 0, 1]) {
      const facts = { ...noFacts, birthDate: new Date(noon + dayCount * day).toISOString().slice(0, 10) };
      let kept = evaluate(rule, facts, noon - 3 * day, yardsticks);
      let turnCount = 0;
      for (let at = noon - 3 * day; at < noon + 3 * day; at += 600_000) {
        const { member } = evaluate(rule, facts, at, yardsticks);
        if (kept.until !== null && at >= kept.until) {
          kept = evaluate(rule, facts, at, yardsticks);
          turnCount += 1;
        }
        expect({ at, member }).toEqual({ at, member: kept.member });
      }
      expect(turnCount).toBe(2);
    }
  });
});

describe('on what is asked of the history', () => {
  const latest = (times: number): Question => ({ ask: 'latest', event: 'ordered', times });
  const history = (question: Question, ...answer: (number | null)[]) => answered(question, answer);
  const frequent: Rule = { is: 'did', event: 'ordered', times: 3, window: { days: 90 } };
  const before: Rule = { is: 'did-before', event: 'ordered', window: { days: 90 } };
  const unordered: Rule = { is: 'did-unordered', event: 'viewed-product', times: 3, window: { days: 7 } };
  const viewed: Question = { ask: 'unordered', event: 'viewed-product', times: 3 };
  const visits: Rule = { is: 'active-on', days: 5, windowDays: 30 };
  const active: Question = { ask: 'active-days', days: 5, windowDays: 30 };
  const mobile: Rule = { is: 'mostly-on', device: 'mobile', windowDays: 90 };
  const device: Question = { ask: 'device', device: 'mobile', windowDays: 90 };
  check([
    [frequent, history(latest(3), ago({ days: 90 }) + 1), true, now + 1],
    [frequent, history(latest(3), ago({ days: 90 })), false, null],
    [frequent, history(latest(1), now), false, null],
    [{ ...frequent, is: 'did-not' }, history(latest(3), ago({ days: 90 }) + 1), false, now + 1],
    [{ ...frequent, is: 'did-not' }, {}, true, null],
    [{ is: 'did', event: 'ordered' }, history(latest(1), ago({ days: 3_000 })), true, null],
    [{ is: 'did-not', event: 'ordered' }, history(latest(1), ago({ days: 3_000 })), false, null],
    [before, history({ ask: 'first', event: 'ordered' }, ago({ days: 90 })), true, null],
    [before, history({ ask: 'first', event: 'ordered' }, ago({ days: 90 }) + 1), false, now + 1],
    [before, {}, false, null],
    [unordered, history(viewed, ago({ days: 7 }) + 1), true, now + 1],
    [unordered, history(viewed, ago({ days: 7 })), false, null],
    [unordered, history(viewed, null), false, null],
    [visits, history(active, now + 1), true, now + 1],
    [visits, history(active, now), false, null],
    [mobile, history(device, now, now + 5, now + 9, now + 10), true, now + 5],
    [mobile, history(device, now - 5, now, now + 9, now + 10), false, now + 9],
    [mobile, history(device, now + 1, now + 5, null, null), false, now + 1],
    [mobile, history(device, now - 9, now - 5, now - 2, now), false, null],
    [mobile, {}, false, null],
  ]);
});

describe('on the chance to order again', () => {
  const lost: Rule = { is: 'likely-lost', percent: 30 };
  const parameters = { r: 0.55, alpha: 40, a: 1, b: 1.5, value: null, fittedAt: now };
  const bgNbd: Yardsticks = { ...noYardsticks, model: { kind: 'bg-nbd', ...parameters } };
  const mbgNbd: Yardsticks = { ...noYardsticks, model: { kind: 'mbg-nbd', ...parameters } };
  const buyer = { orderCount: 3, firstOrderAt: ago({ days: 400 }), lastOrderAt: ago({ days: 100 }) };

  test.each([
    [bgNbd, buyer],
    [mbgNbd, buyer],
    [mbgNbd, { orderCount: 1, firstOrderAt: ago({ days: 1 }), lastOrderAt: ago({ days: 1 }) }],
  ])('holds from the minute on at which it has fallen below', (yardsticks, known) => {
    const facts = { ...noFacts, ...known };
    const { until } = evaluate(lost, facts, known.lastOrderAt, yardsticks);
    expect(until! % 60_000).toBe(0);
    const chanceAt = (at: number): number => chance(yardsticks, known, at);
    expect(chanceAt(until!)).toBeLessThan(0.3);
    expect(chanceAt(until! - 60_001)).toBeGreaterThan(0.3);
    expect(evaluate(lost, facts, until! - 1, yardsticks)).toEqual({ member: false, until });
    expect(evaluate(lost, facts, until!, yardsticks)).toEqual({ member: true, until: null });
  });

  /** The published formulas; see models/bgNbd.ts. */
  function chance({ model }: Yardsticks, { orderCount, firstOrderAt, lastOrderAt }: typeof buyer, at: number): number {
    if (model === null || model.kind === 'own-gaps') throw new Error('no fit');
    const x = orderCount - 1;
    const [recency, age] = [lastOrderAt - firstOrderAt, at - firstOrderAt].map((ms) => ms / day) as [number, number];
    const silent = model.kind === 'bg-nbd' ? x - 1 : x;
    return 1 / (1 + (model.a / (model.b + silent)) * ((model.alpha + age) / (model.alpha + recency)) ** (model.r + x));
  }

  check([[lost, buyer, false, null]]);
  check([[lost, { ...buyer, orderCount: 1 }, false, null]], bgNbd);
  check(
    [
      [lost, {}, false, null],
      [lost, { orderCount: 3, firstOrderAt: now }, false, null],
      [lost, { orderCount: 3, lastOrderAt: now }, false, null],
    ],
    mbgNbd,
  );
  check(
    [
      [lost, { ...buyer, longGapMs: 100 * day }, false, now + 1],
      [lost, { ...buyer, longGapMs: 100 * day - 1 }, true, null],
      [lost, buyer, false, null],
    ],
    { ...noYardsticks, model: { kind: 'own-gaps', fittedAt: now } },
  );
});

describe('on the weather to come', () => {
  const forecast = (weather: 'rain' | 'snow'): Rule => ({ is: 'forecast', weather });
  check(
    [
      [forecast('rain'), { placeKey: 'tr/izmir' }, true, null],
      [forecast('snow'), { placeKey: 'tr/izmir' }, false, null],
      [{ is: 'forecast', weather: 'above', degrees: 26 }, { placeKey: 'tr/antalya' }, true, null],
      [{ is: 'forecast', weather: 'above', degrees: 27 }, { placeKey: 'tr/antalya' }, false, null],
      [{ is: 'forecast', weather: 'below', degrees: -10 }, { placeKey: 'tr/erzurum' }, true, null],
      [{ is: 'forecast', weather: 'below', degrees: -11 }, { placeKey: 'tr/erzurum' }, false, null],
      [forecast('rain'), { placeKey: 'tr/nowhere' }, false, null],
      [forecast('rain'), { placeKey: 'toString' }, false, null],
      [forecast('rain'), {}, false, null],
    ],
    exampleYardsticks,
  );
});
