/** The RFM group of each pair of scores, by the groups' own rules. */
import { noFacts } from '../facts/catalogue.ts';
import { evaluate } from '../rules/evaluate.ts';
import { noYardsticks } from '../yardsticks/yardsticks.ts';
import { presetRule } from './parameters.ts';
import { presets } from './registry.ts';

export const scoresUp = [1, 2, 3, 4, 5] as const;

const rfmPresets = presets.filter(({ category }) => category === 'rfm');

/** A shop in which a figure of n scores n. */
const evenCuts = [2, 3, 4, 5];
const yardsticks = { ...noYardsticks, rfm: { recency: evenCuts, frequency: evenCuts, monetary: evenCuts } };

/** The groups a buyer with these scores is in; it is always one. */
export function groupsAt(recency: number, value: number): string[] {
  const buyer = { ...noFacts, lastOrderAt: recency, orderCount: value, spentMinor: value };
  return rfmPresets
    .filter((preset) => evaluate(presetRule(preset, {}, { minorPerUnit: 100 }), buyer, 0, yardsticks).member)
    .map(({ id }) => id);
}

const byScores = new Map(
  scoresUp.flatMap((recency) => scoresUp.map((value) => [`${recency} ${value}`, groupsAt(recency, value)[0]])),
);

export const groupAt = (recency: number, value: number): string => byScores.get(`${recency} ${value}`) ?? '';
