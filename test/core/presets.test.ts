/** Every preset does what its examples say, and the presets lie in one another as promised. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, noFacts } from '#app/core/facts/catalogue.ts';
import { exampleNow } from '#app/core/presets/example.ts';
import { defaultParameters, defaultRule, presetParametersSchema, presetText } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import { presetById, presets } from '#app/core/presets/registry.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { parseRule } from '#app/core/rules/parse.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { factsArbitrary, nowArbitrary } from './arbitraries.ts';

describe.each(presets)('$id', (preset) => {
  test.each(preset.examples)('a customer who $who: $member', ({ facts, member, until }) => {
    const verdict = evaluate(defaultRule(preset), { ...noFacts, ...facts }, exampleNow);
    expect(verdict.member).toBe(member);
    if (until !== undefined) expect(verdict.until).toBe(until);
  });

  test('has examples of both answers, on both sides of every window', () => {
    const answers = preset.examples.map(({ member }) => member);
    expect(new Set(answers)).toEqual(new Set([true, false]));
    expect(preset.examples.length).toBeGreaterThanOrEqual(3);
    if (Object.values(preset.parameters).some(({ unit }) => unit === 'days')) {
      const edges = preset.examples.filter(({ until }) => until === exampleNow + 1);
      expect(edges.length).toBeGreaterThan(0);
    }
  });

  test('makes a well-formed rule at the limits of its parameters', () => {
    for (const limit of ['default', 'min', 'max'] as const) {
      const values = Object.fromEntries(Object.entries(preset.parameters).map(([name, p]) => [name, p[limit]]));
      const rule = preset.rule(values);
      expect(parseRule(rule)).toEqual({ ok: true, value: rule });
      expect(presetParametersSchema(preset).parse(values)).toEqual(values);
    }
  });

  test('takes parameters within their limits alone, and the defaults of those left out', () => {
    const schema = presetParametersSchema(preset);
    expect(schema.parse({})).toEqual(defaultParameters(preset));
    expect(schema.safeParse({ unheardOf: 1 }).success).toBe(false);
    for (const [name, { min, max }] of Object.entries(preset.parameters)) {
      for (const wrong of [min - 1, max + 1, min + 0.5, String(min), null]) {
        expect(schema.safeParse({ [name]: wrong }).success).toBe(false);
      }
    }
  });

  test('has its texts in both languages, with nothing left open', () => {
    const values = defaultParameters(preset);
    for (const locale of ['tr', 'en'] as const) {
      for (const text of [preset.name, preset.description]) {
        expect(presetText(text, locale, values)).toMatch(/^[^{}]+$/);
      }
      for (const { label } of Object.values(preset.parameters)) expect(label[locale]).not.toBe('');
    }
  });
});

test('the nine standard segments come first, in their order and by their names', () => {
  const names = presets.slice(0, 9).map((preset) => {
    const values = defaultParameters(preset);
    return [preset.id, presetText(preset.name, 'tr', values), presetText(preset.name, 'en', values)];
  });
  expect(names).toEqual([
    ['new-subscribers', 'Yeni Aboneler (14 gün)', 'New subscribers'],
    ['engaged-30', 'Engaged 30', 'Engaged 30'],
    ['engaged-60', 'Engaged 60', 'Engaged 60'],
    ['engaged-90', 'Engaged 90', 'Engaged 90'],
    ['vip', 'VIP Müşteriler', 'VIP customers'],
    ['potential-purchasers', 'Potansiyel Müşteriler', 'Potential purchasers'],
    ['churn', 'Kaybedilen Müşteriler', 'Churned'],
    ['winback', 'Geri Kazanım', 'Winback'],
    ['repeat-buyers', 'Tekrar Alanlar', 'Repeat buyers'],
  ]);
});

test('a text keeps a name that is no parameter as it stands', () => {
  const text = { tr: '{windowDays} {other}', en: '' };
  expect(presetText(text, 'tr', { windowDays: 3 })).toBe('3 {other}');
});

describe('inclusion', () => {
  const customerAndNow = nowArbitrary.chain((now) => fc.tuple(factsArbitrary(now), fc.constant(now)));

  test.each([
    ['engaged-30', 'engaged-60'],
    ['engaged-60', 'engaged-90'],
    ['churn', 'winback'],
    ['vip', 'repeat-buyers'],
  ])('every member of %s is one of %s', (innerId, outerId) => {
    const [inner, outer] = [standardRule(innerId), standardRule(outerId)];
    let innerCount = 0;
    let outsideCount = 0;
    const check = ([facts, now]: [Facts, number]) => {
      const inside = evaluate(inner, facts, now).member;
      if (inside) expect(evaluate(outer, facts, now).member).toBe(true);
      innerCount += inside ? 1 : 0;
      outsideCount += !inside && evaluate(outer, facts, now).member ? 1 : 0;
    };
    fc.assert(fc.property(customerAndNow, check), { numRuns: 2_000 });
    expect(innerCount).toBeGreaterThan(0);
    expect(outsideCount).toBeGreaterThan(0);
  });
});

function standardRule(id: string): Rule {
  const preset: Preset | undefined = presetById(id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  return defaultRule(preset);
}
