/** What the presets of a device have in common. */
import type { Answer } from '../questions/question.ts';
import type { LocalText } from '../text.ts';
import { ago, ahead, answered, exampleNow } from './example.ts';
import { definePreset } from './preset.ts';

/** The preset of those who come to the shop mostly on such a device. */
export function devicePreset(id: string, device: 'mobile' | 'desktop', name: LocalText, description: LocalText) {
  /** When that device begins to have most events, and ceases to, and once more. */
  const mostly = (answer: Answer) => answered({ ask: 'device', device, windowDays: 90 }, answer);
  return definePreset({
    id,
    name,
    description,
    category: 'site',
    needs: ['storefront-events'],
    parameters: {
      windowDays: {
        kind: 'number',
        label: { tr: 'Ziyaretlere bakılan takvim günü', en: 'Calendar days over which visits are counted' },
        unit: 'days',
        default: 90,
        min: 1,
        max: 365,
      },
    },
    rule: ({ windowDays }) => ({ is: 'mostly-on', device, windowDays }),
    examples: [
      {
        who: `came ten times by ${device}, and will have come more often otherwise in ten days`,
        facts: mostly([ago({ days: 20 }), ahead({ days: 10 }), null, null]),
        member: true,
        until: ahead({ days: 10 }),
      },
      {
        who: `never came by ${device}`,
        facts: { lastSiteActivityAt: ago({ days: 1 }), ...mostly([null, null, null, null]) },
        member: false,
        until: null,
      },
      {
        who: `came as often by ${device} as otherwise, one of the other visits leaving the window in 1 ms`,
        facts: mostly([exampleNow + 1, ahead({ days: 3 }), null, null]),
        member: false,
        until: exampleNow + 1,
      },
      {
        who: `came as often by ${device} as otherwise, one of the other visits leaving the window now`,
        facts: mostly([exampleNow, ahead({ days: 3 }), null, null]),
        member: true,
        until: ahead({ days: 3 }),
      },
      {
        who: `came mostly by ${device}, the last of those visits leaving the window now`,
        facts: mostly([ago({ days: 20 }), exampleNow, null, null]),
        member: false,
        until: null,
      },
    ],
  });
}
