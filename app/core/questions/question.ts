/**
 * Questions: what a rule asks of a customer's history beyond the facts that everybody has, such as "when did they last but one
 * order something of this vendor". A shop's rules ask a few of them; each answer is one or more instants, kept with the
 * customer's facts in the array `asked`. How a question is answered from rows is in store/questions.ts.
 */
import { z } from 'zod';
import { askedTexts } from './texts.ts';

/** What may have happened. */
export const historyEvents = [
  'ordered',
  'viewed-product',
  'viewed-collection',
  'added-to-cart',
  'started-checkout',
  'searched',
  'visited',
  'wishlisted',
  'reviewed',
  'answered-nps',
  'shared-referral',
  'referred',
  'received-email',
  'opened-email',
  'clicked-email',
] as const;
export type HistoryEvent = (typeof historyEvents)[number];

/** On what it happened: products are named by id, collections by id or title, all else by its text. */
export const subjectKinds = ['product', 'type', 'vendor', 'collection', 'tag'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export interface Subject {
  readonly by: SubjectKind;
  /** Any of these; compared as `foldText` folds them. */
  readonly values: readonly string[];
}

export const subjectSchema: z.ZodType<Subject> = z.strictObject({
  by: z.enum(subjectKinds),
  values: askedTexts,
});

/** The events that happen to a product or a collection, and the kinds of subject each can be narrowed to. */
export const subjectsOf: Readonly<Partial<Record<HistoryEvent, readonly SubjectKind[]>>> = {
  ordered: subjectKinds,
  'viewed-product': subjectKinds,
  'added-to-cart': subjectKinds,
  wishlisted: subjectKinds,
  reviewed: subjectKinds,
  'viewed-collection': ['collection'],
};

/** How many of the latest instants can be told apart: "at least so many times" asks for no more. */
export const MOST_TIMES = 10;

/** Something that happened, narrowed down. */
export interface Happening {
  readonly event: HistoryEvent;
  readonly of?: Subject | undefined;
  /** Orders of at least this worth only; minor units. */
  readonly worthMinor?: number | undefined;
  /** Orders that came at least so many days after the one before only. */
  readonly afterGapDays?: number | undefined;
}

export type Question =
  /** When it last happened but (times − 1). */
  | ({ readonly ask: 'latest'; readonly times: number } & Happening)
  /** When it first happened. */
  | ({ readonly ask: 'first' } & Happening)
  /**
   * Over all products (of a wish list, those still on it): the latest instant by which it had happened so often to one of them
   * since that was last ordered.
   */
  | { readonly ask: 'unordered'; readonly event: 'viewed-product' | 'wishlisted'; readonly times: number }
  /** When somebody has viewed one collection so often within the window, and not ordered from it within the other. */
  | { readonly ask: 'interest'; readonly times: number; readonly windowDays: number; readonly orderDays: number }
  /** Until when the customer was active on so many of the last calendar days of the shop's zone. */
  | { readonly ask: 'active-days'; readonly days: number; readonly windowDays: number }
  /** While most storefront events of the last calendar days came from such a device. */
  | { readonly ask: 'device'; readonly device: 'mobile' | 'desktop'; readonly windowDays: number }
  /** While more than so many hundredths of the clicks within the window were in that channel. */
  | {
      readonly ask: 'channel';
      readonly channel: 'email' | 'sms';
      readonly percent: number;
      readonly windowDays: number;
    };

/**
 * The instants of an answer, in epoch milliseconds; null where there is none. `latest`, `first`, `unordered` and `active-days`
 * have one; the others are true in stretches, and have the first two that are not over when the answer is worked out: begin,
 * end, begin, end. At the end of a stretch the answer is worked out anew.
 */
export type Answer = readonly (number | null)[];

/** The begin of a stretch that has begun, in epoch milliseconds: when it did is not kept. */
export const STRETCH_BEGUN_AT = 0;

/** Answers by the key of their question. */
export type Answers = Readonly<Record<string, Answer>>;

/** How many instants the answer has. */
export function answerWidth({ ask }: Question): 1 | 4 {
  return ask === 'interest' || ask === 'device' || ask === 'channel' ? 4 : 1;
}

/** Whether the answer is of the instant at which it was worked out. */
export const isOfItsTime = (question: Question): boolean => answerWidth(question) > 1;

/** A text that equal questions share; the question can be read back from it. */
export function questionKey(question: Question): string {
  return JSON.stringify(sorted(question));
}

/** The question that a key stands for. */
export const questionOfKey = (key: string): Question => JSON.parse(key) as Question;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]));
}

/** The answer in which nothing has happened. */
export const noAnswer = (question: Question): Answer => Array.from({ length: answerWidth(question) }, () => null);

/** The answer to a question among those of a customer. */
export function answerTo(question: Question, asked: Answers): Answer {
  return asked[questionKey(question)] ?? noAnswer(question);
}

/**
 * Until when the answers that were of their time can be gone by, in epoch milliseconds; null for ever. Where two stretches are kept
 * there may be a third: the answer is to be given anew before the second is over, whether a verdict hangs on it or not.
 */
export function answersHoldUntil(questions: readonly Question[], asked: Answers, now: number): number | null {
  let until: number | null = null;
  for (const question of questions) {
    const end = isOfItsTime(question) ? (answerTo(question, asked)[3] ?? null) : null;
    if (end !== null && end > now && (until === null || end < until)) until = end;
  }
  return until;
}
