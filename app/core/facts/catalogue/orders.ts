/** What a customer's orders say. */
import { declareFacts } from '../fact.ts';

/** Where the shop lets us read only its latest orders, what only the whole history can tell is not known. */
const onlyWhole = `CASE WHEN a.whole OR coalesce(b.order_count, 0) >= coalesce(c.shopify_order_count, 0) THEN {} END`;

/** The median and the 90th percentile, in one aggregate that PostgreSQL works out once. */
const gaps = 'percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY o.gap_ms)';
/** Two gaps, at least. */
const threeOrders = 'CASE WHEN b.gap_count >= 2 THEN {} END';

export const orderFacts = declareFacts({
  orderCount: {
    kind: 'count',
    nullable: false,
    label: { tr: 'Sipariş sayısı', en: 'Orders' },
    doc: 'Orders that count (see orders/counts.ts), all time; where the shop lets us read only the latest, as Shopify counts them.',
    from: {
      source: 'orders',
      sql: 'count(*) FILTER (WHERE o.counts)::int',
      then: 'coalesce(CASE WHEN NOT a.whole THEN c.shopify_order_count END, {}, 0)',
    },
  },
  spentMinor: {
    kind: 'money',
    nullable: false,
    label: { tr: 'Toplam harcama', en: 'Total spent' },
    help: { tr: 'İadeler ve düzenlemeler düşüldükten sonra.', en: 'Net of refunds and edits.' },
    doc: 'Sum of what the counted orders are worth now, net of refunds and edits; where the shop lets us read only the latest, as Shopify adds them up.',
    from: {
      source: 'orders',
      sql: '(sum(o.worth) FILTER (WHERE o.counts))::bigint',
      then: 'coalesce(CASE WHEN NOT a.whole THEN c.shopify_spent_minor END, {}, 0)',
    },
  },
  firstOrderAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'İlk sipariş', en: 'First order' },
    doc: 'When the first counted order was processed; null without one, and where the shop does not let us read it.',
    from: { source: 'orders', sql: 'min(o.processed_at) FILTER (WHERE o.counts)', then: onlyWhole },
  },
  lastOrderAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Son sipariş', en: 'Last order' },
    doc: 'When the latest counted order was processed; null without one.',
    from: {
      source: 'orders',
      sql: 'max(o.processed_at) FILTER (WHERE o.counts)',
      then: 'CASE WHEN a.whole THEN {} ELSE greatest({}, c.shopify_last_order_at) END',
    },
  },
  discountedOrderCount: {
    kind: 'count',
    nullable: true,
    label: { tr: 'İndirimli sipariş sayısı', en: 'Orders with a discount' },
    doc: 'Counted orders with a discount of any kind; null where the whole history cannot be read.',
    from: {
      source: 'orders',
      sql: 'count(*) FILTER (WHERE o.counts AND o.discount_minor > 0)::int',
      then: onlyWhole.replace('{}', 'coalesce({}, 0)'),
    },
  },
  fullPriceOrderCount: {
    kind: 'count',
    nullable: true,
    label: { tr: 'Tam fiyatlı sipariş sayısı', en: 'Orders without a discount' },
    doc: 'Counted orders without any discount; null where the whole history cannot be read.',
    from: {
      source: 'orders',
      sql: 'count(*) FILTER (WHERE o.counts AND o.discount_minor <= 0)::int',
      then: onlyWhole.replace('{}', 'coalesce({}, 0)'),
    },
  },
  placedOrderCount: {
    kind: 'count',
    nullable: false,
    label: { tr: 'Verilen sipariş sayısı', en: 'Orders placed' },
    help: { tr: 'Sonradan tamamen iade edilenler dahil.', en: 'Including those refunded in full later.' },
    doc: 'Orders that count, and those that would if they had not been refunded in full.',
    from: { source: 'orders', sql: 'count(*)::int', then: 'coalesce({}, 0)' },
  },
  grossMinor: {
    kind: 'money',
    nullable: false,
    label: { tr: 'Brüt ciro', en: 'Gross sales' },
    help: { tr: 'İadeler düşülmeden önce.', en: 'Before refunds.' },
    doc: 'Sum of what the placed orders came to when they were placed.',
    from: { source: 'orders', sql: 'sum(o.total_minor)::bigint', then: 'coalesce({}, 0)' },
  },
  refundedMinor: {
    kind: 'money',
    nullable: false,
    label: { tr: 'İade tutarı', en: 'Refunded' },
    doc: 'Sum by which the placed orders are worth less now than when they were placed.',
    from: {
      source: 'orders',
      sql: 'sum(greatest(o.total_minor - CASE WHEN o.counts THEN o.worth ELSE 0 END, 0))::bigint',
      then: 'coalesce({}, 0)',
    },
  },
  firstOrderMinor: {
    kind: 'money',
    nullable: true,
    label: { tr: 'İlk siparişin tutarı', en: 'Worth of the first order' },
    doc: 'What the first counted order is worth now; null without one, and where the shop does not let us read it.',
    from: { source: 'orders', sql: 'max(o.worth) FILTER (WHERE o.place = 1)', then: onlyWhole },
  },
  ownGapMs: {
    kind: 'span',
    nullable: true,
    label: { tr: 'Siparişleri arasındaki olağan süre', en: 'Usual time between their orders' },
    doc: 'Median of the lengths between one counted order and the next, rounded down; null under three orders.',
    from: {
      source: 'orders',
      sql: `floor((${gaps})[1])::bigint`,
      then: threeOrders,
    },
  },
  longGapMs: {
    kind: 'span',
    nullable: true,
    label: { tr: 'Siparişleri arasındaki uzun süre', en: 'Long time between their orders' },
    help: { tr: 'On aradan dokuzu bundan kısadır.', en: 'Nine in ten of their gaps are shorter.' },
    doc: '90th percentile of the lengths between one counted order and the next, rounded down; null under three orders.',
    from: {
      source: 'orders',
      sql: `floor((${gaps})[2])::bigint`,
      then: threeOrders,
    },
  },
  firstOrderSource: {
    kind: 'text',
    nullable: true,
    label: { tr: 'İlk siparişin kaynağı', en: 'Source of the first order' },
    help: {
      tr: "Shopify'ın verdiği kanal adı, örneğin web veya pos.",
      en: "Shopify's name of the channel, such as web or pos.",
    },
    doc: 'source_name of the first counted order; null without one, and where the shop does not let us read it.',
    from: { source: 'orders', sql: 'max(o.source_name) FILTER (WHERE o.place = 1)', then: onlyWhole },
  },
  firstOrderTags: {
    kind: 'words',
    nullable: false,
    label: { tr: 'İlk siparişin etiketleri', en: 'Tags of the first order' },
    doc: 'Tags of the first counted order; none where the shop does not let us read it.',
    from: {
      source: 'orders',
      sql: 'max(o.tags) FILTER (WHERE o.place = 1)',
      then: `coalesce(${onlyWhole}, ARRAY[]::text[])`,
    },
  },
});
