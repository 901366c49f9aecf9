/** When a shop is compared: changes every quarter of an hour, counts every night, every id at least once a week. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** From one scan to the next. */
export const SCAN_EVERY_MS = 15 * MINUTE_MS;
/** How far a scan reaches back behind the end of the last one: clocks differ, and Shopify's search index lags behind. */
export const SCAN_OVERLAP_MS = 5 * MINUTE_MS;
/** Changes younger than this are left to the next scan: their webhooks may be on the way. */
export const SCAN_GRACE_MS = MINUTE_MS;
/** How long a comparison waits where webhooks that came are not worked in yet: what they tell is not lost. */
export const BEHIND_MS = MINUTE_MS;
/** For no longer than this after the last scan. */
export const LONGEST_BEHIND_MS = HOUR_MS;
/** Equal counts can hide one that is missing beside one that is too many: every id is compared this often all the same. */
export const SWEEP_EVERY_MS = 7 * 24 * HOUR_MS;
/** Without `read_all_orders` orders are read that are at most this old, in days; Shopify shows sixty, this leaves a margin. */
export const READABLE_ORDER_DAYS = 59;
/** The hour of the shop's night in which counts are compared. */
const NIGHT_HOUR = 3;

/** The span of a scan by `updated_at`. @param scannedTo Where the last one ended; `knownFrom` where there was none. */
export function scanSpan(scannedTo: number | null, knownFrom: number, now: number): { from: number; to: number } {
  const from = (scannedTo ?? knownFrom) - SCAN_OVERLAP_MS;
  return { from, to: Math.max(from, now - SCAN_GRACE_MS) };
}

/**
 * Whether a night has begun, in the shop's zone, since the counts were last compared; true when they never were.
 * @param shopId Spreads the shops over the hour, so that not all ask at once.
 */
export function isCountDue(countedAt: number | null, now: number, timezone: string, shopId: number): boolean {
  if (countedAt === null) return true;
  const shiftMs = NIGHT_HOUR * HOUR_MS + (shopId % 60) * MINUTE_MS;
  return dateIn(timezone, countedAt - shiftMs) < dateIn(timezone, now - shiftMs);
}

/** Whether every id is to be compared although the counts are equal. @param comparedAt The last sweep or first reading. */
export function isSweepDue(comparedAt: number | null, now: number): boolean {
  return comparedAt === null || now - comparedAt >= SWEEP_EVERY_MS;
}

/** The oldest instant of creation of an order that counts; null when all of them are readable. */
export function oldestReadable(readsAllOrders: boolean, now: number): number | null {
  return readsAllOrders ? null : now - READABLE_ORDER_DAYS * 24 * HOUR_MS;
}

/** The calendar day of an instant as `2026-11-21`; UTC where the zone is none that is known. */
function dateIn(timezone: string, at: number): string {
  const write = (timeZone: string): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
  try {
    return write(timezone);
  } catch {
    return write('UTC');
  }
}
