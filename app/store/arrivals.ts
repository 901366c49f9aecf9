/** What came in, by the hour: counted when it is absorbed, so that nobody has to count the rows themselves. */
import { instant, type ShopSql } from '#app/platform/database.ts';

export type ArrivalSource = 'webhook' | 'storefront';

export interface Arrival {
  receivedAt: number;
  /** Of a storefront event: whether its customer is known. */
  isIdentified?: boolean;
}

const HOUR_MS = 3_600_000;

/** Counts what one batch took, in the batch's own transaction: a delivery is counted once, when it is first done with. */
export async function countArrivals(sql: ShopSql, source: ArrivalSource, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  const hours = Map.groupBy(arrivals, ({ receivedAt }) => Math.floor(receivedAt / HOUR_MS) * HOUR_MS);
  const counted = [...hours].sort(([a], [b]) => a - b);
  await sql.query(
    `INSERT INTO arrival_hour AS a (shop_id, source, hour, arrived_count, identified_count)
     SELECT $1, $2, h.hour, h.arrived, h.identified
     FROM unnest($3::timestamptz[], $4::int[], $5::int[]) AS h (hour, arrived, identified)
     ON CONFLICT (shop_id, source, hour) DO UPDATE SET arrived_count = a.arrived_count + excluded.arrived_count,
       identified_count = a.identified_count + excluded.identified_count`,
    [
      sql.shopId,
      source,
      counted.map(([hour]) => instant(hour)),
      counted.map(([, those]) => those.length),
      counted.map(([, those]) => those.filter(({ isIdentified }) => isIdentified === true).length),
    ],
  );
}

export interface ArrivalHour {
  hourAt: number;
  arrivedCount: number;
  identifiedCount: number;
}

/** The hours since an instant in which something came; hours without anything are left out. */
export async function arrivalsSince(sql: ShopSql, source: ArrivalSource, sinceAt: number): Promise<ArrivalHour[]> {
  const { rows } = await sql.query<{ hour: number; arrived_count: number; identified_count: number }>(
    'SELECT hour, arrived_count, identified_count FROM arrival_hour WHERE shop_id = $1 AND source = $2 AND hour >= $3 ORDER BY hour',
    [sql.shopId, source, instant(sinceAt)],
  );
  return rows.map((row) => ({
    hourAt: row.hour,
    arrivedCount: row.arrived_count,
    identifiedCount: row.identified_count,
  }));
}
