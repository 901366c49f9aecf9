/**
 * How questions to a customer's history are answered from rows: for each a sub-select with the customer and the instants of the
 * answer, for some customers or for a whole shop.
 */
import type { Slots } from '#app/core/facts/columns.ts';
import { answerWidth, type Happening, type Question, STRETCH_BEGUN_AT } from '#app/core/questions/question.ts';
import type { ShopSettings } from '#app/core/settings.ts';
import { happeningRows } from './happenings.ts';
import { mine, orderRows, type Reach, rowsByCustomer } from './orderRows.ts';

/** Gives a placeholder, with its cast, for a bound value. */
export type Binding = (value: string | number, sqlType: string) => string;

/** What a question is answered with. */
export interface AnswerTerms {
  readonly settings: ShopSettings;
  readonly reach: Reach;
  readonly bind: Binding;
  /** A placeholder for the present instant, timestamptz. */
  readonly instant: string;
}

/** The joins that answer the questions of a shop, and the array that holds the answers in their places; NULL without questions. */
export function questionJoins(
  slots: Slots,
  settings: ShopSettings,
  reach: Reach,
  bind: Binding,
  instant: string,
  join: (name: string, select: string) => string,
): { joins: string; array: string } {
  const places: string[] = [];
  const joins = slots.map(({ question, slot }) => {
    const name = `q${slot}`;
    for (let index = 0; index < answerWidth(question); index += 1) places[slot - 1 + index] = `${name}.a${index + 1}`;
    return join(name, answerSelect(question, { settings, reach, bind, instant }));
  });
  const array = Array.from(places, (place) => place ?? 'NULL').join(', ');
  return {
    joins: joins.join('\n  '),
    array:
      slots.length === 0
        ? 'NULL::timestamptz[]'
        : `CASE WHEN num_nonnulls(${array}) > 0 THEN ARRAY[${array}]::timestamptz[] END`,
  };
}

/** The SELECT of customer_id and the answer's instants a1, a2 … to one question; customers without an answer are left out. */
export function answerSelect(question: Question, terms: AnswerTerms): string {
  switch (question.ask) {
    case 'latest':
      return `SELECT h.customer_id, (array_agg(h.at ORDER BY h.at DESC))[${question.times}] AS a1
        FROM (${happeningRows(question, terms)}) h GROUP BY h.customer_id`;
    case 'first':
      return `SELECT h.customer_id, min(h.at) AS a1 FROM (${happeningRows(withAll(question), terms)}) h GROUP BY h.customer_id`;
    case 'unordered':
      return unorderedSelect(question, terms);
    case 'active-days':
      return activeDaysSelect(question, terms);
    case 'interest':
      return stretches(interestRows(question, terms), terms);
    case 'device':
      return stretches(deviceRows(question, terms), terms);
    case 'channel':
      return stretches(channelRows(question, terms), terms);
  }
}

const withAll = (happening: Happening): Happening & { whole: true } => ({ ...happening, whole: true });

/** The latest order of each product by each customer. */
const productOrders = ({ settings, reach }: AnswerTerms): string => `
  SELECT o.customer_id, l.product_id, max(o.processed_at) AS at FROM (${orderRows(settings, reach)}) o
  JOIN order_line l ON l.shop_id = $1 AND l.order_id = o.order_id
  WHERE o.counts AND l.product_id IS NOT NULL GROUP BY o.customer_id, l.product_id`;

function unorderedSelect({ event, times }: Extract<Question, { ask: 'unordered' }>, terms: AnswerTerms): string {
  const name = event === 'wishlisted' ? 'kesit:wishlist_added' : 'product_viewed';
  const takenOff =
    event === 'wishlisted'
      ? `LEFT JOIN site_recent t ON t.shop_id = $1 AND t.customer_id = s.customer_id AND t.subject_id = s.subject_id
           AND t.name = 'kesit:wishlist_removed'`
      : '';
  const since = event === 'wishlisted' ? "greatest(o.at, t.last_at, '-infinity')" : "coalesce(o.at, '-infinity')";
  return `SELECT s.customer_id, max(k.at) AS a1 FROM site_recent s
    LEFT JOIN (${productOrders(terms)}) o ON o.customer_id = s.customer_id AND o.product_id = s.subject_id ${takenOff}
    CROSS JOIN LATERAL (SELECT i.at FROM unnest(s.recent) AS i (at) WHERE i.at > ${since}
      ORDER BY i.at DESC OFFSET ${times - 1} LIMIT 1) k
    WHERE s.shop_id = $1 ${mine(terms.reach, 's.customer_id')} AND s.name = '${name}' AND s.subject_id <> 0
    GROUP BY s.customer_id`;
}

/** The earliest of the latest so many days leaves the window at the beginning of the day that lies a window later. */
function activeDaysSelect(
  { days, windowDays }: Extract<Question, { ask: 'active-days' }>,
  { reach }: AnswerTerms,
): string {
  return `SELECT d.customer_id, max((d.day + ${windowDays})::timestamp AT TIME ZONE z.timezone) FILTER (WHERE d.place = ${days}) AS a1
    FROM (SELECT d.customer_id, d.day, row_number() OVER (PARTITION BY d.customer_id ORDER BY d.day DESC) AS place
      FROM (SELECT DISTINCT d.customer_id, d.day FROM site_day d WHERE d.shop_id = $1 ${mine(reach, 'd.customer_id')}) d) d
    CROSS JOIN (SELECT timezone FROM shop WHERE shop_id = $1) z
    GROUP BY d.customer_id`;
}

/**
 * Rows of customer_id, from_at, to_at as the first two stretches that are not over; overlapping ones are one. One that has begun
 * counts as begun at the beginning of time: so the answer stays the same until it really is another.
 */
function stretches(rows: string, { instant }: AnswerTerms): string {
  return `SELECT s.customer_id, w.at[1] AS a1, w.at[2] AS a2, w.at[3] AS a3, w.at[4] AS a4
    FROM (SELECT customer_id, range_agg(tstzrange(from_at, to_at)) AS spans FROM (${rows}) r WHERE from_at < to_at
      GROUP BY customer_id) s
    CROSS JOIN LATERAL (SELECT array_agg(i.at ORDER BY i.at) AS at FROM (
        SELECT CASE WHEN lower(g) <= ${instant} THEN to_timestamp(${STRETCH_BEGUN_AT}) ELSE lower(g) END AS begins, upper(g) AS ends
        FROM unnest(s.spans) AS g WHERE upper(g) > ${instant} ORDER BY g LIMIT 2) k
      CROSS JOIN LATERAL (VALUES (k.begins), (k.ends)) AS i (at)) w
    WHERE w.at IS NOT NULL`;
}

/** Of each collection from the later of the last view and the end of the wait after an order, until the views are too old. */
function interestRows(question: Extract<Question, { ask: 'interest' }>, { settings, reach }: AnswerTerms): string {
  const { times, windowDays, orderDays } = question;
  return `SELECT s.customer_id, greatest(s.recent[1], o.at + interval '${orderDays * 24} hours') AS from_at,
      s.recent[${times}] + interval '${windowDays * 24} hours' AS to_at
    FROM site_recent s
    LEFT JOIN (
      SELECT o.customer_id, p.collection_id, max(o.processed_at) AS at FROM (${orderRows(settings, reach)}) o
      JOIN order_line l ON l.shop_id = $1 AND l.order_id = o.order_id
      JOIN product_collection p ON p.shop_id = $1 AND p.product_id = l.product_id
      WHERE o.counts GROUP BY o.customer_id, p.collection_id) o ON o.customer_id = s.customer_id AND o.collection_id = s.subject_id
    WHERE s.shop_id = $1 ${mine(reach, 's.customer_id')} AND s.name = 'collection_viewed' AND s.subject_id <> 0`;
}

/**
 * From today on a day's events leave the window one day after another; after each, what is left is weighed anew. The last row
 * of each customer has nothing left.
 */
function deviceRows(
  { device, windowDays }: Extract<Question, { ask: 'device' }>,
  { reach, instant }: AnswerTerms,
): string {
  const heavier = device === 'mobile' ? 'w.mobile > w.desktop' : 'w.desktop > w.mobile';
  return `SELECT w.customer_id, w.from_day::timestamp AT TIME ZONE w.timezone AS from_at, w.to_day::timestamp AT TIME ZONE w.timezone AS to_at
    FROM (
      SELECT w.*, lead(w.from_day) OVER (PARTITION BY w.customer_id ORDER BY w.from_day) AS to_day FROM (
        SELECT d.customer_id, z.timezone, z.today AS from_day, sum(d.mobile) AS mobile, sum(d.desktop) AS desktop
        FROM (${weekdays(reach)}) d CROSS JOIN (${today(instant)}) z WHERE d.day > z.today - ${windowDays}
        GROUP BY d.customer_id, z.timezone, z.today
        UNION ALL
        SELECT d.customer_id, z.timezone, d.day + ${windowDays}, coalesce(sum(d.mobile) OVER later, 0), coalesce(sum(d.desktop) OVER later, 0)
        FROM (${weekdays(reach)}) d CROSS JOIN (${today(instant)}) z WHERE d.day > z.today - ${windowDays}
        WINDOW later AS (PARTITION BY d.customer_id ORDER BY d.day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) w) w
    WHERE w.to_day IS NOT NULL AND ${heavier}`;
}

const weekdays = (
  reach: Reach,
): string => `SELECT d.customer_id, d.day, sum(d.mobile_count) AS mobile, sum(d.desktop_count) AS desktop
  FROM site_day d WHERE d.shop_id = $1 ${mine(reach, 'd.customer_id')} AND d.name <> 'search_empty' GROUP BY d.customer_id, d.day`;

const today = (instant: string): string =>
  `SELECT timezone, (${instant} AT TIME ZONE timezone)::date AS today FROM shop WHERE shop_id = $1`;

/** The same for clicks, which leave the window one by one. */
function channelRows(question: Extract<Question, { ask: 'channel' }>, { reach, instant }: AnswerTerms): string {
  const { channel, percent, windowDays } = question;
  const window = `interval '${windowDays * 24} hours'`;
  const clicks = `SELECT customer_id, occurred_at AS at, (channel = '${channel}')::int AS here
    FROM (${rowsByCustomer('email_event', 'e.occurred_at, e.channel', reach, "e.kind = 'clicked' AND NOT e.is_machine")}) e
    WHERE occurred_at > ${instant} - ${window}`;
  return `SELECT w.customer_id, w.from_at, w.to_at FROM (
      SELECT w.*, lead(w.from_at) OVER (PARTITION BY w.customer_id ORDER BY w.from_at, w.clicks DESC) AS to_at FROM (
        SELECT customer_id, ${instant} AS from_at, sum(here) AS here, count(*) AS clicks FROM (${clicks}) e GROUP BY customer_id
        UNION ALL
        SELECT customer_id, at + ${window}, coalesce(sum(here) OVER later, 0), count(*) OVER later FROM (${clicks}) e
        WINDOW later AS (PARTITION BY customer_id ORDER BY at DESC, here ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) w) w
    WHERE w.to_at IS NOT NULL AND w.here * 100 > w.clicks * ${percent}`;
}
