/** Those who have wished for something and not bought it yet. */
import { ago, ahead, answered, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** Something still wished for and not ordered since was put on the list at this instant, and nothing later. */
const wishedAt = (at: number | null) => answered({ ask: 'unordered', event: 'wishlisted', times: 1 }, [at]);

export const wishlist = definePreset({
  id: 'wishlist',
  name: { tr: 'Favorileyenler', en: 'Wishlisted' },
  description: {
    tr: 'Son {windowDays} gün içinde favorilerine bir ürün eklemiş ve onu sipariş etmemiş olanlar.',
    en: 'Put a product on the wish list within the last {windowDays} days, and has not ordered it.',
  },
  category: 'site',
  needs: ['orders', 'wishlist-events'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Favorilere eklemeden sonraki gün', en: 'Days since it was put on the list' },
      unit: 'days',
      default: 30,
      min: 1,
      max: 365,
    },
  },
  rule: ({ windowDays }) => ({
    is: 'did-unordered',
    event: 'wishlisted',
    times: 1,
    window: { days: windowDays },
  }),
  examples: [
    {
      who: 'put a product on the wish list yesterday',
      facts: wishedAt(ago({ days: 1 })),
      member: true,
      until: ahead({ days: 29 }),
    },
    {
      who: 'ordered all that was on the wish list',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 1 }), ...wishedAt(null) },
      member: false,
      until: null,
    },
    {
      who: 'put a product on the wish list 1 ms less than 30 days ago',
      facts: wishedAt(ago({ days: 30 }) + 1),
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'put a product on the wish list exactly 30 days ago',
      facts: wishedAt(ago({ days: 30 })),
      member: false,
      until: null,
    },
  ],
});
