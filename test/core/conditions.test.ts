/** What conditions on facts answer, to the millisecond: at their boundaries, and of customers of whom too little is known. */
import { describe } from 'vitest';
import { exampleYardsticks } from '#app/core/presets/example.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { windowMs } from '#app/core/rules/window.ts';
import { noYardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { ago, check, day, now } from './conditionCases.ts';

describe('on figures', () => {
  const buyer = { orderCount: 3, spentMinor: 12_990 };
  check([
    [{ fact: 'orderCount', is: 'equal-to', value: 3 }, buyer, true, null],
    [{ fact: 'orderCount', is: 'not-equal-to', value: 3 }, buyer, false, null],
    [{ fact: 'orderCount', is: 'more-than', value: 3 }, buyer, false, null],
    [{ fact: 'orderCount', is: 'more-than', value: 2 }, buyer, true, null],
    [{ fact: 'orderCount', is: 'at-least', value: 3 }, buyer, true, null],
    [{ fact: 'orderCount', is: 'at-least', value: 4 }, buyer, false, null],
    [{ fact: 'spentMinor', is: 'less-than', value: 12_990 }, buyer, false, null],
    [{ fact: 'spentMinor', is: 'less-than', value: 12_991 }, buyer, true, null],
    [{ fact: 'spentMinor', is: 'at-most', value: 12_990 }, buyer, true, null],
    [{ fact: 'spentMinor', is: 'at-most', value: 12_989 }, buyer, false, null],
    [{ fact: 'averageOrderMinor', is: 'equal-to', value: 4_330 }, buyer, true, null],
    [{ fact: 'averageOrderMinor', is: 'at-most', value: 0 }, {}, false, null],
    [{ fact: 'refundedShare', is: 'more-than', value: 0.5 }, { grossMinor: 1_000, refundedMinor: 501 }, true, null],
    [{ fact: 'refundedShare', is: 'more-than', value: 0.5 }, { grossMinor: 1_000, refundedMinor: 500 }, false, null],
    [{ fact: 'refundedShare', is: 'at-most', value: 1 }, {}, false, null],
    [{ fact: 'lastNpsScore', is: 'not-equal-to', value: 9 }, {}, false, null],
    [{ fact: 'emailReachable', is: 'yes' }, buyer, false, null],
    [{ fact: 'emailReachable', is: 'no' }, buyer, true, null],
  ]);
});

describe('on scores by the cut points of the shop', () => {
  // A second, third, fifth and tenth order each raise the score; so do 1,000, 2,000, 5,000 and 10,000 minor units.
  const buyer = { orderCount: 5, spentMinor: 1_999, lastOrderAt: ago({ days: 90 }) };
  check(
    [
      [{ fact: 'frequencyScore', is: 'equal-to', value: 4 }, buyer, true, null],
      [{ fact: 'monetaryScore', is: 'equal-to', value: 2 }, buyer, true, null],
      [{ fact: 'recencyScore', is: 'equal-to', value: 4 }, buyer, true, null],
      [
        { fact: 'recencyScore', is: 'equal-to', value: 3 },
        { ...buyer, lastOrderAt: ago({ days: 90 }) - 1 },
        true,
        null,
      ],
      [{ fact: 'valueScore', is: 'equal-to', value: 3 }, buyer, true, null],
      // Halves are rounded up.
      [{ fact: 'valueScore', is: 'equal-to', value: 4 }, { ...buyer, spentMinor: 2_000 }, true, null],
      [{ fact: 'frequencyScore', is: 'at-least', value: 1 }, {}, false, null],
    ],
    exampleYardsticks,
  );
});

describe('on the standing among buyers', () => {
  const top: Rule = { fact: 'spentMinor', is: 'in-top', percent: 10 };
  const below: Rule = { fact: 'spentMinor', is: 'below-top', percent: 10 };
  check(
    [
      [top, { orderCount: 1, spentMinor: 90 }, true, null],
      [top, { orderCount: 1, spentMinor: 89 }, false, null],
      [below, { orderCount: 1, spentMinor: 89 }, true, null],
      [below, { orderCount: 1, spentMinor: 90 }, false, null],
      [top, { spentMinor: 1_000 }, false, null],
      [below, {}, false, null],
      [{ fact: 'expectedOrders30d', is: 'below-top', percent: 10 }, { orderCount: 1 }, false, null],
    ],
    exampleYardsticks,
  );

  const flat = { ...noYardsticks, percentiles: { spentMinor: [5, 5, 5] } };
  check(
    [
      [top, { orderCount: 1, spentMinor: 1_000_000 }, false, null],
      [below, { orderCount: 1, spentMinor: 1_000_000 }, true, null],
      [{ fact: 'spentMinor', is: 'in-top', percent: 97 }, { orderCount: 1, spentMinor: 5 }, true, null],
    ],
    flat,
  );
});

describe('on how long ago something last happened', () => {
  const buyer = { orderCount: 1, lastOrderAt: ago({ days: 30 }) };
  check([
    [{ fact: 'lastOrderAt', is: 'ever' }, buyer, true, null],
    [{ fact: 'lastOrderAt', is: 'never' }, buyer, false, null],
    [{ fact: 'lastOrderAt', is: 'ever' }, {}, false, null],
    [{ fact: 'lastOrderAt', is: 'never' }, {}, true, null],
    [{ fact: 'lastOrderAt', is: 'within', window: { days: 31 } }, buyer, true, now + day],
    [{ fact: 'lastOrderAt', is: 'within', window: { days: 30 } }, buyer, false, null],
    [{ fact: 'lastOrderAt', is: 'within', window: { hours: 721 } }, buyer, true, now + windowMs({ hours: 1 })],
    [{ fact: 'lastOrderAt', is: 'within', window: { hours: 720 } }, buyer, false, null],
    [{ fact: 'lastOrderAt', is: 'within', window: { days: 30 } }, {}, false, null],
    [{ fact: 'lastOrderAt', is: 'not-for', window: { days: 31 } }, buyer, false, now + day],
    [{ fact: 'lastOrderAt', is: 'not-for', window: { days: 30 } }, buyer, true, null],
    [{ fact: 'lastOrderAt', is: 'not-for', window: { days: 30 } }, {}, false, null],
    // An instant still to come counts as within.
    [{ fact: 'lastOpenedAt', is: 'within', window: { days: 2 } }, { lastOpenedAt: now + day }, true, now + 3 * day],
  ]);
});

describe('on what came after what', () => {
  const since: Rule = { fact: 'lastOrderAt', is: 'since', other: 'lastCartAt' };
  const notSince: Rule = { fact: 'lastOrderAt', is: 'not-since', other: 'lastCartAt' };
  check([
    [since, { lastOrderAt: now, lastCartAt: now }, true, null],
    [since, { lastOrderAt: now - 1, lastCartAt: now }, false, null],
    [since, { lastOrderAt: now }, false, null],
    [notSince, { lastOrderAt: now - 1, lastCartAt: now }, true, null],
    [notSince, { lastOrderAt: now, lastCartAt: now }, false, null],
    [notSince, { lastCartAt: now }, true, null],
    [notSince, { lastOrderAt: now }, false, null],
  ]);
});

describe("on the customer's own gaps", () => {
  const longer: Rule = { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'ownGapMs', percent: 150 };
  const notLonger: Rule = { fact: 'lastOrderAt', is: 'not-longer-ago-than', span: 'ownGapMs', percent: 150 };
  const usual: Rule = { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'usualGapMs', percent: 100 };
  check(
    [
      [longer, { lastOrderAt: now - 3 * day, ownGapMs: 2 * day }, false, now + 1],
      [longer, { lastOrderAt: now - 3 * day - 1, ownGapMs: 2 * day }, true, null],
      [notLonger, { lastOrderAt: now - 3 * day, ownGapMs: 2 * day }, true, now + 1],
      [notLonger, { lastOrderAt: now - 3 * day - 1, ownGapMs: 2 * day }, false, null],
      [longer, { lastOrderAt: ago({ days: 999 }) }, false, null],
      [notLonger, { ownGapMs: 2 * day }, false, null],
      // Half milliseconds are nothing.
      [longer, { lastOrderAt: now - 4, ownGapMs: 3 }, false, now + 1],
      [longer, { lastOrderAt: now - 5, ownGapMs: 3 }, true, null],
      // The median of the shop is 40 days.
      [usual, { lastOrderAt: ago({ days: 40 }) }, false, now + 1],
      [usual, { lastOrderAt: ago({ days: 40 }) - 1 }, true, null],
      [usual, { lastOrderAt: ago({ days: 40 }) - 1, ownGapMs: 41 * day }, false, now + day],
    ],
    exampleYardsticks,
  );
});

describe('on an anniversary', () => {
  const rule: Rule = { fact: 'firstOrderAt', is: 'anniversary', days: 7 };
  check([
    [rule, { firstOrderAt: ago({ days: 365 }) }, true, now + 7 * day],
    [rule, { firstOrderAt: ago({ days: 365 }) + 1 }, false, now + 1],
    [rule, { firstOrderAt: ago({ days: 372 }) + 1 }, true, now + 1],
    [rule, { firstOrderAt: ago({ days: 372 }) }, false, now + 358 * day],
    [rule, { firstOrderAt: ago({ days: 7 * 365 + 3 }) }, true, now + 4 * day],
    [rule, { firstOrderAt: now }, false, now + 365 * day],
    [rule, { firstOrderAt: now + 400 * day }, false, now + 765 * day],
    [rule, {}, false, null],
  ]);
});

describe('on texts', () => {
  const city: Rule = { fact: 'city', is: 'one-of', values: ['İzmir', 'Ankara'] };
  const tags: Rule = { fact: 'tags', is: 'has-any', values: ['vip'] };
  const size: Rule = { fact: 'metafields', key: 'custom.size', is: 'value-one-of', values: ['Büyük'] };
  check([
    [city, { city: ' IZMIR' }, true, null],
    [city, { city: 'İstanbul' }, false, null],
    [city, {}, false, null],
    [{ ...city, is: 'none-of' }, { city: 'izmir' }, false, null],
    [{ ...city, is: 'none-of' }, {}, true, null],
    [tags, { tags: ['new', 'VİP'] }, true, null],
    [tags, { tags: [] }, false, null],
    [{ ...tags, is: 'has-none' }, { tags: ['VIP '] }, false, null],
    [{ ...tags, is: 'has-none' }, { tags: ['vip2'] }, true, null],
    [size, { metafields: { 'custom.size': 'BÜYÜK' } }, true, null],
    [size, { metafields: { 'Custom.size': 'büyük' } }, false, null],
    [{ ...size, key: 'constructor' }, {}, false, null],
    [{ ...size, is: 'value-none-of' }, {}, true, null],
    [{ ...size, is: 'value-none-of' }, { metafields: { 'custom.size': 'buyuk' } }, false, null],
  ]);
});
