/** What a delivery tells; the words are the core's, so that a backfill can say the same. */
export type * from '#app/core/changes.ts';
