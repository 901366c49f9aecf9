/** What a merchant may choose of a key. */

export const MOST_NAME_LETTERS = 60;
/** How long the former key goes on after it was changed for a new one, in hours. */
export const OVERLAP_HOURS = [0, 1, 24, 168] as const;
/** After how many days a key ends by itself; null: never. */
export const LIFE_DAYS = [30, 90, 365, null] as const;

export type OverlapHours = (typeof OVERLAP_HOURS)[number];
export type LifeDays = (typeof LIFE_DAYS)[number];
