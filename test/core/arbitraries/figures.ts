/** The few figures that rules, customers and cut points share, and the ends of what a figure can be. */

export const figures: readonly number[] = [-3, -1, 0, 1, 2, 3, 5, 8, 12_990];

export const extremes: readonly number[] = [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER];

/** Among them such as a share of whole numbers is, and such as no decimal writes exactly. */
export const ratios: readonly number[] = [0, 0.1, 1 / 3, 0.5, 2 / 3, 0.7000000000000001, 1, 1.6, 2.5, 1e9 + 0.3];
