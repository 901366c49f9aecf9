/** Thrown within a run to end it; the connection already knows why. */
export class RunEnded extends Error {}
