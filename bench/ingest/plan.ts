/** What the processes of the ingest benchmark tell each other. */

/** How the load is to be made. Goes to the load process as one JSON argument. */
export interface LoadPlan {
  port: number;
  secret: string;
  /** Domains of the shops that the deliveries are of. */
  shopDomains: string[];
  connectionCount: number;
  warmUpMs: number;
  measuredMs: number;
  /** Share of requests that repeat an earlier delivery, from 0 to 1. */
  duplicateShare: number;
  /** Where to write the numbers of the deliveries that were answered with 200, as little-endian 32-bit integers. */
  acceptedFile: string;
}

/** What the load process found; its last line on standard output. */
export interface LoadResult {
  /** Answers within the measured time, and how long that really was, in seconds. */
  answeredCount: number;
  measuredS: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Answers by status, warm-up included; `0` is a connection that broke. */
  statuses: Record<string, number>;
  /** Share of one processor that the load process itself used while measuring. */
  processorShare: number;
}

/**
 * The id of delivery number n: in the form of Shopify's, and like theirs in no order, so that the inbox's index is met
 * everywhere; the number is its end.
 */
export function deliveryId(number: number): string {
  const scrambled = Math.imul(number, 0x9e3779b1) >>> 0;
  return `${scrambled.toString(16).padStart(8, '0')}-7158-44d4-b7cd-${number.toString(16).padStart(12, '0')}`;
}

/** How many different bodies there are: delivery number n carries body n modulo this. */
export const BODY_COUNT = 256;
