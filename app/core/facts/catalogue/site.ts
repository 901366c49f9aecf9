/** What a customer did in the storefront, as far as they agreed to be seen, and where they came from. */
import { ANY_EVENT, EMPTY_SEARCH, type SiteEventName } from '../../siteEvents/names.ts';
import { declareFacts } from '../fact.ts';

const lastOf = (name: SiteEventName | typeof ANY_EVENT | typeof EMPTY_SEARCH) =>
  ({ source: 'visits', sql: `max(s.last_at) FILTER (WHERE s.name = '${name}')` }) as const;

export const siteFacts = declareFacts({
  lastSiteActivityAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Mağazaya son ziyaret', en: 'Last visit to the shop' },
    doc: 'When any consented storefront event last happened; null if none ever did.',
    from: lastOf(ANY_EVENT),
  },
  lastProductViewAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Bakılan son ürün', en: 'Last product viewed' },
    doc: 'When a product page was last viewed with consent; null if none ever was.',
    from: lastOf('product_viewed'),
  },
  lastCollectionViewAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Bakılan son koleksiyon', en: 'Last collection viewed' },
    doc: 'When a collection was last viewed with consent; null if none ever was.',
    from: lastOf('collection_viewed'),
  },
  lastCartAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Sepete son ekleme', en: 'Last added to the cart' },
    doc: 'When something was last put into the cart in the storefront, with consent; null if never.',
    from: lastOf('product_added_to_cart'),
  },
  lastCheckoutAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Başlanan son ödeme', en: 'Last checkout begun' },
    doc: 'When a checkout was last begun, in the storefront with consent or as Shopify tells it; null if none ever was.',
    from: { ...lastOf('checkout_started'), then: 'greatest(k.last_checkout_at, {})' },
  },
  lastSearchAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Mağazada son arama', en: 'Last search in the shop' },
    doc: 'When the storefront was last searched with consent; null if never.',
    from: lastOf('search_submitted'),
  },
  lastEmptySearchAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Sonuçsuz kalan son arama', en: 'Last search without results' },
    doc: 'When a search of the storefront last found nothing, with consent; null if none ever did.',
    from: lastOf(EMPTY_SEARCH),
  },
  lastNpsScore: {
    kind: 'count',
    nullable: true,
    label: { tr: 'Son tavsiye puanı (NPS)', en: 'Last recommendation score (NPS)' },
    help: { tr: '0 ile 10 arası.', en: 'From 0 to 10.' },
    doc: 'The score of the latest answer to how likely one is to recommend the shop; null without one.',
    from: { source: 'scores', sql: 'n.score' },
  },
  firstUtmSource: {
    kind: 'text',
    nullable: true,
    label: { tr: 'İlk utm_source', en: 'First utm_source' },
    doc: 'utm_source of the first visit that had any origin; null without one.',
    from: { source: 'origins', sql: 'u.first_source' },
  },
  lastUtmSource: {
    kind: 'text',
    nullable: true,
    label: { tr: 'Son utm_source', en: 'Last utm_source' },
    doc: 'utm_source of the last visit that had any origin; null without one.',
    from: { source: 'origins', sql: 'u.last_source' },
  },
  firstUtmMedium: {
    kind: 'text',
    nullable: true,
    label: { tr: 'İlk utm_medium', en: 'First utm_medium' },
    doc: 'utm_medium of the first visit that had any origin; null without one.',
    from: { source: 'origins', sql: 'u.first_medium' },
  },
  firstReferrer: {
    kind: 'text',
    nullable: true,
    label: { tr: 'İlk gelinen site', en: 'First referring site' },
    doc: 'Host of the site before the first visit that had any origin; null without one.',
    from: { source: 'origins', sql: 'u.first_referrer' },
  },
  lastReferrer: {
    kind: 'text',
    nullable: true,
    label: { tr: 'Son gelinen site', en: 'Last referring site' },
    doc: 'Host of the site before the last visit that had any origin; null without one.',
    from: { source: 'origins', sql: 'u.last_referrer' },
  },
});
