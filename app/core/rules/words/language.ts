/** What a language brings to put rules into words. Figures, lengths of time and lists come in as they are written in it. */
import type { HistoryEvent, SubjectKind } from '../../questions/question.ts';
import type { NumberCondition } from '../conditions/number.ts';
import type { UnorderedCondition } from '../conditions/unordered.ts';

/** How a condition reads: what it is about, then what must be so. */
export type Saying = readonly [about: string, what: string];

/** How often, and within what; no window is ever. */
export interface Frequency {
  readonly times: number;
  readonly window: string | null;
}

export interface Language {
  readonly yes: string;
  readonly no: string;
  readonly notKnown: string;
  readonly none: string;
  readonly and: string;
  readonly or: string;
  /** @param part Already in brackets. */
  not(part: string): string;
  /** Of a rule without parts. */
  readonly everybody: string;
  readonly nobody: string;

  /** A number of hundredths. */
  percent(hundredths: string): string;
  compared(is: NumberCondition['is'], value: string, what: 'number' | 'money'): string;
  within(window: string): string;
  longAgo(window: string): string;
  /** Of what has happened, or is in force; `none` where it is not. */
  readonly exists: string;
  /** Of a text or a date. */
  readonly known: string;
  since(other: string): string;
  notSince(other: string): string;
  /** @param times How many times the length; null for once. */
  longerAgoThan(span: string, times: string | null): string;
  notLongerAgoThan(span: string, times: string | null): string;
  anniversary(days: string): string;
  /** Values come in quotes. */
  anyOf(values: readonly string[]): string;
  oneOf(values: readonly string[]): string;
  noneOf(values: readonly string[]): string;
  hasAny(values: readonly string[]): string;
  hasNone(values: readonly string[]): string;
  birthdayWithin(days: number): string;
  aged(from: number, to: number): string;
  inTop(percent: number): string;
  belowTop(percent: number): string;

  readonly events: Readonly<Record<HistoryEvent, string>>;
  readonly subjects: Readonly<Record<SubjectKind, string>>;
  worth(money: string): string;
  afterGap(days: string): string;
  did(often: Frequency): string;
  didNot(often: Frequency): string;
  didBefore(window: string): string;
  unordered(event: UnorderedCondition['event'], often: Frequency): Saying;
  activeOn(days: number, windowDays: number): Saying;
  interested(often: Frequency, orderWindow: string): Saying;
  mostlyOn(device: 'mobile' | 'desktop', windowDays: number): Saying;
  mostlyClicks(channel: 'email' | 'sms', percent: number, window: string): Saying;
  likelyLost(percent: number): Saying;
  /** @param degrees Of above and below. */
  forecast(weather: 'rain' | 'snow' | 'above' | 'below', degrees: string): Saying;
  memberOf(segment: string): string;
  notMemberOf(segment: string): string;

  /** The instant of the last but (times − 1). */
  latestAt(times: number, at: string): string;
  firstAt(at: string): string;
  /** Of an answer without an instant: it never happened so often. */
  fewerThan(times: number): string;
  holdsUntil(at: string): string;
  stretch(from: string, to: string): string;
  readonly noStretch: string;
}
