/**
 * What a shop might have instead: a nightly job that works every segment out anew by plain SQL, straight from customers, orders,
 * e-mail events and visits, one statement a segment. The same statements run in PostgreSQL and in DuckDB. Left out are the
 * segments that plain SQL cannot state: those that rest on a fitted model, and the weather.
 */

/** Segments without a statement: the rivals do less than we. */
export const leftOut = ['likely-to-churn', 'likely-to-buy', 'high-predicted-value', 'weather'];

/** Orders that count, and those that were placed but may be refunded in full by now. */
const placed = `(SELECT * FROM orders WHERE customer_id IS NOT NULL AND NOT is_test AND cancelled_at IS NULL AND deleted_at IS NULL
  AND financial_status NOT IN ('voided', 'expired'))`;
const counted = `(SELECT * FROM ${placed} p WHERE financial_status <> 'refunded')`;
/** By customer, of orders that count. */
const buyers = `(SELECT customer_id, count(*) AS n, min(processed_at) AS first_at, max(processed_at) AS last_at, sum(current_total_minor) AS spent,
  count(*) FILTER (WHERE discount_minor > 0) AS discounted FROM ${counted} c GROUP BY customer_id)`;
/** Each order with how long it came after the one before, in milliseconds; and which was the first. */
const gaps = `(SELECT customer_id, processed_at, source_name, tags, row_number() OVER w AS place,
  CAST(extract(epoch FROM processed_at - lag(processed_at) OVER w) * 1000 AS double precision) AS gap
  FROM ${counted} c WINDOW w AS (PARTITION BY customer_id ORDER BY processed_at, order_id))`;
const mails = "(SELECT * FROM email_event WHERE channel = 'email')";
const engaged = `(SELECT * FROM ${mails} m WHERE kind IN ('opened', 'clicked') AND NOT is_machine)`;

/** Where customers stand among all buyers: twice the mid-rank of a figure, and twice their number. */
const standing = (figure: string): string => `
  2 * (rank() OVER (ORDER BY ${figure}) - 1) + count(*) OVER (PARTITION BY ${figure})`;
const ranked = (figure: string): string =>
  `(SELECT customer_id, n, ${standing(figure)} AS mid, 2 * count(*) OVER () AS whole FROM ${buyers} b)`;
const inTop = (percent: number): string => `mid * 100 > whole * ${100 - percent}`;
const spentRank = ranked('spent');

const score = (figure: string): string =>
  `ceil(CAST(5 * (${standing(figure)}) AS double precision) / (2 * count(*) OVER ()))`;
const scores = `(SELECT customer_id, r, floor((f + m + 1) / 2) AS fm FROM (
  SELECT customer_id, ${score('last_at')} AS r, ${score('n')} AS f, ${score('spent')} AS m FROM ${buyers} b) s)`;
const rfm = (group: string): string => `SELECT customer_id FROM ${scores} s WHERE ${group}`;

const bought = (product: string): string =>
  `SELECT c.customer_id FROM ${counted} c JOIN order_line l ON l.order_id = c.order_id JOIN product p ON p.product_id = l.product_id WHERE ${product}`;
/** The latest order of each product. */
const productOrders = `(SELECT c.customer_id, l.product_id, max(c.processed_at) AS at FROM ${counted} c JOIN order_line l ON l.order_id = c.order_id
  GROUP BY c.customer_id, l.product_id)`;

/** Visits of one kind: the last of each customer, and single ones on products and collections. */
const last = (name: string): string =>
  `(SELECT customer_id, last_at FROM site_recent WHERE name = '${name}' AND subject_id = 0)`;
const each = (name: string): string =>
  `(SELECT customer_id, subject_id, unnest(recent) AS at FROM site_recent WHERE name = '${name}' AND subject_id <> 0)`;
const noOrderSince = (what: string): string =>
  `NOT EXISTS (SELECT 1 FROM ${counted} c WHERE c.customer_id = ${what}.customer_id AND c.processed_at >= ${what}.last_at)`;

const profile = (key: string, value: string): string =>
  `SELECT customer_id FROM customer WHERE (metafields ->> '${key}') = '${value}'`;
const scored = (bound: string): string => `SELECT customer_id FROM (
  SELECT owner_id AS customer_id, CAST(data ->> 'score' AS double precision) AS score,
    row_number() OVER (PARTITION BY owner_id ORDER BY occurred_at DESC, event_id) AS place
  FROM site_event WHERE name = 'kesit:nps_submitted') s WHERE place = 1 AND score ${bound}`;

/** A SELECT of the members of each segment, by preset. @param now An SQL expression for the present instant. */
export function nightlyStatements(now: string): Record<string, string> {
  const ago = (count: number, unit: 'day' | 'hour' = 'day'): string => `${now} - interval '${count} ${unit}'`;
  const today = `CAST(CAST(${now} AS date) AS timestamp)`;
  const birth = "CAST(metafields ->> 'facts.birth_date' AS timestamp)";
  const since = (at: string): string => `CAST(extract(epoch FROM ${now} - ${at}) * 1000 AS double precision)`;
  const engagedWithin = (days: number): string =>
    `SELECT DISTINCT customer_id FROM ${engaged} e WHERE occurred_at > ${ago(days)}`;
  const some = (rows: string, condition = 'TRUE', what = 'o'): string =>
    `EXISTS (SELECT 1 FROM ${rows} x WHERE x.customer_id = ${what}.customer_id AND ${condition})`;
  const ofBuyers = (condition: string): string => `SELECT customer_id FROM ${buyers} o WHERE ${condition}`;
  const abandoned = (begun: string): string =>
    `SELECT customer_id FROM ${begun} s WHERE last_at <= ${ago(1, 'hour')} AND last_at > ${ago(7)} AND ${noOrderSince('s')}`;
  const devices = (condition: string): string =>
    `SELECT customer_id FROM site_day WHERE day > CAST(${ago(90)} AS date) GROUP BY customer_id HAVING ${condition}`;
  const prefers = (channel: string): string => `
    SELECT customer_id FROM email_event e WHERE kind = 'clicked' AND NOT is_machine AND occurred_at > ${ago(180)}
      AND customer_id IN (SELECT customer_id FROM customer WHERE email_key IS NOT NULL AND email_consent = 'subscribed'
        AND phone_key IS NOT NULL AND sms_consent = 'subscribed')
    GROUP BY customer_id HAVING count(*) FILTER (WHERE channel = '${channel}') * 100 > count(*) * 70`;
  const consents = (condition: string): string => `SELECT customer_id FROM customer c WHERE ${condition}`;
  const cameBack = `SELECT DISTINCT customer_id FROM ${gaps} g WHERE gap >= 180 * 86400000.0 AND processed_at > ${ago(30)}`;
  const longAgo = (days: number): string => `last_at <= ${ago(days)}`;
  const lately = (days: number): string => `last_at > ${ago(days)}`;

  return {
    'new-subscribers': consents(`(email_consent = 'subscribed' AND email_consent_at > ${ago(14)})
      OR (sms_consent = 'subscribed' AND sms_consent_at > ${ago(14)})`),
    'engaged-30': engagedWithin(30),
    'engaged-60': engagedWithin(60),
    'engaged-90': engagedWithin(90),
    vip: ofBuyers('n > 5'),
    'potential-purchasers': `SELECT customer_id FROM customer o WHERE NOT ${some(counted)} AND (${some(last('*'), lately(30))}
      OR ${some(last('product_viewed'), lately(30))} OR ${some(engaged, `x.kind = 'clicked' AND x.occurred_at > ${ago(30)}`)})`,
    churn: ofBuyers(`${longAgo(180)} AND ${some(mails, `x.kind = 'received' AND x.occurred_at > ${ago(90)}`)}
      AND NOT ${some(engaged, `x.kind = 'opened' AND x.occurred_at > ${ago(90)}`)}`),
    winback: ofBuyers(longAgo(180)),
    'repeat-buyers': ofBuyers('n > 1'),
    'first-time-buyers': ofBuyers(`n = 1 AND ${lately(30)}`),
    'one-and-done': ofBuyers(`n = 1 AND ${longAgo(90)}`),
    'active-customers': ofBuyers(lately(90)),
    'at-risk': `SELECT o.customer_id FROM ${buyers} o
      LEFT JOIN (SELECT customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS own FROM ${gaps} g GROUP BY customer_id) u
        ON u.customer_id = o.customer_id
      CROSS JOIN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(extract(epoch FROM last_at - first_at) * 1000 AS double precision) / (n - 1)) AS shop
        FROM ${buyers} b WHERE n > 1 AND first_at < last_at) a
      WHERE n >= 2 AND ${lately(180)} AND ${since('last_at')} > floor(floor(CASE WHEN n >= 3 THEN own ELSE shop END) * 1.5)`,
    dormant: ofBuyers(`${longAgo(120)} AND NOT ${some(engaged, `x.occurred_at > ${ago(120)}`)}
      AND NOT ${some(last('*'), `x.last_at > ${ago(120)}`)}`),
    reactivated: cameBack,
    'lapsed-vip': ofBuyers(`n > 5 AND ${longAgo(90)}`),
    'returning-high-value': `SELECT customer_id FROM ${spentRank} s WHERE ${inTop(20)} AND customer_id IN (${cameBack})`,
    welcome: `SELECT customer_id FROM customer o WHERE created_at > ${ago(7)} AND NOT ${some(counted)}`,
    anniversary: ofBuyers(`first_at <= ${ago(365)} AND extract(epoch FROM ${now} - first_at) % 31536000 < 7 * 86400`),
    'top-spenders': `SELECT customer_id FROM ${spentRank} s WHERE ${inTop(10)}`,
    'high-aov': `SELECT customer_id FROM ${ranked('floor(CAST(spent AS double precision) / n)')} s WHERE ${inTop(20)} AND n >= 2`,
    'ltv-over': ofBuyers('spent >= 50000'),
    'frequent-buyers': `SELECT customer_id FROM ${counted} c WHERE processed_at > ${ago(90)} GROUP BY customer_id HAVING count(*) >= 3`,
    'discount-only': ofBuyers('n >= 2 AND discounted = n'),
    'full-price': ofBuyers('n >= 2 AND discounted = 0'),
    'serial-returners': `SELECT customer_id FROM ${placed} p GROUP BY customer_id HAVING count(*) >= 3
      AND sum(total_minor - CASE WHEN financial_status = 'refunded' THEN 0 ELSE current_total_minor END) * 2 > sum(total_minor)`,
    'tier-gold': `SELECT customer_id FROM ${spentRank} s WHERE ${inTop(10)}`,
    'tier-silver': `SELECT customer_id FROM ${spentRank} s WHERE ${inTop(30)} AND NOT ${inTop(10)}`,
    'tier-bronze': `SELECT customer_id FROM ${spentRank} s WHERE ${inTop(60)} AND NOT ${inTop(30)}`,
    'category-buyers': `SELECT DISTINCT customer_id FROM (${bought(`p.product_type IN ('Ayakkabı', 'Bot') AND c.processed_at > ${ago(365)}`)}) b`,
    'cross-sell': `${bought("p.product_type = 'Kahve Makinesi'")} EXCEPT ${bought("p.vendor = 'Kahveci'")}`,
    'rfm-champions': rfm('r = 5 AND fm >= 4'),
    'rfm-loyal': rfm('r IN (3, 4) AND fm >= 4'),
    'rfm-potential-loyalist': rfm('r >= 4 AND fm IN (2, 3)'),
    'rfm-new': rfm('r = 5 AND fm = 1'),
    'rfm-promising': rfm('r = 4 AND fm = 1'),
    'rfm-need-attention': rfm('r = 3 AND fm = 3'),
    'rfm-about-to-sleep': rfm('r = 3 AND fm <= 2'),
    'rfm-cant-lose': rfm('r = 1 AND fm = 5'),
    'rfm-at-risk': rfm('r <= 2 AND fm >= 3 AND NOT (r = 1 AND fm = 5)'),
    'rfm-hibernating': rfm('r = 2 AND fm <= 2'),
    'rfm-lost': rfm('r = 1 AND fm <= 2'),
    'cart-abandoners': abandoned(last('product_added_to_cart')),
    'checkout-abandoners':
      abandoned(`(SELECT customer_id, max(last_at) AS last_at FROM (SELECT * FROM ${last('checkout_started')} s
      UNION ALL SELECT customer_id, created_at FROM checkout) k GROUP BY customer_id)`),
    'browse-abandoners': `SELECT customer_id FROM ${last('product_viewed')} s WHERE ${lately(7)} AND ${noOrderSince('s')}
      AND NOT ${some(last('product_added_to_cart'), 'x.last_at >= s.last_at', 's')}`,
    'high-intent': `SELECT DISTINCT customer_id FROM (
      SELECT v.customer_id FROM ${each('product_viewed')} v
      LEFT JOIN ${productOrders} o ON o.customer_id = v.customer_id AND o.product_id = v.subject_id
      WHERE v.at > ${ago(7)} AND (o.at IS NULL OR v.at > o.at) GROUP BY v.customer_id, v.subject_id HAVING count(*) >= 3) h`,
    'category-interest': `SELECT DISTINCT customer_id FROM (
      SELECT customer_id, subject_id FROM ${each('collection_viewed')} v WHERE v.at > ${ago(14)} GROUP BY customer_id, subject_id HAVING count(*) >= 3) v
      WHERE NOT EXISTS (SELECT 1 FROM ${productOrders} o JOIN product_collection p ON p.product_id = o.product_id
        WHERE o.customer_id = v.customer_id AND p.collection_id = v.subject_id AND o.at > ${ago(30)})`,
    'search-no-result': `SELECT customer_id FROM ${last('search_empty')} s WHERE ${lately(14)} AND ${noOrderSince('s')}`,
    wishlist: `SELECT DISTINCT v.customer_id FROM ${each('kesit:wishlist_added')} v
      LEFT JOIN ${productOrders} o ON o.customer_id = v.customer_id AND o.product_id = v.subject_id
      LEFT JOIN (SELECT customer_id, subject_id, last_at FROM site_recent WHERE name = 'kesit:wishlist_removed') r
        ON r.customer_id = v.customer_id AND r.subject_id = v.subject_id
      WHERE v.at > ${ago(30)} AND (o.at IS NULL OR v.at > o.at) AND (r.last_at IS NULL OR v.at > r.last_at)`,
    'frequent-visitors': `SELECT customer_id FROM site_day WHERE day > CAST(${ago(30)} AS date) GROUP BY customer_id HAVING count(DISTINCT day) >= 5`,
    'recent-72h': `SELECT customer_id FROM ${last('*')} s WHERE ${lately(3)}`,
    'device-mobile': devices('sum(mobile_count) > sum(desktop_count)'),
    'device-desktop': devices('sum(desktop_count) > sum(mobile_count)'),
    'traffic-source':
      "SELECT customer_id FROM site_source WHERE first_source IN ('google', 'instagram.com') OR first_referrer IN ('google', 'instagram.com')",
    unengaged: `SELECT m.customer_id FROM ${mails} m
      LEFT JOIN (SELECT customer_id, max(occurred_at) AS at FROM ${engaged} e GROUP BY customer_id) e ON e.customer_id = m.customer_id
      WHERE m.kind = 'received' AND (e.at IS NULL OR m.occurred_at > e.at) GROUP BY m.customer_id HAVING count(*) >= 5`,
    'clickers-no-order': `SELECT customer_id FROM (SELECT customer_id, max(occurred_at) AS last_at FROM ${engaged} e WHERE kind = 'clicked' GROUP BY customer_id) s
      WHERE ${lately(14)} AND ${noOrderSince('s')}`,
    'prefers-email': prefers('email'),
    'prefers-sms': prefers('sms'),
    'sms-only': consents(
      "sms_consent = 'subscribed' AND coalesce(email_consent, '') <> 'subscribed' AND coalesce(whatsapp_consent, '') <> 'subscribed'",
    ),
    'email-only': consents(
      "email_consent = 'subscribed' AND coalesce(sms_consent, '') <> 'subscribed' AND coalesce(whatsapp_consent, '') <> 'subscribed'",
    ),
    'recently-unsubscribed': consents(`(email_consent = 'unsubscribed' AND email_consent_at > ${ago(30)})
      OR (sms_consent = 'unsubscribed' AND sms_consent_at > ${ago(30)})`),
    overdue: `SELECT o.customer_id FROM ${buyers} o
      JOIN (SELECT customer_id, percentile_cont(0.9) WITHIN GROUP (ORDER BY gap) AS long FROM ${gaps} g GROUP BY customer_id) u ON u.customer_id = o.customer_id
      WHERE n >= 3 AND ${since('last_at')} > floor(long)`,
    'by-place': "SELECT customer_id FROM customer WHERE city IN ('İstanbul', 'İzmir')",
    'by-language':
      "SELECT customer_id FROM customer WHERE lower(split_part(replace(locale, '_', '-'), '-', 1)) IN ('tr', 'az')",
    'by-age': `SELECT customer_id FROM customer WHERE extract(year FROM age(${today}, ${birth})) BETWEEN 18 AND 34`,
    birthday: `SELECT customer_id FROM customer
      WHERE extract(year FROM age(${today} + interval '6 day', ${birth})) > extract(year FROM age(${today} - interval '1 day', ${birth}))`,
    'by-gender': profile('custom.gender', 'Kadın'),
    'by-family': profile('custom.family', 'Çocuklu'),
    'by-occupation': profile('custom.occupation', 'Öğretmen'),
    'by-interest': profile('custom.interest', 'Koşu'),
    referred: `SELECT customer_id FROM ${gaps} g WHERE place = 1 AND (source_name = 'referral' OR 'referral' = ANY (tags))
      UNION SELECT customer_id FROM site_source WHERE first_medium = 'referral'`,
    referrers: `SELECT customer_id FROM customer WHERE 'referrer' = ANY (tags) UNION SELECT customer_id FROM ${last('kesit:referral_earned')} s`,
    'top-reviewers': `SELECT customer_id FROM (SELECT customer_id, unnest(recent) AS at FROM site_recent WHERE name = 'kesit:review_submitted' AND subject_id = 0) v
      WHERE v.at > ${ago(365)} GROUP BY customer_id HAVING count(*) >= 2`,
    promoters: scored('>= 9'),
    detractors: scored('<= 6'),
  };
}
