/** One customer as the admin shows them. */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { PresetValues } from '#app/core/presets/parameters.ts';
import type { ShopSql } from '#app/platform/database.ts';
import type { Passage, Person } from './adminMembers.ts';

export interface KnownSegment {
  segmentId: number;
  presetId: string | null;
  name: string | null;
  parameters: PresetValues;
  /** Since when the customer is in it; null when they are not. */
  enteredAt: number | null;
}

export interface PassageOf extends Passage, Omit<KnownSegment, 'enteredAt'> {}

/** The customer with every segment that is switched on, in the shop's order; null when the shop has no such customer. */
export async function readPerson(
  sql: ShopSql,
  customerId: DecimalId,
): Promise<(Person & { segments: KnownSegment[] }) | null> {
  const { rows } = await sql.query<{ first_name: string | null; last_name: string | null; email: string | null }>(
    'SELECT first_name, last_name, email FROM customer WHERE shop_id = $1 AND customer_id = $2',
    [sql.shopId, customerId],
  );
  const person = rows[0];
  if (!person) return null;
  const segments = await sql.query<{
    segment_id: number;
    preset_id: string | null;
    name: string | null;
    params: PresetValues;
    entered_at: number | null;
  }>(
    `SELECT s.segment_id, s.preset_id, s.name, s.params, m.entered_at FROM segment s
     LEFT JOIN membership m ON m.shop_id = s.shop_id AND m.segment_id = s.segment_id AND m.customer_id = $2
     WHERE s.shop_id = $1 AND s.active AND s.archived_at IS NULL ORDER BY s.position, s.segment_id`,
    [sql.shopId, customerId],
  );
  return {
    customerId,
    firstName: person.first_name,
    lastName: person.last_name,
    email: person.email,
    segments: segments.rows.map((row) => ({
      segmentId: row.segment_id,
      presetId: row.preset_id,
      name: row.name,
      parameters: row.params,
      enteredAt: row.entered_at,
    })),
  };
}

/** When a customer entered and left segments, those switched off since among them; the latest first. */
export async function readPassagesOf(sql: ShopSql, customerId: DecimalId, limit: number): Promise<PassageOf[]> {
  const { rows } = await sql.query<{
    segment_id: number;
    preset_id: string | null;
    name: string | null;
    params: PresetValues;
    entered: boolean;
    at: number;
  }>(
    `SELECT t.segment_id, s.preset_id, s.name, s.params, t.entered, t.at FROM transition t
     JOIN segment s ON s.shop_id = t.shop_id AND s.segment_id = t.segment_id
     WHERE t.shop_id = $1 AND s.shop_id = $1 AND t.customer_id = $2 ORDER BY t.transition_id DESC LIMIT $3`,
    [sql.shopId, customerId, limit],
  );
  return rows.map((row) => ({
    segmentId: row.segment_id,
    presetId: row.preset_id,
    name: row.name,
    parameters: row.params,
    entered: row.entered,
    at: row.at,
  }));
}
