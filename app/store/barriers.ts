/** What keeps a member of a segment out of its list: one condition each, for placing customers and for telling why not. */

import { IS_REMADE } from './listValues.ts';

export const barrierNames = [
  'gone',
  'no-address',
  'no-consent',
  'held-out',
  'other-half',
  'excluded',
  'remade',
] as const;
export type Barrier = (typeof barrierNames)[number];

/**
 * SQL over rows `m` (membership), `d` (destination), `s` (its segment) and `c` (the customer); true for those who are kept out, never
 * null. Parameter $1 is the shop. The first that holds is the one that is told.
 */
export const barriers: Readonly<Record<Barrier, string>> = {
  gone: '(c.deleted_at IS NOT NULL OR c.redacted_at IS NOT NULL)',
  'no-address': '(d.needs_address AND c.email_key IS NULL)',
  'no-consent': `(d.consent_required AND c.email_consent IS DISTINCT FROM 'subscribed')`,
  'held-out': `(s.holdout_percent > 0 AND share_of(m.segment_id, 'holdout', m.customer_id) < s.holdout_percent * 100)`,
  'other-half': `(s.split AND d.share <> 'all' AND (share_of(m.segment_id, 'split', m.customer_id) < 5000) <> (d.share = 'a'))`,
  excluded: `(d.excluded_segment_ids <> '{}' AND EXISTS (SELECT FROM membership x
    WHERE x.shop_id = $1 AND x.customer_id = m.customer_id AND x.segment_id = ANY (d.excluded_segment_ids)))`,
  // The list there is not of the kind that is wanted: nobody belongs in it, until it is empty and another takes its place.
  remade: IS_REMADE,
};

/** SQL that is true for whom nothing keeps out. */
export const isUnbarred = Object.values(barriers)
  .map((barrier) => `NOT ${barrier}`)
  .join(' AND ');

/** SQL for the name of the first barrier; null for whom nothing keeps out. */
export const firstBarrier = `CASE ${barrierNames.map((name) => `WHEN ${barriers[name]} THEN '${name}'`).join(' ')} END`;
