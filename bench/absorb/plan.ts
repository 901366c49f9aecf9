/** What the processes of the absorb benchmark tell each other. */

/** How the load is to be made. Goes to the load process as one JSON argument. */
export interface LoadPlan {
  port: number;
  secret: string;
  run: string;
  shopDomains: string[];
  perS: number;
  measuredMs: number;
  /** Roughly when the things told happened. */
  at: number;
  /** Where to write what was answered with 200: pairs of 64-bit floats, the delivery's number and when its answer came. */
  acceptedFile: string;
}

/** What the load process found. */
export interface LoadResult {
  sentCount: number;
  /** Answers by status; `0` is a request that got none. */
  statuses: Record<string, number>;
  /** How late the latest request was sent, in milliseconds: the load is only as even as this. */
  latestMs: number;
  answerP99Ms: number;
}
