/** What the three Engaged presets have in common: they differ in the window alone. */
import { ago, ahead, exampleNow } from './example.ts';
import { definePreset } from './preset.ts';

/** The preset of those who opened or clicked an e-mail within so many days. */
export function engagedPreset(id: string, defaultDays: number) {
  const edge = ago({ days: defaultDays });
  return definePreset({
    id,
    name: { tr: 'Engaged {windowDays}', en: 'Engaged {windowDays}' },
    description: {
      tr: 'Son {windowDays} gün içinde bir e-postayı açan veya bir e-postadaki bağlantıya tıklayanlar.',
      en: 'Opened or clicked an e-mail within the last {windowDays} days.',
    },
    category: 'standard',
    needs: ['email-events'],
    parameters: {
      windowDays: {
        kind: 'number',
        label: { tr: 'Son açma veya tıklamadan sonraki gün', en: 'Days since the last open or click' },
        unit: 'days',
        default: defaultDays,
        min: 1,
        max: 365,
      },
    },
    rule: ({ windowDays }) => ({
      any: [
        { fact: 'lastOpenedAt', is: 'within', window: { days: windowDays } },
        { fact: 'lastClickedAt', is: 'within', window: { days: windowDays } },
      ],
    }),
    examples: [
      {
        who: 'opened an e-mail yesterday',
        facts: { lastOpenedAt: ago({ days: 1 }) },
        member: true,
        until: ahead({ days: defaultDays - 1 }),
      },
      {
        who: 'clicked yesterday and opened long ago',
        facts: { lastClickedAt: ago({ days: 1 }), lastOpenedAt: edge },
        member: true,
        until: ahead({ days: defaultDays - 1 }),
      },
      {
        who: 'received an e-mail yesterday and left it closed',
        facts: { lastReceivedAt: ago({ days: 1 }) },
        member: false,
        until: null,
      },
      {
        who: `opened 1 ms less than ${defaultDays} days ago`,
        facts: { lastOpenedAt: edge + 1 },
        member: true,
        until: exampleNow + 1,
      },
      { who: `opened exactly ${defaultDays} days ago`, facts: { lastOpenedAt: edge }, member: false, until: null },
      {
        who: `clicked 1 ms more than ${defaultDays} days ago`,
        facts: { lastClickedAt: edge - 1 },
        member: false,
        until: null,
      },
    ],
  });
}
