/** Every preset does what its examples say, makes well-formed rules whatever the merchant sets, and says so in both languages. */
import { describe, expect, test } from 'vitest';
import { noFacts } from '#app/core/facts/catalogue.ts';
import { storedFactNames } from '#app/core/facts/stored.ts';
import { exampleNow, exampleYardsticks } from '#app/core/presets/example.ts';
import {
  defaultParameters,
  missingParameters,
  sensitiveParameters,
  presetParametersSchema,
  presetRule,
  presetText,
  type PresetValues,
} from '#app/core/presets/parameters.ts';
import { dataNeeds } from '#app/core/presets/needs.ts';
import { type Preset, presetCategories } from '#app/core/presets/preset.ts';
import { presetById, presets, standardPresets } from '#app/core/presets/registry.ts';
import { conditionKindOf, conditionKinds } from '#app/core/rules/conditions/registry.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { parseRule } from '#app/core/rules/parse.ts';
import { conditionsOf } from '#app/core/rules/rule.ts';

const context = { minorPerUnit: 100 };

const exampleValues = (preset: Preset): PresetValues =>
  ({ ...defaultParameters(preset), ...preset.exampleValues }) as PresetValues;

/** The example values, and each of them with one parameter changed: numbers to their limits, choices to every option. */
function valuesAtLimits(preset: Preset): PresetValues[] {
  const usual = exampleValues(preset);
  const changed = Object.entries(preset.parameters).flatMap(([name, parameter]) => {
    if (parameter.kind === 'text') return [];
    const limits = parameter.kind === 'number' ? [parameter.min, parameter.max] : parameter.options.map((o) => o.value);
    return limits.map((limit) => ({ ...usual, [name]: limit }));
  });
  const allAt = (limit: 'min' | 'max'): PresetValues =>
    Object.fromEntries(
      Object.entries(preset.parameters).map(([name, parameter]) => [
        name,
        parameter.kind === 'number' ? parameter[limit] : (usual[name] ?? ''),
      ]),
    );
  return [usual, ...changed, allAt('min'), allAt('max')];
}

/** Their windows end at a midnight of the shop's zone, and `exampleNow` is none. */
const endsAtMidnight = ['birthday'];

describe.each(presets)('$id', (preset) => {
  const values = exampleValues(preset);
  const rule = presetRule(preset, values, context);

  test.each(preset.examples)('a customer who $who: $member', ({ facts, member, until, yardsticks }) => {
    const shop = { ...exampleYardsticks, ...yardsticks };
    const verdict = evaluate(rule, { ...noFacts, ...facts }, exampleNow, shop);
    expect(verdict.member).toBe(member);
    if (until !== undefined) expect(verdict.until).toBe(until);
  });

  test('has examples of both answers, each of another customer, and some beside the end of a window', () => {
    expect(new Set(preset.examples.map(({ member }) => member))).toEqual(new Set([true, false]));
    expect(preset.examples.length).toBeGreaterThanOrEqual(3);
    expect(new Set(preset.examples.map(({ who }) => who)).size).toBe(preset.examples.length);
    const isWindow = (parameter: Preset['parameters'][string]): boolean =>
      parameter.kind === 'number' && (parameter.unit === 'days' || parameter.unit === 'hours');
    if (Object.values(preset.parameters).some(isWindow) && !endsAtMidnight.includes(preset.id)) {
      expect(preset.examples.filter(({ until }) => until === exampleNow + 1)).not.toHaveLength(0);
    }
  });

  test('makes a well-formed rule at the limits of its parameters', () => {
    const schema = presetParametersSchema(preset);
    for (const limits of valuesAtLimits(preset)) {
      const limitRule = presetRule(preset, limits, context);
      expect(parseRule(limitRule)).toEqual({ ok: true, value: limitRule });
      expect(schema.parse(limits)).toEqual(limits);
    }
  });

  test('makes another rule of every other value', () => {
    for (const [name, parameter] of Object.entries(preset.parameters)) {
      const others =
        parameter.kind === 'number'
          ? [Number(values[name]) === parameter.max ? parameter.min : Number(values[name]) + 1]
          : parameter.kind === 'text'
            ? ['something else']
            : parameter.options.map(({ value }) => value).filter((value) => value !== values[name]);
      for (const other of others) {
        expect(presetRule(preset, { ...values, [name]: other }, context)).not.toEqual(rule);
      }
    }
  });

  test('takes parameters within their limits alone, and the defaults of those left out', () => {
    const schema = presetParametersSchema(preset);
    expect(schema.parse({})).toEqual(defaultParameters(preset));
    expect(schema.safeParse({ unheardOf: 1 }).success).toBe(false);
    for (const [name, parameter] of Object.entries(preset.parameters)) {
      const wrong = {
        number: (min: number, max: number) => [min - 1, max + 1, min + 0.5, String(min), null],
        choice: () => ['unheard of', '', 1, null],
        text: () => ['x'.repeat(256), 'x,'.repeat(51).concat('x'), 1, null],
      };
      const [min, max] = parameter.kind === 'number' ? [parameter.min, parameter.max] : [0, 0];
      for (const value of wrong[parameter.kind](min, max)) {
        expect(schema.safeParse({ [name]: value }).success).toBe(false);
      }
    }
  });

  test('asks the merchant for the texts that have no default, and for nothing else', () => {
    const open = Object.entries(preset.parameters).flatMap(([name, parameter]) =>
      parameter.kind === 'text' && parameter.default === '' ? [name] : [],
    );
    expect(missingParameters(preset, defaultParameters(preset))).toEqual(open);
    expect(missingParameters(preset, values)).toEqual([]);
    for (const name of open) expect(missingParameters(preset, { ...values, [name]: ' , ' })).toEqual([name]);
    // Without them there is no rule that could be kept.
    if (open.length > 0) {
      expect(parseRule(presetRule(preset, defaultParameters(preset), context)).ok).toBe(false);
    }
  });

  test('has its texts in both languages, with nothing left open', () => {
    for (const locale of ['tr', 'en'] as const) {
      for (const text of [preset.name, preset.description]) {
        expect(presetText(text, locale, values)).toMatch(/^[^{}]+$/);
      }
      expect(preset.description[locale]).toMatch(/\.$/);
      for (const parameter of Object.values(preset.parameters)) {
        const options = parameter.kind === 'choice' ? parameter.options.map(({ label }) => label) : [];
        for (const text of [parameter.label, ...options, ...(parameter.help ? [parameter.help] : [])]) {
          expect(text[locale]).not.toBe('');
        }
      }
    }
  });
});

describe('the presets together', () => {
  const nameOf = (preset: Preset, locale: 'tr' | 'en'): string =>
    presetText(preset.name, locale, defaultParameters(preset));

  test('have ids of their own, and in their category names of their own', () => {
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
    for (const locale of ['tr', 'en'] as const) {
      const names = presets.map((preset) => `${preset.category}: ${nameOf(preset, locale)}`);
      expect(new Set(names).size).toBe(presets.length);
    }
    for (const { id } of presets) expect(presetById(id)?.id).toBe(id);
    expect(presetById('unheard-of')).toBeUndefined();
  });

  test('begin with the nine standard segments, in their order and by their names', () => {
    expect(presets.slice(0, 9).map((preset) => [preset.id, nameOf(preset, 'tr'), nameOf(preset, 'en')])).toEqual([
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
    expect(standardPresets).toEqual(presets.slice(0, 9));
  });

  test('are listed category by category, and every category has some', () => {
    const categories = presets.map(({ category }) => category);
    expect(categories.filter((category, index) => category !== categories[index - 1])).toEqual(presetCategories);
  });

  test('need everything that a preset can need', () => {
    expect(new Set(presets.flatMap(({ needs, eitherOf = [] }) => [...needs, ...eitherOf]))).toEqual(new Set(dataNeeds));
    for (const { needs, eitherOf = [] } of presets) {
      expect([...needs, ...eitherOf]).not.toHaveLength(0);
      // All orders are orders.
      expect(needs.includes('orders') && needs.includes('all-orders')).toBe(false);
    }
  });

  test('use every kind of condition but one', () => {
    const used = new Set(
      presets.flatMap((preset) =>
        conditionsOf(presetRule(preset, exampleValues(preset), context)).map(conditionKindOf),
      ),
    );
    const unused = conditionKinds.filter((kind) => !used.has(kind)).flatMap(({ operators }) => operators);
    // Which other segments a shop has only the merchant knows.
    expect(unused).toEqual(['member-of', 'not-member-of']);
  });

  test('look at every fact but those that only the model or rules of the merchant’s own ask for', () => {
    const looked = new Set<PropertyKey>();
    for (const preset of presets) {
      const rules = valuesAtLimits(preset).map((values) => presetRule(preset, values, context));
      for (const { facts } of preset.examples) {
        const watched = new Proxy(
          { ...noFacts, ...facts },
          {
            get(known, name): unknown {
              looked.add(name);
              return Reflect.get(known, name);
            },
          },
        );
        for (const rule of rules) evaluate(rule, watched, exampleNow, exampleYardsticks);
      }
    }
    expect(storedFactNames.filter((name) => !looked.has(name))).toEqual([
      'firstOrderMinor',
      'lastCollectionViewAt',
      'lastSearchAt',
      'accountState',
    ]);
  });

  test('refuse a metafield whose name speaks of a special category, in the rule too', () => {
    for (const preset of presets.filter(({ parameters }) => 'key' in parameters)) {
      const values = { ...exampleValues(preset), key: 'custom.religion' };
      expect(sensitiveParameters(preset, values, context)).toEqual(['key']);
      const parsed = parseRule(presetRule(preset, values, context));
      expect(parsed.ok ? [] : parsed.problem.map(({ code }) => code)).toEqual(['sensitive']);
    }
  });
});

test('a text keeps a name that is no parameter as it stands', () => {
  const text = { tr: '{windowDays} {other}', en: '' };
  expect(presetText(text, 'tr', { windowDays: 3 })).toBe('3 {other}');
});
