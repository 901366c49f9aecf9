/**
 * How far storefront events reach. Each limit is a property of the events kept, not of the order in which they came, so that
 * what follows from the events stays the same in any order.
 */

/** How long before a visitor is recognised their events become the customer's, to the millisecond. */
export const STITCH_BACK_MS = 30 * 86_400_000;

/** Of what one browser sends in a week (from Monday, in UTC), the first so many can be stitched: no person does more. */
export const WEEK_MOST_STITCHED = 2_000;

/** Recognitions read of one browser, the first in the order of their keys. Who names more is no person, and there the order may matter. */
export const VISITOR_MOST_IDENTITIES = 2_000;

/** Of the events of one kind that a customer set off in a day, or ever, the latest so many are counted and searched. */
export const FOLD_MOST = 5_000;

/** How many of the latest instants are kept, so that a rule may ask for the k-th last. */
export const RECENT_KEPT = 10;
