/** The loyalty tiers: shares of the buyers by what they have spent, each beginning where the one above ends. */
import type { LocalText } from '../text.ts';
import { definePreset } from './preset.ts';

/** To how many hundredths of the buyers a tier reaches. */
export const toPercentParameter = (usual: number) =>
  ({
    kind: 'number',
    label: { tr: 'Şu yüzdeye kadar', en: 'Down to the top percent' },
    unit: 'percent',
    default: usual,
    min: 1,
    max: 99,
  }) as const;

/** A tier below another: below the top `fromPercent` hundredths, in the top `toPercent`. */
export function lowerTierPreset(id: string, name: LocalText, fromPercent: number, toPercent: number) {
  const [first, last] = [100 - toPercent, 99 - fromPercent];
  return definePreset({
    id,
    name,
    description: {
      tr: 'Toplam harcamasıyla mağazanın alıcıları arasında ilk %{toPercent} içinde olup ilk %{fromPercent} içinde olmayanlar.',
      en: "Lifetime spend in the top {toPercent} % of the shop's buyers, but not in the top {fromPercent} %.",
    },
    category: 'value',
    needs: ['orders', 'buyers'],
    parameters: {
      fromPercent: {
        kind: 'number',
        label: { tr: 'Şu yüzdenin altından', en: 'From below the top percent' },
        help: { tr: 'Bir üst kademenin bittiği yer.', en: 'Where the tier above ends.' },
        unit: 'percent',
        default: fromPercent,
        min: 1,
        max: 98,
      },
      toPercent: toPercentParameter(toPercent),
    },
    rule: (values) => ({
      all: [
        { fact: 'spentMinor', is: 'below-top', percent: values.fromPercent },
        { fact: 'spentMinor', is: 'in-top', percent: values.toPercent },
      ],
    }),
    examples: [
      {
        who: `spent as much as the least of the top ${toPercent} %`,
        facts: { orderCount: 1, spentMinor: first },
        member: true,
        until: null,
      },
      {
        who: `spent 1 minor unit less than the least of the top ${toPercent} %`,
        facts: { orderCount: 1, spentMinor: first - 1 },
        member: false,
        until: null,
      },
      {
        who: `spent 1 minor unit less than the least of the top ${fromPercent} %`,
        facts: { orderCount: 1, spentMinor: last },
        member: true,
        until: null,
      },
      {
        who: `spent as much as the least of the top ${fromPercent} %`,
        facts: { orderCount: 1, spentMinor: last + 1 },
        member: false,
        until: null,
      },
      { who: 'never ordered', facts: { spentMinor: first }, member: false, until: null },
    ],
  });
}
