/** A condition while it is being built: what it is about, how that is asked, and what is typed into its fields as yet. */
import { factCatalogue, factNamesOf } from '#app/core/facts/catalogue.ts';
import type { Condition } from '#app/core/rules/conditions/registry.ts';
import { type Asked, type Field, type FieldName, fieldsOf, type Operator } from './conditionFields.ts';
import {
  type FieldFault,
  type FieldTerms,
  type FieldValues,
  readField,
  startOf,
  textIn,
  writeField,
} from './fieldValues.ts';
import { operatorsOf, type Subject, subjectId, type SubjectId, subjectOf } from './subjects.ts';

export interface ConditionDraft {
  /** Tells it from all other parts of its rule. */
  readonly key: number;
  /** Empty before anything is chosen. */
  readonly about: SubjectId;
  /** Null before anything is chosen. */
  readonly is: Operator | null;
  readonly values: FieldValues;
  /** Somebody was in it and went on; before that nothing is said of what is not filled in yet. */
  readonly isLeft: boolean;
}

export const emptyCondition = (key: number): ConditionDraft => ({
  key,
  about: '',
  is: null,
  values: {},
  isLeft: false,
});

/** The fields to fill in as it stands. */
export function fieldsOfDraft({
  about,
  is,
  values,
}: Pick<ConditionDraft, 'about' | 'is' | 'values'>): readonly Field[] {
  return is === null ? [] : fieldsOf(is, askedOf(subjectOf(about), values));
}

const askedOf = (subject: Subject | null, values: FieldValues): Asked => ({
  fact: subject?.kind === 'fact' ? subject.fact : null,
  event: subject?.kind === 'event' ? subject.event : null,
  typed: (name) => textIn(values, name),
});

/** About something else: asked in the first way there is. */
export function aboutSubject(draft: ConditionDraft, about: SubjectId): ConditionDraft {
  if (about === draft.about) return draft;
  const subject = subjectOf(about);
  if (subject?.kind === 'fact' && factCatalogue[subject.fact].kind === 'span') {
    // A length is what something else is compared with.
    const length = factNamesOf('span').find((name) => name === subject.fact) ?? '';
    const compared = askedBy({ ...draft, about: 'fact:lastOrderAt', values: {} }, 'longer-ago-than');
    return { ...compared, values: { ...compared.values, span: length } };
  }
  const [first] = subject === null ? [] : operatorsOf(subject);
  const fresh = { ...draft, about, values: {} };
  return first === undefined ? { ...fresh, is: null } : askedBy(fresh, first);
}

/** Asked in another way; what is typed stays where that has the same field. */
export function askedBy(draft: ConditionDraft, is: Operator): ConditionDraft {
  return filled({ ...draft, is });
}

/** With something else in a field. */
export function withValues(draft: ConditionDraft, values: FieldValues): ConditionDraft {
  return filled({ ...draft, values: { ...draft.values, ...values } });
}

/** Fields that nothing was typed into hold what they start with. */
function filled(draft: ConditionDraft): ConditionDraft {
  const starts = fieldsOfDraft(draft).map(startOf);
  const missing = Object.assign({}, ...starts) as FieldValues;
  const isNowNeeded =
    draft.values.windowUnit === 'ever' && missing.windowUnit !== undefined && missing.windowUnit !== 'ever';
  return {
    ...draft,
    values: {
      ...missing,
      ...draft.values,
      ...(isNowNeeded ? { window: missing.window ?? '', windowUnit: 'days' } : {}),
    },
  };
}

/** What a condition looks like in the builder. */
export function conditionDraftOf(condition: Condition, key: number, terms: FieldTerms): ConditionDraft {
  const subject = subjectOfCondition(condition);
  const parts = condition as unknown as Readonly<Record<string, unknown>>;
  let draft: ConditionDraft = { key, about: subjectId(subject), is: condition.is, values: {}, isLeft: true };
  // Which fields there are can depend on those before.
  for (const { name } of fieldsOfDraft(draft)) draft = withField(draft, name, parts, terms);
  for (const { name } of fieldsOfDraft(draft))
    if (draft.values[name] === undefined) draft = withField(draft, name, parts, terms);
  return draft;
}

function withField(
  draft: ConditionDraft,
  name: FieldName,
  parts: Readonly<Record<string, unknown>>,
  terms: FieldTerms,
): ConditionDraft {
  const field = fieldsOfDraft(draft).find((known) => known.name === name);
  return field ? { ...draft, values: { ...draft.values, ...writeField(field, parts[name], terms) } } : draft;
}

function subjectOfCondition(condition: Condition): Subject {
  if ('fact' in condition) return { kind: 'fact', fact: condition.fact };
  switch (condition.is) {
    case 'did':
    case 'did-not':
    case 'did-before':
      return { kind: 'event', event: condition.event };
    case 'member-of':
    case 'not-member-of':
      return { kind: 'segment', segmentId: condition.segment };
    default:
      return { kind: 'lone', is: condition.is };
  }
}

export type ConditionFault =
  | { readonly field: null; readonly fault: { readonly code: 'nothing-chosen' } }
  | { readonly field: FieldName; readonly fault: FieldFault };

/**
 * The condition as far as it is filled in, for `parseRule` to judge, and what is wrong with its fields. What cannot be read is
 * left out.
 */
export function writeCondition(
  draft: ConditionDraft,
  terms: FieldTerms,
): { readonly condition: Readonly<Record<string, unknown>>; readonly faults: readonly ConditionFault[] } {
  const subject = subjectOf(draft.about);
  if (subject === null || draft.is === null)
    return { condition: { is: '' }, faults: [{ field: null, fault: { code: 'nothing-chosen' } }] };
  const faults: ConditionFault[] = [];
  const parts = fieldsOfDraft(draft).map((field) => {
    const read = readField(field, draft.values, terms);
    if (read.ok) return read.value;
    faults.push({ field: field.name, fault: read.problem });
    return {};
  });
  return {
    condition: Object.assign({}, aboutOf(subject), { is: draft.is }, ...parts) as Readonly<Record<string, unknown>>,
    faults,
  };
}

function aboutOf(subject: Subject): Readonly<Record<string, unknown>> {
  switch (subject.kind) {
    case 'fact':
      return { fact: subject.fact };
    case 'event':
      return { event: subject.event };
    case 'segment':
      return { segment: subject.segmentId };
    case 'lone':
      return {};
  }
}
