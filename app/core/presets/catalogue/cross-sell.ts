/** Those who have bought from one category and never from another that goes with it. */
import type { Facts } from '../../facts/catalogue.ts';
import { ago, answered } from '../example.ts';
import { definePreset } from '../preset.ts';
import { productGroupOptions, productsOf } from '../productGroups.ts';

/** When coffee machines and when coffee of a vendor were last ordered. */
function ordered(machineAt: number | null, coffeeAt: number | null): Partial<Facts> {
  const latest = { ask: 'latest', times: 1, event: 'ordered' } as const;
  const machine = answered({ ...latest, of: { by: 'type', values: ['Kahve Makinesi'] } }, [machineAt]);
  const coffee = answered({ ...latest, of: { by: 'vendor', values: ['Kahveci'] } }, [coffeeAt]);
  return { asked: { ...machine.asked, ...coffee.asked } };
}

export const crossSell = definePreset({
  id: 'cross-sell',
  name: { tr: 'Çapraz Satış', en: 'Cross-sell' },
  description: {
    tr: 'Seçilen ilk kategoriden sipariş vermiş, ikincisinden hiç sipariş vermemiş olanlar.',
    en: 'Ordered from the first of the chosen categories and never from the second.',
  },
  category: 'value',
  needs: ['all-orders', 'products'],
  parameters: {
    boughtBy: {
      kind: 'choice',
      label: { tr: 'Alınan kategori neye göre', en: 'Category bought, by' },
      options: productGroupOptions,
      default: 'type',
    },
    boughtValues: {
      kind: 'text',
      label: { tr: 'Alınan kategoriler', en: 'Categories bought' },
      help: {
        tr: 'Birden fazlası virgülle ayrılır; biri yeter.',
        en: 'Several are separated by commas; one is enough.',
      },
      default: '',
    },
    missingBy: {
      kind: 'choice',
      label: { tr: 'Alınmayan kategori neye göre', en: 'Category never bought, by' },
      options: productGroupOptions,
      default: 'type',
    },
    missingValues: {
      kind: 'text',
      label: { tr: 'Alınmayan kategoriler', en: 'Categories never bought' },
      help: { tr: 'Birden fazlası virgülle ayrılır; hiçbiri.', en: 'Several are separated by commas; none of them.' },
      default: '',
    },
  },
  rule: ({ boughtBy, boughtValues, missingBy, missingValues }) => ({
    all: [
      { is: 'did', event: 'ordered', of: productsOf(boughtBy, boughtValues) },
      { is: 'did-not', event: 'ordered', of: productsOf(missingBy, missingValues) },
    ],
  }),
  exampleValues: {
    boughtBy: 'type',
    boughtValues: 'Kahve Makinesi',
    missingBy: 'vendor',
    missingValues: 'Kahveci',
  },
  examples: [
    {
      who: 'ordered a coffee machine and never coffee',
      facts: ordered(ago({ days: 900 }), null),
      member: true,
      until: null,
    },
    {
      who: 'ordered a coffee machine, and coffee long before',
      facts: ordered(ago({ days: 1 }), ago({ days: 900 })),
      member: false,
      until: null,
    },
    { who: 'ordered coffee alone', facts: ordered(null, ago({ days: 1 })), member: false, until: null },
    { who: 'ordered neither', facts: ordered(null, null), member: false, until: null },
  ],
});
