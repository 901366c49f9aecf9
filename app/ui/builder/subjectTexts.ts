/** Everything a condition can be about, by group, in the merchant's language, and found by any part of its name. */
import type { TFunction } from 'i18next';
import { factCatalogue } from '#app/core/facts/catalogue.ts';
import { languages } from '#app/core/rules/words/languages.ts';
import { foldText } from '#app/core/text.ts';
import type { Locale } from '../locale.ts';
import { type NamedSegment, segmentText } from '../segmentText.ts';
import {
  eventSubjects,
  factsByGroup,
  loneOperators,
  type Subject,
  subjectId,
  type SubjectId,
  subjectOf,
} from './subjects.ts';

export interface SubjectGroup {
  title: string;
  options: { value: SubjectId; label: string }[];
}

type GroupName = keyof typeof factsByGroup | 'events' | 'lone' | 'segments';

/** What merchants ask most comes first. */
const order: readonly GroupName[] = [
  'orders',
  'events',
  'derived',
  'marketing',
  'site',
  'profile',
  'prediction',
  'lone',
  'segments',
];

/** @param segments Those that the rule may refer to. */
export function subjectGroups(t: TFunction, locale: Locale, segments: readonly NamedSegment[]): SubjectGroup[] {
  const option = (subject: Subject): SubjectGroup['options'][number] => ({
    value: subjectId(subject),
    label: subjectText(t, locale, segments, subjectId(subject)),
  });
  const subjectsIn = (group: GroupName): Subject[] => {
    switch (group) {
      case 'events':
        return eventSubjects.map((event) => ({ kind: 'event', event }));
      case 'lone':
        return loneOperators.map((is) => ({ kind: 'lone', is }));
      case 'segments':
        return segments.map(({ segmentId }) => ({ kind: 'segment', segmentId }));
      default:
        return factsByGroup[group].map((fact) => ({ kind: 'fact', fact }));
    }
  };
  return order.map((group) => ({ title: t(`builder.groups.${group}`), options: subjectsIn(group).map(option) }));
}

/** What a subject is called; empty where none is chosen. */
export function subjectText(t: TFunction, locale: Locale, segments: readonly NamedSegment[], id: SubjectId): string {
  const subject = subjectOf(id);
  switch (subject?.kind) {
    case 'fact':
      return factCatalogue[subject.fact].label[locale];
    case 'event':
      return languages[locale].events[subject.event];
    case 'lone':
      return t(`builder.lone.${subject.is}`);
    case 'segment': {
      const segment = segments.find(({ segmentId }) => segmentId === subject.segmentId);
      return segment
        ? segmentText(segment, locale).name
        : t('builder.subject.unknownSegment', { id: subject.segmentId });
    }
    case undefined:
      return '';
  }
}

/** Those whose name holds every word of the search; where there is none, those whose group's name does too. */
export function foundSubjects(groups: readonly SubjectGroup[], search: string): SubjectGroup[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  const found = (textOf: (label: string, title: string) => string): SubjectGroup[] =>
    groups
      .map(({ title, options }) => ({
        title,
        options: options.filter(({ label }) => {
          const text = foldText(textOf(label, title));
          return words.every((word) => text.includes(word));
        }),
      }))
      .filter(({ options }) => options.length > 0);
  const byName = found((label) => label);
  return byName.length > 0 ? byName : found((label, title) => `${label} ${title}`);
}
