/** The builder's rules: what is read into the builder and written again means the same, and what may be typed is what a rule may hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factCatalogue, factNames } from '#app/core/facts/catalogue.ts';
import { historyEvents } from '#app/core/questions/question.ts';
import { presetRule, type PresetValues } from '#app/core/presets/parameters.ts';
import { presets } from '#app/core/presets/registry.ts';
import { conditionKinds } from '#app/core/rules/conditions/registry.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { parseRule } from '#app/core/rules/parse.ts';
import { maxRuleLevels, type Rule } from '#app/core/rules/rule.ts';
import {
  aboutSubject,
  askedBy,
  emptyCondition,
  fieldsOfDraft,
  withValues,
  writeCondition,
} from '#app/ui/builder/conditionDraft.ts';
import type { Field } from '#app/ui/builder/conditionFields.ts';
import type { FieldTerms, FieldValues } from '#app/ui/builder/fieldValues.ts';
import { draftOf, levelsOf, writeRule } from '#app/ui/builder/ruleDraft.ts';
import { factsByGroup, loneOperators, operatorsOf, type Subject, subjectId } from '#app/ui/builder/subjects.ts';
import { factsArbitrary, nowArbitrary, ruleArbitrary, yardsticksArbitrary } from './arbitraries.ts';

const turkish: FieldTerms = { locale: 'tr', currencyCode: 'TRY' };
const english: FieldTerms = { locale: 'en', currencyCode: 'KWD' };

/** What comes out of the builder when nothing is changed in it. */
function throughBuilder(rule: Rule, terms: FieldTerms): Rule {
  const { rule: written, faults } = writeRule(draftOf(rule, terms), terms);
  expect(faults).toEqual([]);
  const parsed = parseRule(written);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

/** That something happened once need not be said. */
const withoutOnce = (rule: Rule): Rule =>
  JSON.parse(JSON.stringify(rule), (name, part: unknown) =>
    name === 'times' && part === 1 ? undefined : part,
  ) as Rule;

/** A group of one condition around everything says no more than the condition. */
function withoutLoneGroup(rule: Rule): Rule {
  const parts = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [];
  const [only, ...others] = parts;
  return only && others.length === 0 && !('all' in only) && !('any' in only) ? only : rule;
}

describe('a rule that goes through the builder unchanged', () => {
  it.each(presets.map((preset) => [preset.id, preset] as const))('is still that of %s', (_, preset) => {
    const rule = presetRule(preset, { ...preset.exampleValues } as PresetValues, { minorPerUnit: 100 });
    for (const terms of [turkish, english])
      expect(withoutOnce(throughBuilder(rule, terms))).toEqual(withoutOnce(withoutLoneGroup(rule)));
  });

  it('gives every customer the same verdict as before, and keeps within the levels', () => {
    const situation = nowArbitrary.chain((now) =>
      fc.record({
        now: fc.constant(now),
        rule: ruleArbitrary,
        facts: factsArbitrary(now),
        yardsticks: yardsticksArbitrary(now),
        terms: fc.constantFrom(turkish, english),
      }),
    );
    fc.assert(
      fc.property(situation, ({ now, rule, facts, yardsticks, terms }) => {
        const again = throughBuilder(rule, terms);
        expect(evaluate(again, facts, now, yardsticks)).toEqual(evaluate(rule, facts, now, yardsticks));
        expect(throughBuilder(again, terms)).toEqual(again);
        expect(levelsOf(draftOf(rule, terms))).toBeLessThanOrEqual(maxRuleLevels);
      }),
      { numRuns: 300 },
    );
  });
});

const segment: Subject = { kind: 'segment', segmentId: 3 };
const subjects: Subject[] = [
  ...factNames.filter((fact) => factCatalogue[fact].kind !== 'span').map((fact): Subject => ({ kind: 'fact', fact })),
  ...historyEvents.map((event): Subject => ({ kind: 'event', event })),
  ...loneOperators.map((is): Subject => ({ kind: 'lone', is })),
  segment,
];

const drafts = subjects.flatMap((subject) =>
  operatorsOf(subject).map(
    (is) => [subjectId(subject), is, askedBy(aboutSubject(emptyCondition(1), subjectId(subject)), is)] as const,
  ),
);

/** Something that may stand in a field which starts empty. */
function example(field: Field): FieldValues {
  switch (field.editor) {
    case 'texts':
      return { [field.name]: ['izmir', ''] };
    case 'text':
      return { [field.name]: 'custom.loyalty' };
    case 'money':
    case 'decimal':
    case 'share':
      return field.isOptional ? {} : { [field.name]: '12,5' };
    default:
      return {};
  }
}

describe('what can be chosen', () => {
  it('is every fact, each in one group', () => {
    expect(Object.values(factsByGroup).flat().sort()).toEqual([...factNames].sort());
  });

  it('reaches every operator there is', () => {
    const reached = new Set(drafts.map(([, is]) => is));
    expect([...reached].sort()).toEqual(conditionKinds.flatMap(({ operators }) => operators).sort());
  });

  it('makes a length of time what the last order is compared with', () => {
    const { condition } = writeCondition(aboutSubject(emptyCondition(1), 'fact:longGapMs'), turkish);
    expect(condition).toEqual({ fact: 'lastOrderAt', is: 'longer-ago-than', span: 'longGapMs', percent: 100 });
    expect(parseRule(condition).ok).toBe(true);
  });
});

describe.each(drafts)('a condition on %s that asks %s', (_, __, draft) => {
  const filled = withValues(draft, Object.assign({}, ...fieldsOfDraft(draft).map(example)) as FieldValues);

  it('is a rule as soon as its empty fields are filled in', () => {
    const { condition, faults } = writeCondition(filled, turkish);
    expect(faults).toEqual([]);
    expect(parseRule(condition)).toEqual({ ok: true, value: condition });
  });

  it('takes in each field what a rule takes, and no more', () => {
    for (const field of fieldsOfDraft(filled)) {
      if (field.editor !== 'whole') continue;
      const { condition } = writeCondition(filled, turkish);
      for (const [value, fits] of [
        [field.min, true],
        [field.max, true],
        [field.min - 1, false],
        [field.max + 1, false],
      ] as const) {
        expect(writeCondition(withValues(filled, { [field.name]: String(value) }), turkish).faults).toHaveLength(
          fits ? 0 : 1,
        );
        expect(parseRule({ ...condition, [field.name]: value }).ok, `${field.name} ${value}`).toBe(fits);
      }
    }
  });
});
