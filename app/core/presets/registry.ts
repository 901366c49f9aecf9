/** The only list of presets, in the order in which they are offered. A test holds it equal to the files of `catalogue`. */
import { churn } from './catalogue/churn.ts';
import { engaged30 } from './catalogue/engaged-30.ts';
import { engaged60 } from './catalogue/engaged-60.ts';
import { engaged90 } from './catalogue/engaged-90.ts';
import { newSubscribers } from './catalogue/new-subscribers.ts';
import { potentialPurchasers } from './catalogue/potential-purchasers.ts';
import { repeatBuyers } from './catalogue/repeat-buyers.ts';
import { vip } from './catalogue/vip.ts';
import { winback } from './catalogue/winback.ts';
import type { Preset } from './preset.ts';

export const presets: readonly Preset[] = [
  newSubscribers,
  engaged30,
  engaged60,
  engaged90,
  vip,
  potentialPurchasers,
  churn,
  winback,
  repeatBuyers,
];

/** The preset of that id, or undefined. */
export function presetById(id: string): Preset | undefined {
  return presets.find((preset) => preset.id === id);
}
