/** What three in ten customers of the shop did in the storefront, as it is kept once folded. */
import type { ShopSql } from '#app/platform/database.ts';
import { share, type ShopTerms } from './shares.ts';

/** A kind of event, with the share of the visitors who ever did it and how many of their latest are kept at most. */
interface Kind {
  name: string;
  share: number;
  most: number;
  /** How many products or collections it was about, at most; those of the shop to choose among. */
  subjects?: { most: number; among: number };
}

const KINDS: Kind[] = [
  { name: '*', share: 1, most: 10 },
  { name: 'page_viewed', share: 1, most: 10 },
  { name: 'product_viewed', share: 0.8, most: 10, subjects: { most: 3, among: 500 } },
  { name: 'collection_viewed', share: 0.5, most: 8, subjects: { most: 2, among: 20 } },
  { name: 'product_added_to_cart', share: 0.25, most: 4, subjects: { most: 1, among: 500 } },
  { name: 'checkout_started', share: 0.12, most: 2 },
  { name: 'search_submitted', share: 0.2, most: 4 },
  { name: 'search_empty', share: 0.06, most: 2 },
  { name: 'kesit:wishlist_added', share: 0.08, most: 1, subjects: { most: 2, among: 500 } },
  { name: 'kesit:wishlist_removed', share: 0.02, most: 1, subjects: { most: 1, among: 500 } },
  { name: 'kesit:review_submitted', share: 0.05, most: 4 },
  { name: 'kesit:referral_earned', share: 0.02, most: 2 },
];

export async function fillStorefront(sql: ShopSql, terms: ShopTerms): Promise<void> {
  const { shopId, base } = terms;
  for (const [index, kind] of KINDS.entries()) await sql.query(recent(terms, kind, 100 + index * 10));
  await sql.query(`
    INSERT INTO site_day (shop_id, customer_id, day, name, event_count, mobile_count, desktop_count, last_at)
    SELECT DISTINCT ON (n, d) ${shopId}, ${base} + n, d, 'page_viewed', 4, CASE WHEN h2 < 0.6 THEN 3 ELSE 1 END,
      CASE WHEN h2 < 0.6 THEN 1 ELSE 3 END, t
    FROM (SELECT n, h2, last_at - floor(j * h1 * 500000) * interval '1 second' AS t
      FROM (SELECT n, last_at, ${share('n', 300)} AS h1, ${share('n', 301)} AS h2, floor(1 + 12 * power(${share('n', 302)}, 2))::int AS days
        FROM (${visitors(terms)}) v) v
      CROSS JOIN LATERAL generate_series(0, v.days - 1) j) g
    CROSS JOIN LATERAL (SELECT (t AT TIME ZONE 'UTC')::date AS d) d ORDER BY n, d, t DESC`);
  await sql.query(`
    INSERT INTO site_source (shop_id, customer_id, first_at, first_source, first_medium, first_referrer, last_at, last_source, last_medium, last_referrer)
    SELECT ${shopId}, ${base} + n, last_at - interval '90 days', s, CASE WHEN h < 0.05 THEN 'referral' ELSE 'cpc' END, r, last_at, s, 'cpc', r
    FROM (SELECT n, last_at, ${share('n', 310)} AS h FROM (${visitors(terms)}) v) v
    CROSS JOIN LATERAL (SELECT CASE WHEN h < 0.3 THEN 'google' WHEN h < 0.4 THEN 'newsletter' END AS s,
      CASE WHEN h < 0.2 THEN 'google.com' WHEN h < 0.5 THEN 'instagram.com' END AS r) o WHERE h < 0.5`);
  await sql.query(`
    INSERT INTO site_event (shop_id, event_id, occurred_at, visitor_id, name, received_at, customer_id, owner_id, data, absorbed)
    SELECT ${shopId}, 'nps' || n || '-' || j, last_at - j * interval '100 days', 'v' || n, 'kesit:nps_submitted', last_at, ${base} + n, ${base} + n,
      jsonb_build_object('score', floor(11 * sqrt(${share('(n * 2 + j)', 321)}))), true
    FROM (${visitors(terms)}) v CROSS JOIN generate_series(0, 1) j WHERE ${share('n', 320)} < 0.02`);
}

/** Who came to the storefront, and when last. */
const visitors = ({ at, customers }: ShopTerms): string => `
  SELECT n, '${at}'::timestamptz - floor(300 + power(${share('n', 90)}, 2) * 30000000) * interval '1 second' AS last_at
  FROM generate_series(1::bigint, ${customers}) n WHERE ${share('n', 91)} < 0.3`;

/** The latest instants of one kind of event, and of the same on single products or collections. */
function recent(terms: ShopTerms, { name, share: part, most, subjects }: Kind, salt: number): string {
  const { shopId, base } = terms;
  const about = subjects
    ? `CROSS JOIN LATERAL (SELECT 0::bigint AS subject_id UNION
         SELECT ${base} + 1 + floor(${share('(n * 8 + j)', salt + 1)} * ${subjects.among})::bigint
         FROM generate_series(1, ceil(${share('n', salt + 2)} * ${subjects.most})::int) j) s`
    : 'CROSS JOIN (SELECT 0::bigint AS subject_id) s';
  // Of any kind and subject, the last is the visitor's last; others lie up to a few days before, one after another.
  return `
    INSERT INTO site_recent (shop_id, customer_id, name, subject_id, last_at, recent)
    SELECT ${shopId}, ${base} + n, '${name}', subject_id, recent[1], recent
    FROM (SELECT n, subject_id, ARRAY(SELECT last_at - floor(after + i * step) * interval '1 second' FROM generate_series(0, count - 1) i) AS recent
      FROM (SELECT n, subject_id, last_at, ${name === '*' ? '0' : `300000 * ${share('(n + subject_id)', salt + 3)}`} AS after,
          500000 * power(${share('(n + subject_id)', salt + 4)}, 2) + 30 AS step, floor(1 + ${most} * ${share('(n + subject_id)', salt + 5)} * 0.999)::int AS count
        FROM (${visitors(terms)}) v ${about} WHERE ${share('n', salt)} < ${part}) g) r`;
}
