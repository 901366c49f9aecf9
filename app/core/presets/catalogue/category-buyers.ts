/** Those who have bought from a category. */
import { ago, ahead, answered, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';
import { productGroupOptions, productsOf } from '../productGroups.ts';

const shoesAt = (at: number | null) =>
  answered({ ask: 'latest', times: 1, event: 'ordered', of: { by: 'type', values: ['Ayakkabı', 'Bot'] } }, [at]);

export const categoryBuyers = definePreset({
  id: 'category-buyers',
  name: { tr: 'Kategori Alıcıları', en: 'Buyers of a category' },
  description: {
    tr: 'Son {windowDays} gün içinde seçilen ürün türü, satıcı, koleksiyon veya etiketten sipariş verenler.',
    en: 'Ordered from the chosen product type, vendor, collection or tag within the last {windowDays} days.',
  },
  category: 'value',
  needs: ['all-orders', 'products'],
  parameters: {
    by: {
      kind: 'choice',
      label: { tr: 'Kategori neye göre', en: 'Category by' },
      options: productGroupOptions,
      default: 'type',
    },
    values: {
      kind: 'text',
      label: { tr: 'Kategoriler', en: 'Categories' },
      help: { tr: 'Birden fazlası virgülle ayrılır.', en: 'Several are separated by commas.' },
      default: '',
    },
    windowDays: {
      kind: 'number',
      label: { tr: 'Son siparişten sonraki gün', en: 'Days since the last order of it' },
      unit: 'days',
      default: 365,
      min: 1,
      max: 3650,
    },
  },
  rule: ({ by, values, windowDays }) => ({
    is: 'did',
    event: 'ordered',
    of: productsOf(by, values),
    window: { days: windowDays },
  }),
  exampleValues: { by: 'type', values: 'Ayakkabı, Bot' },
  examples: [
    {
      who: 'ordered shoes yesterday',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 1 }), ...shoesAt(ago({ days: 1 })) },
      member: true,
      until: ahead({ days: 364 }),
    },
    {
      who: 'ordered yesterday, but never shoes',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 1 }), ...shoesAt(null) },
      member: false,
      until: null,
    },
    {
      who: 'last ordered shoes 1 ms less than 365 days ago',
      facts: { orderCount: 1, ...shoesAt(ago({ days: 365 }) + 1) },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'last ordered shoes exactly 365 days ago',
      facts: { orderCount: 1, ...shoesAt(ago({ days: 365 })) },
      member: false,
      until: null,
    },
  ],
});
