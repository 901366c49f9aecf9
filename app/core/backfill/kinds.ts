/** What of a shop's history is read in, each kind by a bulk export of its own. */
export const backfillKinds = ['customers', 'orders'] as const;

export type BackfillKind = (typeof backfillKinds)[number];
