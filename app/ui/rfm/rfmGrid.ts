/** The table of RFM scores: which group each pair of scores belongs to, and what each score stands for. */
import { noFacts } from '#app/core/facts/catalogue.ts';
import { presetRule } from '#app/core/presets/parameters.ts';
import { presets } from '#app/core/presets/registry.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { noYardsticks } from '#app/core/yardsticks/yardsticks.ts';

/** The highest first, as rows stand. */
export const scoresDown = [5, 4, 3, 2, 1] as const;
export const scoresUp = [1, 2, 3, 4, 5] as const;

const rfmPresets = presets.filter(({ category }) => category === 'rfm');

/** A shop in which a figure of n scores n. */
const evenCuts = [2, 3, 4, 5];
const yardsticks = { ...noYardsticks, rfm: { recency: evenCuts, frequency: evenCuts, monetary: evenCuts } };

/** The groups a buyer with these scores is in, by the groups' own rules; it is always one. */
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

/** From and up to, but not including; null where there is no end. */
export interface ScoreRange {
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * The figures that get a score; null where none does.
 * @param cuts Ascending, at most four: a figure that has reached n of them scores n + 1.
 * @param least No figure is less.
 */
export function rangeOf(
  score: number,
  cuts: readonly number[],
  least: number = Number.NEGATIVE_INFINITY,
): ScoreRange | null {
  if (score > cuts.length + 1) return null;
  const [from, to] = [cuts[score - 2] ?? null, cuts[score - 1] ?? null];
  return (from !== null && from === to) || (to !== null && to <= least) ? null : { from, to };
}
