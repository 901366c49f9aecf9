/** Fills a shop with everything that segments ask about, by SQL alone; the same size always gives the same shop. */
import type { Database, ShopId } from '#app/platform/database.ts';
import { share, shares, type ShopTerms } from './shares.ts';
import { fillStorefront } from './storefrontData.ts';

/** Orders per customer, on average. */
const ORDERS_EACH = 5;
/** Of e-mails, per customer, on average: deliveries, opens, clicks, and clicks in messages. */
const EMAIL_EVENTS_EACH = 3;
const PRODUCTS = 500;

/** Groups of products; the first ones are those that presets ask for. */
const TYPES = ['Ayakkabı', 'Bot', 'Kahve Makinesi', 'Kahve', 'Elbise', 'Ceket', 'Gömlek', 'Çanta', 'Saat', 'Mum'];
const VENDORS = [
  'Kahveci',
  'Adım',
  'Deniz',
  'Yayla',
  'Toros',
  'Marmara',
  'Nar',
  'Zeytin',
  'Kır',
  'Göl',
  'Ova',
  'Bozkır',
];
const TAGS = ['yeni', 'indirim', 'yaz', 'kış', 'hediye'];
const COLLECTIONS = 20;

/** A text of a list, chosen by an expression from 0 to 1. */
const oneOf = (texts: readonly string[], by: string): string =>
  `(ARRAY[${texts.map((text) => `'${text}'`).join(', ')}])[1 + floor(${by} * ${texts.length})::int]`;

/**
 * A third of the customers never ordered. The others come one day, buy at a pace of their own for as long as they stay, and are
 * lost; most order once or twice, a few very often. Instants lie within the three years before `now`, at whole seconds.
 */
export async function fillShop(database: Database, shopId: ShopId, customers: number, now: number): Promise<void> {
  // Ids of different shops do not overlap by chance: the shop's number leads.
  const terms: ShopTerms = { shopId, base: shopId * 1e12, at: new Date(now).toISOString(), customers };
  await database.inShop(shopId, async (sql) => {
    await sql.query('SET LOCAL synchronous_commit = off');
    const run = (text: string) => sql.query(text);
    await run(products(terms));
    await run(listings(terms));
    await run(people(terms));
    await run(orders(terms));
    await run(refunds(terms));
    await run(lines(terms));
    await run(checkouts(terms));
    await run(mails(terms));
    await fillStorefront(sql, terms);
    await run(forecasts(terms));
  });
}

const products = ({ shopId, base, at }: ShopTerms): string => `
  INSERT INTO product (shop_id, product_id, title, product_type, vendor, tags, updated_at, told_at, collections_told_at)
  SELECT ${shopId}, ${base} + p, 'Ürün ' || p, ${oneOf(TYPES, share('p', 1))}, ${oneOf(VENDORS, share('p', 2))},
    ARRAY[${oneOf(TAGS, share('p', 3))}], '${at}', '${at}', '${at}'
  FROM generate_series(1, ${PRODUCTS}) p`;

const listings = ({ shopId, base, at }: ShopTerms): string => `
  WITH made AS (
    INSERT INTO collection (shop_id, collection_id, title, told_at)
    SELECT ${shopId}, ${base} + c, 'Koleksiyon ' || c, '${at}' FROM generate_series(1, ${COLLECTIONS}) c)
  INSERT INTO product_collection (shop_id, product_id, collection_id)
  SELECT ${shopId}, ${base} + p, ${base} + 1 + (p + k * 7) % ${COLLECTIONS}
  FROM generate_series(1, ${PRODUCTS}) p CROSS JOIN generate_series(0, 1) k`;

const people = ({ shopId, base, at, customers }: ShopTerms): string => `
  INSERT INTO customer (shop_id, customer_id, email, email_key, phone, phone_key, first_name, last_name, locale, country_code,
    province, city, tags, metafields, account_state, created_at, updated_at, told_at, detail_updated_at, detail_told_at,
    email_consent, email_consent_at, sms_consent, sms_consent_at)
  SELECT ${shopId}, ${base} + n, 'c' || n || '@example.com', 'c' || n || '@example.com',
    CASE WHEN h1 < 0.6 THEN '+90' || 5300000000 + n END, CASE WHEN h1 < 0.6 THEN '+90' || 5300000000 + n END, 'Ad', 'Soyad ' || n % 1000,
    ${oneOf(['tr', 'tr', 'tr-TR', 'en', 'de', 'az'], 'h2')}, CASE WHEN h3 < 0.8 THEN 'TR' WHEN h3 < 0.9 THEN 'DE' ELSE 'AZ' END,
    CASE WHEN h3 < 0.8 THEN place END, CASE WHEN h3 < 0.8 THEN place WHEN h3 < 0.9 THEN 'Berlin' ELSE 'Bakü' END,
    CASE WHEN h4 < 0.03 THEN '{referrer}'::text[] WHEN h4 < 0.2 THEN ARRAY['toptan', 'bülten'] ELSE '{}' END,
    CASE WHEN h5 < 0.3 THEN jsonb_build_object('facts.birth_date', (date '1950-01-01' + floor(h6 * 20000)::int)::text,
      'custom.gender', ${oneOf(['Kadın', 'Erkek'], 'h7')}, 'custom.family', ${oneOf(['Çocuklu', 'Çocuksuz'], 'h8')},
      'custom.occupation', ${oneOf(['Öğretmen', 'Öğrenci', 'Mühendis'], 'h7')}, 'custom.interest', ${oneOf(['Koşu', 'Yürüyüş', 'Bisiklet'], 'h8')})
      ELSE '{}' END,
    ${oneOf(['enabled', 'disabled', 'invited'], 'h2')}, came_at, '${at}', '${at}', '${at}', '${at}',
    CASE WHEN h9 < 0.6 THEN 'subscribed' WHEN h9 < 0.75 THEN 'unsubscribed' ELSE 'not_subscribed' END,
    '${at}'::timestamptz - 3600 * (1 + floor(h10 * 16000)) * interval '1 second',
    CASE WHEN h11 < 0.25 THEN 'subscribed' WHEN h11 < 0.3 THEN 'unsubscribed' END,
    '${at}'::timestamptz - 3600 * (1 + floor(h12 * 16000)) * interval '1 second'
  FROM (SELECT n, ${cameAt('n', at)} AS came_at, ${oneOf(['İstanbul', 'Ankara', 'İzmir', 'Bursa', 'Adana'], share('n', 30))} AS place,
      ${shares('n', 0, 12)}
    FROM generate_series(1::bigint, ${customers}) n) g`;

/** When a customer came to the shop. */
const cameAt = (n: string, at: string): string =>
  `('${at}'::timestamptz - (3600 + floor(${share(n, 20)} * 94600000)) * interval '1 second')`;

/** For how many seconds a customer buys: until now, or until lost. */
const stays = (n: string): string =>
  `least(3600 + floor(${share(n, 20)} * 94600000), 86400 * floor(20 + 1500 * ${share(n, 21)} * ${share(n, 21)})) - 1800`;

/** In which state an order of a customer is; a few send back most of what they buy. */
const STATE = `CASE WHEN h1 < CASE WHEN c % 33 = 0 THEN 0.6 ELSE 0.03 END THEN 'refunded' WHEN h1 < 0.08 THEN 'partially_refunded'
  WHEN h1 < 0.14 THEN 'pending' WHEN h1 > 0.995 THEN 'voided' ELSE 'paid' END`;

const orders = ({ shopId, base, at, customers }: ShopTerms): string => `
  INSERT INTO orders (shop_id, order_id, customer_id, name, processed_at, created_at, updated_at, told_at, is_test, financial_status,
    currency_code, total_minor, current_total_minor, discount_minor, cancelled_at, source_name, tags)
  SELECT ${shopId}, ${base} + n, ${base} + c, '#' || n, t, t, t + interval '1 day', t + interval '1 day', h2 < 0.002, state, 'TRY', total,
    CASE state WHEN 'refunded' THEN 0 WHEN 'partially_refunded' THEN total / 2 ELSE total END,
    CASE WHEN h3 < habit THEN total / 10 ELSE 0 END, CASE WHEN h2 > 0.98 THEN t + interval '1 hour' END,
    CASE WHEN h4 < 0.9 THEN 'web' WHEN h4 < 0.99 THEN 'pos' ELSE 'referral' END, CASE WHEN h5 < 0.02 THEN '{referral}'::text[] ELSE '{}' END
  FROM (
    -- They came one after the other, whoever they are from.
    SELECT row_number() OVER (ORDER BY t, c, k) AS n, c, t, h2, h3, h4, h5, ${STATE} AS state,
      -- Some always wait for a discount, some never do.
      CASE WHEN c % 5 = 0 THEN 0.95 WHEN c % 5 < 3 THEN 0.02 ELSE 0.4 END AS habit,
      100 * floor(80 * exp(1.5 * ${share('c', 22)}) * exp(2 * h6))::bigint AS total
    FROM (
      SELECT c, k, ${cameAt('c', at)} + floor(stay * CASE WHEN k = 0 THEN 0 ELSE ${share('(c * 4096 + k)', 40)} END) * interval '1 second' AS t,
        ${shares('(c * 4096 + k)', 40, 6)}
      FROM (
        SELECT c, stay, 1 + floor(wish * (${customers * ORDERS_EACH} - count(*) OVER ()) / sum(wish) OVER () + ${share('c', 23)})::int AS count
        FROM (SELECT c, stay, stay / 94600000 * power(-ln(1 - ${share('c', 25)}), 1.6) AS wish
          FROM (SELECT c, ${stays('c')} AS stay FROM generate_series(1::bigint, ${customers}) c WHERE ${share('c', 24)} >= 0.33) b) w) w
      CROSS JOIN LATERAL generate_series(0, w.count - 1) k) k) o`;

/** As their own webhooks told them, before the order itself came anew. */
const refunds = ({ shopId }: ShopTerms): string => `
  INSERT INTO order_refund (shop_id, order_id, refund_id, refunded_at, amount_minor)
  SELECT ${shopId}, order_id, order_id, processed_at + interval '12 hours', total_minor - current_total_minor
  FROM orders WHERE shop_id = ${shopId} AND current_total_minor < total_minor`;

const lines = ({ shopId, base }: ShopTerms): string => `
  INSERT INTO order_line (shop_id, order_id, line_id, product_id, title, vendor, quantity, current_quantity, total_minor, discount_minor)
  SELECT ${shopId}, o.order_id, o.order_id, p.product_id, p.title, p.vendor, 1, 1, o.total_minor, o.discount_minor
  FROM orders o
  JOIN product p ON p.shop_id = ${shopId} AND p.product_id = ${base} + 1 + floor(power(${share('o.order_id', 60)}, 2) * ${PRODUCTS})::bigint
  WHERE o.shop_id = ${shopId}`;

const checkouts = ({ shopId, base, at, customers }: ShopTerms): string => `
  INSERT INTO checkout (shop_id, token, customer_id, created_at, updated_at, told_at, currency_code, total_minor)
  SELECT ${shopId}, 'k' || n, ${base} + n, t, t, t, 'TRY', 5000
  FROM (SELECT n, '${at}'::timestamptz - floor(600 + ${share('n', 70)} * 5000000) * interval '1 second' AS t
    FROM generate_series(1::bigint, ${customers}) n WHERE ${share('n', 71)} < 0.03) g`;

/** Three in five get mail, most of which stays closed. */
const mails = ({ shopId, base, at, customers }: ShopTerms): string => `
  INSERT INTO email_event (shop_id, connection_id, event_id, kind, is_machine, occurred_at, customer_id, channel)
  SELECT ${shopId}, 1, 'e' || n, CASE WHEN h2 < 0.7 THEN 'received' WHEN h2 < 0.85 THEN 'opened' ELSE 'clicked' END, h3 < 0.1,
    '${at}'::timestamptz - floor(3600 + h4 * 17000000) * interval '1 second', ${base} + 1 + floor(h1 * ${customers} * 0.6)::bigint,
    CASE WHEN h2 > 0.94 THEN 'sms' ELSE 'email' END
  FROM (SELECT n, ${shares('n', 80, 4)}
    FROM generate_series(1::bigint, ${customers * EMAIL_EVENTS_EACH}) n) g`;

/** Of every place, fresh enough that no weather service is asked; warm in some. */
const forecasts = ({ shopId, at }: ShopTerms): string => `
  INSERT INTO forecast (shop_id, place_key, found, latitude, longitude, located_until, forecast, asked_at, valid_until)
  SELECT ${shopId}, place, true, 40, 30, '${at}'::timestamptz + interval '90 days',
    jsonb_build_object('rain', true, 'snow', false, 'lowestC', 10, 'highestC', warm), '${at}', '${at}'::timestamptz + interval '48 hours'
  FROM (VALUES ('tr/istanbul', 22), ('tr/ankara', 19), ('tr/izmir', 28), ('tr/bursa', 21), ('tr/adana', 31), ('de/berlin', 9), ('az/baku', 17)) AS f (place, warm)`;

/** The tables that were filled. */
export const filledTables = [
  ...['customer', 'orders', 'order_line', 'order_refund', 'product', 'product_collection', 'collection', 'checkout'],
  ...['email_event', 'site_recent', 'site_day', 'site_source', 'site_event'],
];
