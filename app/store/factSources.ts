/**
 * The SELECT that works facts out from rows. What each fact is made of stands in its declaration; here are the sources the
 * declarations speak of, each joined to row `c` of the customer under a name of its own.
 */
import { factColumn, storedFact, storedFactNames } from '#app/core/facts/stored.ts';
import type { Slots } from '#app/core/facts/columns.ts';
import type { ShopSettings } from '#app/core/settings.ts';
import { mine, orderRows, type Reach, rowsByCustomer } from './orderRows.ts';
import { type Binding, questionJoins } from './questions.ts';

/** Of customers deleted, erased or merged into another there are no facts. */
export const GONE = '(c.deleted_at IS NOT NULL OR c.redacted_at IS NOT NULL OR c.merged_into IS NOT NULL)';

type Source = 'orders' | 'visits' | 'emails' | 'scores' | 'origins';

/** Under which name the answer of a source is joined. */
const aliases: Record<Source, string> = { orders: 'b', visits: 'v', emails: 'm', scores: 'n', origins: 'u' };

const isSource = (name: string): name is Source => name in aliases;

/** The facts of one source, as columns of its sub-select. */
function columnsOf(source: Source): string {
  const own = storedFactNames.filter((name) => storedFact(name).from.source === source);
  return own.map((name) => `${storedFact(name).from.sql} AS ${factColumn(name)}`).join(',\n       ');
}

/**
 * The SELECT of shop_id, customer_id, all fact columns and `asked`: of the customers of parameter $2, or of all. Parameter $1 is the
 * shop. What the purchase model expects is left null.
 * @param bind Gives a placeholder for a further parameter.
 */
export function factsSelect(
  settings: ShopSettings,
  reach: Reach,
  slots: Slots,
  bind: Binding,
  instant: string,
): string {
  const join = (name: string, select: string): string =>
    reach === 'some'
      ? `LEFT JOIN LATERAL (${select}) ${name} ON TRUE`
      : `LEFT JOIN (${select}) ${name} ON ${name}.customer_id = c.customer_id`;
  const opens = settings.countMachineOpens ? '' : 'AND NOT is_machine';
  const mails = `SELECT *, max(occurred_at) FILTER (WHERE is_open OR is_click) OVER (PARTITION BY customer_id) AS engaged_at
    FROM (SELECT customer_id, kind, occurred_at, kind = 'opened' ${opens} AS is_open, kind = 'clicked' AND NOT is_machine AS is_click
      FROM (${rowsByCustomer('email_event', 'e.kind, e.is_machine, e.occurred_at', reach, "e.channel = 'email'")}) e) e`;
  const asked = questionJoins(slots, settings, reach, bind, instant, join);
  return `
  SELECT c.shop_id, c.customer_id, ${storedFactNames.map((name) => `${factExpression(name)} AS ${factColumn(name)}`).join(',\n    ')},
    ${asked.array} AS asked
  FROM customer c
  -- Where the shop lets us read its latest orders only, Shopify's own totals stand for the rest.
  CROSS JOIN (SELECT reads_all_orders AS whole, timezone, ${bind(settings.birthDateMetafield, 'text')} AS birth_date_metafield
              FROM shop WHERE shop_id = $1) a
  ${join(
    'b',
    `SELECT o.customer_id, count(o.gap_ms)::int AS gap_count, ${columnsOf('orders')}
     FROM (${orderRows(settings, reach)}) o GROUP BY o.customer_id`,
  )}
  ${join(
    'v',
    `SELECT s.customer_id, ${columnsOf('visits')}
     FROM site_recent s WHERE s.shop_id = $1 AND s.subject_id = 0 ${mine(reach, 's.customer_id')} GROUP BY s.customer_id`,
  )}
  ${join('m', `SELECT e.customer_id, ${columnsOf('emails')} FROM (${mails}) e GROUP BY e.customer_id`)}
  ${join(
    'k',
    `SELECT customer_id, max(created_at) AS last_checkout_at FROM (${rowsByCustomer('checkout', 'e.created_at', reach)}) e
     GROUP BY customer_id`,
  )}
  ${join('n', `SELECT n.customer_id, ${columnsOf('scores')} FROM (${lastScores(reach)}) n`)}
  ${join('u', `SELECT u.customer_id, ${columnsOf('origins')} FROM site_source u WHERE u.shop_id = $1 ${mine(reach, 'u.customer_id')}`)}
  ${asked.joins}
  WHERE c.shop_id = $1 ${reach === 'some' ? 'AND c.customer_id = ANY ($2::bigint[])' : ''} AND NOT ${GONE}`;
}

function factExpression(name: (typeof storedFactNames)[number]): string {
  const { from, kind } = storedFact(name);
  if (from.source === 'prediction') return kind === 'ratio' ? 'NULL::double precision' : 'NULL::bigint';
  const value = isSource(from.source) ? `${aliases[from.source]}.${factColumn(name)}` : from.sql;
  return (from.then ?? '{}').replaceAll('{}', value);
}

/** The latest answer to how likely one is to recommend the shop. */
function lastScores(reach: Reach): string {
  return `SELECT DISTINCT ON (e.owner_id) e.owner_id AS customer_id, (e.data ->> 'score')::int AS score FROM site_event e
    WHERE e.shop_id = $1 AND e.owner_id IS NOT NULL ${mine(reach, 'e.owner_id')} AND e.name = 'kesit:nps_submitted'
    ORDER BY e.owner_id, e.occurred_at DESC, e.event_id`;
}
