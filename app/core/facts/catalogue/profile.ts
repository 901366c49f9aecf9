/** Who a customer is, as the shop knows them. */
import { foldTextSql } from '../../text.ts';
import { declareFacts } from '../fact.ts';

export const profileFacts = declareFacts({
  knownAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Müşteri oluş', en: 'Became a customer' },
    doc: 'When Shopify created the customer; null until the customer itself was read.',
    from: { source: 'customer', sql: 'c.created_at' },
  },
  country: {
    kind: 'text',
    nullable: true,
    label: { tr: 'Ülke', en: 'Country' },
    help: { tr: 'İki harfli kod, örneğin TR.', en: 'Two-letter code, such as TR.' },
    doc: 'ISO 3166-1 alpha-2 code of the default address; null without one.',
    from: { source: 'customer', sql: 'c.country_code' },
  },
  province: {
    kind: 'text',
    nullable: true,
    label: { tr: 'İl', en: 'Province' },
    doc: 'Province of the default address; null without one.',
    from: { source: 'customer', sql: 'c.province' },
  },
  city: {
    kind: 'text',
    nullable: true,
    label: { tr: 'Şehir', en: 'City' },
    doc: 'City of the default address; null without one.',
    from: { source: 'customer', sql: 'c.city' },
  },
  placeKey: {
    kind: 'text',
    nullable: true,
    label: { tr: 'Hava durumu yeri', en: 'Place of the forecast' },
    doc: 'Country and city as one key, `tr/izmir`, under which forecasts are kept; null unless both are known.',
    from: {
      source: 'customer',
      sql: `nullif(${foldTextSql('c.country_code')}, '') || '/' || nullif(${foldTextSql('c.city')}, '')`,
    },
  },
  language: {
    kind: 'text',
    nullable: true,
    label: { tr: 'Dil', en: 'Language' },
    help: { tr: 'İki harfli kod, örneğin tr.', en: 'Two-letter code, such as tr.' },
    doc: "Language of the customer's locale, without its region; null where it is not known.",
    from: { source: 'customer', sql: "nullif(lower(split_part(replace(c.locale, '_', '-'), '-', 1)), '')" },
  },
  accountState: {
    kind: 'text',
    nullable: true,
    label: { tr: 'Hesap durumu', en: 'State of the account' },
    help: { tr: 'enabled, disabled, invited veya declined.', en: 'enabled, disabled, invited or declined.' },
    doc: "State of the customer's account at Shopify, in lower case; null where it is not told.",
    from: { source: 'customer', sql: 'c.account_state' },
  },
  tags: {
    kind: 'words',
    nullable: false,
    label: { tr: 'Müşteri etiketleri', en: 'Customer tags' },
    doc: "The customer's tags.",
    from: { source: 'customer', sql: "coalesce(c.tags, '{}'::text[])" },
  },
  metafields: {
    kind: 'map',
    nullable: false,
    label: { tr: 'Meta alan', en: 'Metafield' },
    doc: 'The metafields the merchant named, by namespace.key.',
    from: { source: 'customer', sql: 'c.metafields' },
  },
  birthDate: {
    kind: 'date',
    nullable: true,
    label: { tr: 'Doğum tarihi', en: 'Date of birth' },
    doc: 'From the metafield the shop names for it; null where that holds no date.',
    from: { source: 'customer', sql: 'date_or_null(c.metafields ->> a.birth_date_metafield)' },
  },
});
