/** The periods over which moves between groups are shown, in days. */
export const flowPeriods = [7, 30, 90] as const;
