/** Writes deliveries to the inbox: those that arrived together by one call, in one transaction. */
import type { Database, ShopId } from '#app/platform/database.ts';
import type { Bells } from './bells.ts';

export interface Delivery {
  shopId: ShopId;
  deliveryId: string;
  eventId: string | null;
  topic: string;
  apiVersion: string;
  /** Epoch milliseconds. */
  triggeredAt: number | null;
  body: Buffer;
}

/**
 * Resolves once all are durable; those known already are left as they are.
 * @param limitMs After this the connection is given up; what it was asked for may still happen.
 */
export type InboxWriter = (deliveries: readonly Delivery[], limitMs: number) => Promise<void>;

// The driver lays parameters out in their order and makes room as it goes: the large one is the last.
const RECEIVE = 'SELECT receive_deliveries($10, $1, $2, $3, $4, $5, $6, $7, $8, $9)';
const RING = `SELECT ring('absorb', shop) FROM unnest($1::bigint[]) shop`;

/** All processes write rows in one order: two writes with common deliveries would otherwise wait for each other. */
const inOrder = (a: Delivery, b: Delivery): number =>
  a.shopId - b.shopId || (a.deliveryId < b.deliveryId ? -1 : a.deliveryId > b.deliveryId ? 1 : 0);

export function makeInboxWriter(database: Database, bells: Bells): InboxWriter {
  // Room for the bodies of a write, used again by later ones: a megabyte anew for each would keep the collector busy.
  const spareRooms: Buffer[] = [];

  return async function write(given, limitMs) {
    const deliveries = given.toSorted(inOrder);
    const lengths = deliveries.map(({ body }) => body.length);
    const byteCount = lengths.reduce((sum, length) => sum + length, 0);
    const shopIds = deliveries.map(({ shopId }) => shopId);
    const rungFor = bells.claim(shopIds);
    let room = spareRooms.pop();
    if (!room || room.length < byteCount) room = Buffer.allocUnsafeSlow(roundedUp(byteCount));
    const starts: number[] = [];
    let filled = 0;
    for (const { body } of deliveries) {
      starts.push(filled + 1);
      filled += body.copy(room, filled);
    }
    const values = [
      numbers(starts),
      numbers(lengths),
      numbers(shopIds),
      deliveries.map(({ deliveryId }) => deliveryId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ topic }) => topic),
      deliveries.map(({ apiVersion }) => apiVersion),
      deliveries.map(({ triggeredAt }) => (triggeredAt === null ? null : new Date(triggeredAt).toISOString())),
      numbers(rungFor),
      room.subarray(0, filled),
    ];
    const statement = { text: RECEIVE, values, query_timeout: limitMs };
    try {
      await database.query(statement);
    } catch (error) {
      // It may have been done all the same; and the shops claimed here were passed over by others meanwhile.
      // The room is left to the driver, which may still read it.
      bells.owe(shopIds);
      throw error;
    }
    spareRooms.push(room);
    const claimed = new Set(rungFor);
    bells.owe(shopIds.filter((shopId) => !claimed.has(shopId)));
  };
}

/** Rings the worker for shops, each in its turn. */
export async function ringForShops(database: Database, shopIds: readonly ShopId[]): Promise<void> {
  await database.query(RING, [numbers(shopIds.toSorted((a, b) => a - b))]);
}

/** The next power of two, and at least 64 KB: rooms of few sizes are used again more often. */
const roundedUp = (byteCount: number): number => 2 ** Math.max(16, Math.ceil(Math.log2(byteCount)));

/** An array of numbers as PostgreSQL writes it; the driver's own way treats each as a text. */
const numbers = (values: readonly number[]): string => `{${values.join(',')}}`;
