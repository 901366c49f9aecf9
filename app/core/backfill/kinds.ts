/**
 * What of a shop's history is read in, each kind by a bulk export of its own. The orders of a large shop are exported in
 * slices by when they were created, side by side: the first slice has the newest.
 */

/** What a merchant is told about. */
export const backfillSubjects = ['customers', 'orders', 'products'] as const;
export type BackfillSubject = (typeof backfillSubjects)[number];

/** The further slices of the orders; a shop has them or not. */
export const orderSlices = ['orders:2', 'orders:3'] as const;

export type BackfillKind = BackfillSubject | (typeof orderSlices)[number];

/** What a kind is a part of. */
export function subjectOf(kind: BackfillKind): BackfillSubject {
  return kind === 'customers' || kind === 'products' ? kind : 'orders';
}

/** From this many orders on they are exported in slices. */
export const SLICED_FROM_ORDERS = 100_000;

/** Orders created in [from, to), epoch milliseconds; null: without a bound. */
export interface Slice {
  kind: BackfillKind;
  fromAt: number | null;
  toAt: number | null;
}

/**
 * Cuts the time from the first order to now so that each part of a shop that grows has about as many orders: its last
 * fifth, the three tenths before, and its first half. What the bounds are does not matter for what is read.
 */
export function sliceOrders(firstAt: number, now: number): Slice[] {
  const day = (share: number): number => {
    const at = firstAt + (now - firstAt) * share;
    return at - (at % 86_400_000);
  };
  const [early, late] = [day(0.5), day(0.8)];
  return [
    { kind: 'orders', fromAt: late, toAt: null },
    { kind: 'orders:2', fromAt: early, toAt: late },
    { kind: 'orders:3', fromAt: null, toAt: early },
  ];
}
