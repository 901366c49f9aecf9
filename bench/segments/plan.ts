/** What the process with DuckDB is told, and what it tells; and what became of a nightly job. */

/** How many a segment has, and the sum of their numbers in the shop: equal ones have the same members. */
export interface Members {
  count: number;
  sum: number;
}

export interface JobResult {
  totalS: number;
  /** Seconds by segment. */
  took: Record<string, number>;
  members: Record<string, Members>;
}

export interface DuckPlan {
  /** Where the files lie. */
  folder: string;
  /** The number that all customers' numbers begin behind. */
  base: number;
  now: number;
}

export interface DuckResult extends JobResult {
  /** Reading the files in. */
  loadS: number;
}
