/** What the presets of a recommendation score (NPS) have in common. */
import type { LocalText } from '../text.ts';
import { definePreset } from './preset.ts';

interface NpsGroup {
  readonly id: string;
  readonly name: LocalText;
  readonly description: LocalText;
  readonly is: 'at-least' | 'at-most';
  readonly label: LocalText;
  /** The score at which the group begins or ends, itself in the group. */
  readonly score: number;
}

/** The preset of those whose last score, 0 to 10, is at least or at most so much. */
export function npsPreset({ id, name, description, is, label, score }: NpsGroup) {
  const outwards = is === 'at-least' ? -1 : 1;
  return definePreset({
    id,
    name,
    description,
    category: 'profile',
    needs: ['nps-events'],
    parameters: { score: { kind: 'number', label, unit: 'points', default: score, min: 0, max: 10 } },
    rule: (values) => ({ fact: 'lastNpsScore', is, value: values.score }),
    examples: [
      { who: 'last answered 10', facts: { lastNpsScore: 10 }, member: is === 'at-least', until: null },
      { who: 'last answered 0', facts: { lastNpsScore: 0 }, member: is === 'at-most', until: null },
      { who: `last answered ${score}`, facts: { lastNpsScore: score }, member: true, until: null },
      {
        who: `last answered ${score + outwards}`,
        facts: { lastNpsScore: score + outwards },
        member: false,
        until: null,
      },
      { who: 'never answered', facts: {}, member: false, until: null },
    ],
  });
}
