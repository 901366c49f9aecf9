/** Writes deliveries to the inbox: those that arrived together by one call, in one transaction with the worker's bell. */
import type { Database, ShopId } from '#app/platform/database.ts';

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

const RECEIVE = 'SELECT receive_deliveries($1, $2, $3, $4, $5, $6, $7, $8, $9)';

/** All processes write rows in one order: two writes with common deliveries would otherwise wait for each other. */
const inOrder = (a: Delivery, b: Delivery): number =>
  a.shopId - b.shopId || (a.deliveryId < b.deliveryId ? -1 : a.deliveryId > b.deliveryId ? 1 : 0);

/**
 * Resolves once all are durable; those known already are left as they are.
 * @param limitMs After this the connection is given up; what it was asked for may still happen.
 */
export async function writeDeliveries(database: Database, given: readonly Delivery[], limitMs: number): Promise<void> {
  const deliveries = given.toSorted(inOrder);
  const starts: number[] = [];
  let nextStart = 1;
  for (const { body } of deliveries) {
    starts.push(nextStart);
    nextStart += body.length;
  }
  const statement = {
    text: RECEIVE,
    values: [
      Buffer.concat(
        deliveries.map(({ body }) => body),
        nextStart - 1,
      ),
      numbers(starts),
      numbers(deliveries.map(({ body }) => body.length)),
      numbers(deliveries.map(({ shopId }) => shopId)),
      deliveries.map(({ deliveryId }) => deliveryId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ topic }) => topic),
      deliveries.map(({ apiVersion }) => apiVersion),
      deliveries.map(({ triggeredAt }) => (triggeredAt === null ? null : new Date(triggeredAt).toISOString())),
    ],
    query_timeout: limitMs,
  };
  await database.query(statement);
}

/** An array of numbers as PostgreSQL writes it; the driver's own way treats each as a text. */
const numbers = (values: number[]): string => `{${values.join(',')}}`;
