/** How a preset's examples are written: one imagined customer each, looked at in one and the same instant. */
import type { Facts } from '../facts/catalogue.ts';
import { type Answer, type Question, questionKey } from '../questions/question.ts';
import { type Window, windowMs } from '../rules/window.ts';
import { noYardsticks, type Yardsticks } from '../yardsticks/yardsticks.ts';

export interface PresetExample {
  /** Completes "a customer who …". */
  readonly who: string;
  /** What is known of the customer; everything else is as of somebody never seen. */
  readonly facts: Partial<Facts>;
  /** Figures of the shop, where they differ from `exampleYardsticks`. */
  readonly yardsticks?: Partial<Yardsticks>;
  /** Whether the customer is in the segment at `exampleNow`, with the example values of the parameters. */
  readonly member: boolean;
  /** When the answer can next change by itself, in epoch milliseconds; null for never. Not checked if left out. */
  readonly until?: number | null;
}

/** The instant at which all examples are looked at, in epoch milliseconds. */
export const exampleNow = Date.parse('2026-03-29T00:30:00.000Z');

/** The instant that lies one window before `exampleNow`; `exampleNow` is then the first instant past that window. */
export function ago(window: Window): number {
  return exampleNow - windowMs(window);
}

/** The instant that lies one window after `exampleNow`. */
export function ahead(window: Window): number {
  return exampleNow + windowMs(window);
}

/** The answer to one question, as a part of an example's facts. */
export function answered(question: Question, answer: Answer): Pick<Facts, 'asked'> {
  return { asked: { [questionKey(question)]: answer } };
}

/** Cut points that ascend evenly: a value v stands above p hundredths from v = p on. */
const evenCuts = Array.from({ length: 99 }, (_, index) => index + 1);

/**
 * The figures of an imagined shop in Istanbul. Of every ranked fact the value v stands above p hundredths from v = p on: 90 is the
 * first in the top 10 %. RFM scores turn at orders 2, 3, 5 and 10, at 1,000, 2,000, 5,000 and 10,000 minor units, and at last
 * orders 360, 180, 90 and 30 days ago.
 */
export const exampleYardsticks: Yardsticks = {
  ...noYardsticks,
  timezone: 'Europe/Istanbul',
  buyerCount: 1_000,
  rfmBasis: 'quintiles',
  rfm: {
    recency: [360, 180, 90, 30].map((days) => ago({ days })),
    frequency: [2, 3, 5, 10],
    monetary: [1_000, 2_000, 5_000, 10_000],
  },
  percentiles: {
    spentMinor: evenCuts,
    averageOrderMinor: evenCuts,
    expectedOrders30d: evenCuts,
    expectedSpend365dMinor: evenCuts,
  },
  medianGapMs: windowMs({ days: 40 }),
  model: {
    kind: 'mbg-nbd',
    r: 0.525,
    alpha: 43.281,
    a: 0.891,
    b: 1.614,
    value: { p: 6.25, q: 3.74, gamma: 1_544 },
    fittedAt: ago({ days: 3 }),
  },
  forecasts: {
    'tr/izmir': { rain: true, snow: false, lowestC: 8, highestC: 16 },
    'tr/erzurum': { rain: false, snow: true, lowestC: -11, highestC: -2 },
    'tr/antalya': { rain: false, snow: false, lowestC: 14, highestC: 27 },
  },
};
