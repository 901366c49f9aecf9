/** How a preset's examples are written: one imagined customer each, looked at in one and the same instant. */
import type { Facts } from '../facts/catalogue.ts';
import { type Window, windowMs } from '../rules/window.ts';

export interface PresetExample {
  /** Completes "a customer who …". */
  readonly who: string;
  /** What is known of the customer; everything else is as of somebody never seen. */
  readonly facts: Partial<Facts>;
  /** Whether the customer is in the segment at `exampleNow`, with the default parameters. */
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
