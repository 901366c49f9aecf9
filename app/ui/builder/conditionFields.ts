/**
 * What each operator of a condition is filled in with: the one table from which the builder's editor follows. A fact brings its
 * kind, the kind its operators, an operator its fields; so a new fact needs nothing here.
 */
import { factCatalogue, type FactName, factNamesOf } from '#app/core/facts/catalogue.ts';
import {
  historyEvents,
  type HistoryEvent,
  MOST_TIMES,
  type SubjectKind,
  subjectsOf,
} from '#app/core/questions/question.ts';
import type { Condition } from '#app/core/rules/conditions/registry.ts';
import { weathers } from '#app/core/rules/conditions/forecast.ts';
import { isShare } from '#app/core/rules/words/shares.ts';

export type Operator = Condition['is'];

export type Unit = 'days' | 'calendarDays' | 'percent' | 'times' | 'years' | 'degrees';

/** The names of the fields are those of the condition's own parts. */
export type FieldName =
  | 'value'
  | 'window'
  | 'other'
  | 'span'
  | 'percent'
  | 'days'
  | 'windowDays'
  | 'orderDays'
  | 'from'
  | 'to'
  | 'key'
  | 'values'
  | 'of'
  | 'times'
  | 'worthMinor'
  | 'afterGapDays'
  | 'event'
  | 'device'
  | 'channel'
  | 'weather'
  | 'degrees';

/** What a field is called, where it is not by its name. */
export type FieldLabel = FieldName | 'percentBelow' | 'percentOver' | 'daysAtLeast';

export type Field = {
  readonly name: FieldName;
  readonly label?: FieldLabel;
  /** Left empty it is left out. */
  readonly isOptional?: true;
  /** Needs its name beside it to be understood; the others are told by what stands around them. */
  readonly isNamed?: true;
} & (
  | {
      readonly editor: 'whole';
      readonly min: number;
      readonly max: number;
      readonly unit?: Unit;
      readonly start: string;
    }
  /** Typed in units of the shop's currency. */
  | { readonly editor: 'money'; readonly minMinor: number }
  | { readonly editor: 'decimal' }
  /** A share of 1, typed in hundredths. */
  | { readonly editor: 'share' }
  /** A number of days or of hours; where it is optional, ever. */
  | { readonly editor: 'window'; readonly start: string }
  | { readonly editor: 'texts' }
  | { readonly editor: 'text'; readonly maxLength: number }
  | { readonly editor: 'fact'; readonly options: readonly FactName[] }
  | { readonly editor: 'choice'; readonly options: readonly string[] }
  /** What it happened to: a kind of thing, and any of these. */
  | { readonly editor: 'subject'; readonly options: readonly SubjectKind[] }
);

/** What the fields of an operator depend on. */
export interface Asked {
  readonly fact: FactName | null;
  readonly event: HistoryEvent | null;
  /** What stands in a field as yet. */
  typed(name: FieldName): string;
}

const whole = (
  name: FieldName,
  [min, max]: readonly [number, number],
  start: number | '',
  more: { unit?: Unit; isNamed?: true; isOptional?: true; label?: FieldLabel } = {},
): Field => ({ name, editor: 'whole', min, max, start: String(start), ...more });

const MOST_DAYS = 3_650;
const MOST_WINDOW_DAYS = 365;
const MOST_AGE = 130;

const window: Field = { name: 'window', editor: 'window', start: '30' };
const texts: Field = { name: 'values', editor: 'texts' };
const windowDays = (start: number): Field =>
  whole('windowDays', [1, MOST_WINDOW_DAYS], start, { unit: 'days', isNamed: true });

function amount({ fact }: Asked): Field[] {
  const kind = fact === null ? 'count' : factCatalogue[fact].kind;
  if (kind === 'money') return [{ name: 'value', editor: 'money', minMinor: Number.MIN_SAFE_INTEGER }];
  if (kind === 'ratio') return [{ name: 'value', editor: fact !== null && isShare(fact) ? 'share' : 'decimal' }];
  return [whole('value', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], 1)];
}

const instants = (): readonly FactName[] => factNamesOf('instant');
const since = (): Field[] => [{ name: 'other', editor: 'fact', options: instants() }];
const gap = (): Field[] => [
  whole('percent', [10, 1_000], 100, { unit: 'percent' }),
  { name: 'span', editor: 'fact', options: factNamesOf('span') },
];
const standing = (): Field[] => [whole('percent', [1, 99], 10, { unit: 'percent' })];

function happened({ event }: Asked, hasTimes: boolean): Field[] {
  const kinds = event === null ? undefined : subjectsOf[event];
  const named = { isNamed: true } as const;
  return [
    ...(hasTimes
      ? [
          whole('times', [1, MOST_TIMES], 1, { unit: 'times', ...named }),
          { ...window, ...named, isOptional: true } as const,
        ]
      : [window]),
    ...(kinds ? [{ name: 'of', editor: 'subject', options: kinds, isOptional: true, ...named } as const] : []),
    ...(event === 'ordered'
      ? [
          { name: 'worthMinor', editor: 'money', minMinor: 1, isOptional: true, ...named } as const,
          whole('afterGapDays', [1, MOST_DAYS], '', { unit: 'days', isOptional: true, ...named }),
        ]
      : []),
  ];
}

const nothing = (): Field[] => [];

const table: Readonly<Record<Operator, (asked: Asked) => Field[]>> = {
  'equal-to': amount,
  'not-equal-to': amount,
  'more-than': amount,
  'at-least': amount,
  'less-than': amount,
  'at-most': amount,
  yes: nothing,
  no: nothing,
  within: () => [window],
  'not-for': () => [window],
  ever: nothing,
  never: nothing,
  since,
  'not-since': since,
  'longer-ago-than': gap,
  'not-longer-ago-than': gap,
  anniversary: () => [whole('days', [1, 60], 7, { unit: 'days' })],
  'one-of': () => [texts],
  'none-of': () => [texts],
  'has-any': () => [texts],
  'has-none': () => [texts],
  'value-one-of': () => [
    { name: 'key', editor: 'text', maxLength: 320, isNamed: true },
    { ...texts, isNamed: true },
  ],
  'value-none-of': () => [
    { name: 'key', editor: 'text', maxLength: 320, isNamed: true },
    { ...texts, isNamed: true },
  ],
  'birthday-within': () => [whole('days', [1, 60], 7, { unit: 'calendarDays' })],
  'age-between': () => [
    whole('from', [0, MOST_AGE], 18, { unit: 'years', isNamed: true }),
    whole('to', [0, MOST_AGE], 30, { unit: 'years', isNamed: true }),
  ],
  'in-top': standing,
  'below-top': standing,
  did: (asked) => happened(asked, true),
  'did-not': (asked) => happened(asked, true),
  'did-before': (asked) => happened(asked, false),
  'did-unordered': () => [
    { name: 'event', editor: 'choice', options: ['viewed-product', 'wishlisted'], isNamed: true },
    whole('times', [1, MOST_TIMES], 1, { unit: 'times', isNamed: true }),
    { ...window, isNamed: true },
  ],
  'active-on': () => [
    whole('days', [1, 60], 5, { unit: 'calendarDays', isNamed: true, label: 'daysAtLeast' }),
    windowDays(30),
  ],
  interested: () => [
    whole('times', [1, MOST_TIMES], 3, { unit: 'times', isNamed: true }),
    windowDays(14),
    whole('orderDays', [1, MOST_WINDOW_DAYS], 30, { unit: 'days', isNamed: true }),
  ],
  'mostly-on': () => [
    { name: 'device', editor: 'choice', options: ['mobile', 'desktop'], isNamed: true },
    windowDays(90),
  ],
  'mostly-clicks': () => [
    { name: 'channel', editor: 'choice', options: ['email', 'sms'], isNamed: true },
    whole('percent', [50, 99], 70, { unit: 'percent', isNamed: true, label: 'percentOver' }),
    windowDays(180),
  ],
  'likely-lost': () => [whole('percent', [1, 99], 30, { unit: 'percent', isNamed: true, label: 'percentBelow' })],
  forecast: ({ typed }) => [
    { name: 'weather', editor: 'choice', options: weathers, isNamed: true },
    ...(['above', 'below'].includes(typed('weather'))
      ? [whole('degrees', [-50, 60], 25, { unit: 'degrees', isNamed: true })]
      : []),
  ],
  'member-of': nothing,
  'not-member-of': nothing,
};

/** The fields of an operator, in the order in which they are filled in. */
export const fieldsOf = (operator: Operator, asked: Asked): readonly Field[] => table[operator](asked);

export const isOperator = (text: string): text is Operator => Object.hasOwn(table, text);

export const isHistoryEvent = (text: string): text is HistoryEvent => historyEvents.some((event) => event === text);
