/** What happened to customers, as SQL rows of customer_id and at: the events that questions ask about, narrowed down. */
import type { Happening, HistoryEvent, Subject } from '#app/core/questions/question.ts';
import { foldText, foldTextSql } from '#app/core/text.ts';
import { textArray } from '#app/core/rules/sql/parameters.ts';
import { ANY_EVENT } from '#app/core/siteEvents/names.ts';
import { mine, orderRows, rowsByCustomer } from './orderRows.ts';
import type { AnswerTerms } from './questions.ts';

/** The storefront's name of each event that happens there. */
const siteNames: Partial<Record<HistoryEvent, string>> = {
  'viewed-product': 'product_viewed',
  'viewed-collection': 'collection_viewed',
  'added-to-cart': 'product_added_to_cart',
  'started-checkout': 'checkout_started',
  searched: 'search_submitted',
  visited: ANY_EVENT,
  wishlisted: 'kesit:wishlist_added',
  reviewed: 'kesit:review_submitted',
  'answered-nps': 'kesit:nps_submitted',
  'shared-referral': 'kesit:referral_shared',
  referred: 'kesit:referral_earned',
};

const mailKinds: Partial<Record<HistoryEvent, string>> = {
  'received-email': "e.kind = 'received'",
  'opened-email': "e.kind = 'opened'",
  'clicked-email': "e.kind = 'clicked' AND NOT e.is_machine",
};

/**
 * The rows. Of storefront events the latest ten of each kind and subject, which is as far back as questions go.
 * @param happening `whole`: all of them, for the first.
 */
export function happeningRows(happening: Happening & { whole?: true }, terms: AnswerTerms): string {
  const { event, of, worthMinor, afterGapDays } = happening;
  const { settings, reach, bind } = terms;
  if (event === 'ordered') {
    const conditions = ['o.counts'];
    if (worthMinor !== undefined) conditions.push(`o.worth >= ${bind(worthMinor, 'bigint')}`);
    if (afterGapDays !== undefined) conditions.push(`o.gap_ms >= ${bind(afterGapDays * 86_400_000, 'bigint')}`);
    if (of !== undefined) conditions.push(orderedSql(of, terms));
    return `SELECT o.customer_id, o.processed_at AS at FROM (${orderRows(settings, reach)}) o WHERE ${conditions.join(' AND ')}`;
  }
  const mailKind = mailKinds[event];
  if (mailKind !== undefined) {
    const opens = event === 'opened-email' && !settings.countMachineOpens ? ' AND NOT e.is_machine' : '';
    return rowsByCustomer('email_event', 'e.occurred_at AS at', reach, `${mailKind}${opens} AND e.channel = 'email'`);
  }
  const site = siteRows(happening, terms);
  if (event !== 'started-checkout') return site;
  return `${site} UNION ALL SELECT customer_id, at FROM (${rowsByCustomer('checkout', 'e.created_at AS at', reach)}) e WHERE at IS NOT NULL`;
}

function siteRows({ event, of, whole }: Happening & { whole?: true }, terms: AnswerTerms): string {
  const name = siteNames[event];
  if (name === undefined) throw new Error(`${event} is not told by the storefront`);
  const { reach } = terms;
  if (whole) {
    const named = event === 'visited' ? '' : `AND s.name = '${name}'`;
    const subject =
      of === undefined ? '' : `AND ${subjectSql(of, event, 'coalesce(s.product_id, s.collection_id)', terms)}`;
    return `SELECT s.owner_id AS customer_id, s.occurred_at AS at FROM site_event s
      WHERE s.shop_id = $1 AND s.owner_id IS NOT NULL ${mine(reach, 's.owner_id')} ${named} ${subject}`;
  }
  const subject =
    of === undefined ? 's.subject_id = 0' : `s.subject_id <> 0 AND ${subjectSql(of, event, 's.subject_id', terms)}`;
  return `SELECT s.customer_id, i.at FROM site_recent s CROSS JOIN LATERAL unnest(s.recent) AS i (at)
    WHERE s.shop_id = $1 ${mine(reach, 's.customer_id')} AND s.name = '${name}' AND ${subject}`;
}

/** Whether a product or collection is among the subjects. */
function subjectSql(of: Subject, event: HistoryEvent, id: string, terms: AnswerTerms): string {
  return event === 'viewed-collection'
    ? `${id} IN (${collectionsOf(of, terms)})`
    : `${id} IN (${productsOf(of, terms)})`;
}

/** Whether an order has a line with such a product; a line keeps its vendor when the product is gone. */
function orderedSql(of: Subject, terms: AnswerTerms): string {
  const vendor =
    of.by === 'vendor' ? ` OR ${foldTextSql('l.vendor')} = ANY (${terms.bind(foldedArray(of.values), 'text[]')})` : '';
  const lines = `SELECT l.order_id FROM order_line l WHERE l.shop_id = $1`;
  const match = `(l.product_id IN (${productsOf(of, terms)})${vendor})`;
  return terms.reach === 'some'
    ? `EXISTS (${lines} AND l.order_id = o.order_id AND ${match})`
    : `o.order_id IN (${lines} AND ${match})`;
}

const foldedArray = (values: readonly string[]): string => textArray(values.map(foldText));

function productsOf({ by, values }: Subject, terms: AnswerTerms): string {
  // A placeholder that stands nowhere would be refused.
  if (by === 'collection')
    return `SELECT p.product_id FROM product_collection p WHERE p.shop_id = $1 AND p.collection_id IN (${collectionsOf({ by, values }, terms)})`;
  const wanted = terms.bind(foldedArray(values), 'text[]');
  switch (by) {
    case 'product':
      return `SELECT x::bigint FROM unnest(${wanted}) AS x WHERE x ~ '^[0-9]{1,18}$'`;
    case 'type':
      return `SELECT p.product_id FROM product p WHERE p.shop_id = $1 AND ${foldTextSql('p.product_type')} = ANY (${wanted})`;
    case 'vendor':
      return `SELECT p.product_id FROM product p WHERE p.shop_id = $1 AND ${foldTextSql('p.vendor')} = ANY (${wanted})`;
    case 'tag':
      return `SELECT p.product_id FROM product p, unnest(p.tags) AS x WHERE p.shop_id = $1 AND ${foldTextSql('x')} = ANY (${wanted})`;
  }
}

function collectionsOf({ values }: Subject, terms: AnswerTerms): string {
  const wanted = terms.bind(foldedArray(values), 'text[]');
  return `SELECT n.collection_id FROM collection n WHERE n.shop_id = $1
    AND (${foldTextSql('n.title')} = ANY (${wanted}) OR n.collection_id::text = ANY (${wanted}))`;
}
