/**
 * The RFM groups: every buyer is in exactly one, by the score of how lately they ordered (R) and the average of the scores of how
 * often and for how much (FM). The scores are the shop's own, see yardsticks/; there is nothing to set.
 */
import type { Facts } from '../facts/catalogue.ts';
import type { Rule } from '../rules/rule.ts';
import type { LocalText } from '../text.ts';
import { ago, type PresetExample } from './example.ts';
import { definePreset } from './preset.ts';

/** Lowest and highest score, 1 to 5, both included. */
type Scores = readonly [lowest: number, highest: number];

/** A rectangle of the table of R and FM. */
interface Block {
  readonly recency: Scores;
  readonly value: Scores;
}

interface RfmGroup {
  readonly id: string;
  readonly name: LocalText;
  readonly description: LocalText;
  /** The group is all of these together. */
  readonly blocks: readonly [Block, ...Block[]];
  readonly examples: readonly PresetExample[];
}

export function rfmPreset({ id, name, description, blocks, examples }: RfmGroup) {
  return definePreset({
    id,
    name,
    description,
    category: 'rfm',
    needs: ['orders', 'buyers'],
    parameters: {},
    rule: () => (blocks.length === 1 ? inBlock(blocks[0]) : { any: blocks.map(inBlock) }),
    examples: [
      ...examples,
      { who: 'never ordered', facts: {}, member: false, until: null },
      {
        who: 'ordered in a shop whose cut points are not known yet',
        facts: { orderCount: 1, lastOrderAt: ago({ days: 1 }), spentMinor: 1 },
        yardsticks: { rfm: null },
        member: false,
        until: null,
      },
    ],
  });
}

const inBlock = ({ recency, value }: Block): Rule => ({
  all: [...scoreWithin('recencyScore', recency), ...scoreWithin('valueScore', value)],
});

/** Those without a score are in neither half of a comparison, so one that starts at 1 need not say so. */
function scoreWithin(fact: 'recencyScore' | 'valueScore', [lowest, highest]: Scores): Rule[] {
  if (lowest === highest) return [{ fact, is: 'equal-to', value: lowest }];
  const atLeast: Rule[] = lowest > 1 ? [{ fact, is: 'at-least', value: lowest }] : [];
  const atMost: Rule[] = highest < 5 ? [{ fact, is: 'at-most', value: highest }] : [];
  return [...atLeast, ...atMost];
}

/** A buyer with these scores, by the cut points of `exampleYardsticks`. */
function scored(recency: number, value: number): Partial<Facts> {
  return {
    lastOrderAt: ago({ days: [400, 200, 100, 60, 10][recency - 1] ?? 0 }),
    orderCount: [1, 2, 3, 5, 10][value - 1] ?? 0,
    spentMinor: [500, 1_000, 2_000, 5_000, 10_000][value - 1] ?? 0,
  };
}

type Score = 1 | 2 | 3 | 4 | 5;
type Scored = `R${Score} FM${Score}`;

/** Examples of buyers with such scores: some that are in the group, some that are not. */
export function scoreExamples(inside: readonly Scored[], outside: readonly Scored[]): PresetExample[] {
  return [...inside, ...outside].map((scores) => ({
    who: `scores ${scores}`,
    facts: scored(Number(scores.at(1)), Number(scores.at(-1))),
    member: inside.includes(scores),
    until: null,
  }));
}

/** Both sides of the cut point of recency that lies so many days ago, for a buyer with such a score of FM. */
export function edgeExamples(days: number, value: number, memberFromThere: boolean): PresetExample[] {
  const at = ago({ days });
  return [
    {
      who: `last ordered at the very cut point of ${days} days ago`,
      facts: { ...scored(1, value), lastOrderAt: at },
      member: memberFromThere,
      until: null,
    },
    {
      who: `last ordered 1 ms before the cut point of ${days} days ago`,
      facts: { ...scored(1, value), lastOrderAt: at - 1 },
      member: !memberFromThere,
      until: null,
    },
  ];
}
