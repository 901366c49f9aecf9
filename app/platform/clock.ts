/** The only place that reads the time; everything else is handed a clock or an instant. */

/** Gives the present instant in epoch milliseconds. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
