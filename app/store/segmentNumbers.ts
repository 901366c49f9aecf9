/** Numbers of segments as they were measured: read for the admin, and when they are measured next. */
import type { CalendarDay } from '#app/core/calendar.ts';
import type { ArmFigures } from '#app/core/segments/experiment.ts';
import type { Family } from '#app/core/segments/families.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export async function saveMeasureDue(sql: ShopSql, dueAt: number): Promise<void> {
  await sql.query(
    `INSERT INTO yardstick (shop_id, measure_due_at) VALUES ($1, $2)
     ON CONFLICT (shop_id) DO UPDATE SET measure_due_at = excluded.measure_due_at`,
    [sql.shopId, instant(dueAt)],
  );
}

export interface SegmentDay {
  day: CalendarDay;
  /** At the end of the day. */
  memberCount: number;
  enteredCount: number;
  leftCount: number;
  /** Orders of customers who were members when they ordered, and how many ordered. */
  orderCount: number;
  buyerCount: number;
  revenueMinor: number;
  /** Of the orders, those that were not the customer's first. */
  repeatOrderCount: number;
  /** Members to whom an e-mail was delivered on the day, who opened one, clicked in one, withdrew their consent. */
  receivedCount: number;
  openedCount: number;
  clickedCount: number;
  unsubscribedCount: number;
}

/** Days of a segment in [from, before), oldest first. */
export async function readDays(
  sql: ShopSql,
  segmentId: number,
  from: CalendarDay,
  before: CalendarDay,
): Promise<SegmentDay[]> {
  const { rows } = await sql.query<Record<DayColumn, number> & { day: CalendarDay; revenue_minor: string }>(
    `SELECT day::text, revenue_minor, ${dayColumns.join(', ')} FROM segment_day
     WHERE shop_id = $1 AND segment_id = $2 AND day >= $3 AND day < $4 ORDER BY segment_day.day`,
    [sql.shopId, segmentId, from, before],
  );
  return rows.map((row) => ({
    day: row.day,
    memberCount: row.member_count,
    enteredCount: row.entered_count,
    leftCount: row.left_count,
    orderCount: row.order_count,
    buyerCount: row.buyer_count,
    revenueMinor: Number(row.revenue_minor),
    repeatOrderCount: row.repeat_order_count,
    receivedCount: row.received_count,
    openedCount: row.opened_count,
    clickedCount: row.clicked_count,
    unsubscribedCount: row.unsubscribed_count,
  }));
}

const dayColumns = [
  ...(['member_count', 'entered_count', 'left_count', 'order_count', 'buyer_count', 'repeat_order_count'] as const),
  ...(['received_count', 'opened_count', 'clicked_count', 'unsubscribed_count'] as const),
];
type DayColumn = (typeof dayColumns)[number];

/** How many members could be reached by each channel when the segment was last measured; null before it was. */
export async function readReach(
  sql: ShopSql,
  segmentId: number,
): Promise<{ email: number; sms: number; of: number; measuredAt: number } | null> {
  const { rows } = await sql.query<{ email: number; sms: number; members: number; measured_at: number }>(
    `SELECT mail_reachable_count AS email, sms_reachable_count AS sms, member_count AS members, measured_at FROM segment_day
     WHERE shop_id = $1 AND segment_id = $2 AND mail_reachable_count IS NOT NULL AND sms_reachable_count IS NOT NULL
     ORDER BY day DESC LIMIT 1`,
    [sql.shopId, segmentId],
  );
  const row = rows[0];
  return row ? { email: row.email, sms: row.sms, of: row.members, measuredAt: row.measured_at } : null;
}

export interface Overlap {
  segmentId: number;
  /** Members of both. */
  both: number;
  /** Members of both, as a share of the members of the segment asked about. */
  shareOfThis: number;
}

/** The segments that a segment has most in common with. */
export async function readOverlaps(sql: ShopSql, segmentId: number, limit: number): Promise<Overlap[]> {
  const { rows } = await sql.query<{ other_id: number; both_count: number; own_count: number }>(
    `SELECT o.other_id, o.both_count, own.both_count AS own_count FROM segment_overlap o
     JOIN segment_overlap own ON own.shop_id = o.shop_id AND own.segment_id = o.segment_id AND own.other_id = o.segment_id
     JOIN segment s ON s.shop_id = o.shop_id AND s.segment_id = o.other_id AND s.archived_at IS NULL
     WHERE o.shop_id = $1 AND own.shop_id = $1 AND s.shop_id = $1 AND o.segment_id = $2 AND o.other_id <> $2
     ORDER BY o.both_count DESC, s.position, o.other_id LIMIT $3`,
    [sql.shopId, segmentId, limit],
  );
  return rows.map((row) => ({
    segmentId: row.other_id,
    both: row.both_count,
    shareOfThis: row.both_count / row.own_count,
  }));
}

export type Arm = 'placed' | 'held-out' | 'a' | 'b';

export interface StoredExperiment {
  holdoutPercent: number;
  split: boolean;
  since: number;
  /** Of this experiment; none before it is measured for the first time. */
  arms: Partial<Record<Arm, ArmFigures>>;
  measuredAt: number | null;
}

/** Null when there is no experiment with the segment. */
export async function readExperiment(sql: ShopSql, segmentId: number): Promise<StoredExperiment | null> {
  const { rows } = await sql.query<{
    holdout_percent: number;
    split: boolean;
    since: number;
    arm: Arm | null;
    exposed_count: number;
    buyer_count: number;
    order_count: number;
    revenue_minor: string;
    revenue_squares: string;
    measured_at: number | null;
  }>(
    `SELECT s.holdout_percent, s.split, s.experiment_since AS since, a.arm, a.exposed_count, a.buyer_count, a.order_count,
       a.revenue_minor, a.revenue_squares, a.measured_at
     FROM segment s LEFT JOIN experiment_arm a ON a.shop_id = s.shop_id AND a.segment_id = s.segment_id AND a.since = s.experiment_since
     WHERE s.shop_id = $1 AND s.segment_id = $2 AND s.experiment_since IS NOT NULL`,
    [sql.shopId, segmentId],
  );
  const [first] = rows;
  if (!first) return null;
  const arms: StoredExperiment['arms'] = {};
  for (const row of rows)
    if (row.arm !== null)
      arms[row.arm] = {
        exposedCount: row.exposed_count,
        buyerCount: row.buyer_count,
        orderCount: row.order_count,
        revenueMinor: Number(row.revenue_minor),
        revenueSquares: Number(row.revenue_squares),
      };
  const { holdout_percent: holdoutPercent, split, since, measured_at: measuredAt } = first;
  return { holdoutPercent, split, since, arms, measuredAt };
}

/** Null is no group of the family. */
export interface Flow {
  from: number | null;
  to: number | null;
  count: number;
}

/** Customers in a group, when the days asked about began and when they ended. */
export interface GroupSize {
  segmentId: number;
  atStart: number;
  atEnd: number;
}

/**
 * What went on in a family in [from, before): moves added up day by day, so that whoever went on and came back is counted twice, and
 * the sizes of the groups. `fromDay` and `toDay` are the first and the last day there is anything of; null if there is nothing.
 */
export async function readFamily(
  sql: ShopSql,
  family: Family,
  from: CalendarDay,
  before: CalendarDay,
): Promise<{ flows: Flow[]; sizes: GroupSize[]; fromDay: CalendarDay; toDay: CalendarDay } | null> {
  const { rows } = await sql.query<{
    from_id: number;
    to_id: number;
    moved: string;
    first_count: string;
    last_count: string;
    first_day: CalendarDay;
    last_day: CalendarDay;
  }>(
    `SELECT from_segment_id AS from_id, to_segment_id AS to_id, sum(people_count) AS moved,
       coalesce(sum(people_count) FILTER (WHERE day = first_day), 0) AS first_count,
       coalesce(sum(people_count) FILTER (WHERE day = last_day), 0) AS last_count, first_day::text, last_day::text
     FROM (SELECT *, min(day) OVER () AS first_day, max(day) OVER () AS last_day FROM segment_flow
           WHERE shop_id = $1 AND family = $2 AND day >= $3 AND day < $4) f
     GROUP BY from_segment_id, to_segment_id, first_day, last_day ORDER BY moved DESC, from_segment_id, to_segment_id`,
    [sql.shopId, family, from, before],
  );
  const [row] = rows;
  if (!row) return null;
  const sizes = new Map<number, GroupSize>();
  const sizeOf = (segmentId: number): GroupSize => {
    const size = sizes.get(segmentId) ?? { segmentId, atStart: 0, atEnd: 0 };
    sizes.set(segmentId, size);
    return size;
  };
  for (const { from_id, to_id, first_count, last_count } of rows) {
    sizeOf(from_id).atStart += Number(first_count);
    sizeOf(to_id).atEnd += Number(last_count);
  }
  sizes.delete(NONE);
  const group = (id: number): number | null => (id === NONE ? null : id);
  return {
    flows: rows
      .filter(({ from_id, to_id }) => from_id !== to_id)
      .map(({ from_id, to_id, moved }) => ({ from: group(from_id), to: group(to_id), count: Number(moved) })),
    sizes: [...sizes.values()].sort((one, other) => one.segmentId - other.segmentId),
    fromDay: row.first_day,
    toDay: row.last_day,
  };
}

/** No group of the family. */
const NONE = 0;

export interface SegmentCondition {
  segmentId: number;
  presetId: string | null;
  memberCount: number;
  /** When somebody last entered or left; null if nobody ever did. */
  changedAt: number | null;
  /** Lists that are switched on, at connections that were not given up. */
  destinationCount: number;
  /** The other segment with the greatest share of common members, of those of the larger of the two. */
  nearest: { segmentId: number; share: number } | null;
}

/** Of all segments that are switched on and have been computed. */
export async function readConditions(sql: ShopSql): Promise<SegmentCondition[]> {
  const { rows } = await sql.query<{
    segment_id: number;
    preset_id: string | null;
    member_count: number;
    changed_at: number | null;
    destination_count: number;
    nearest_id: number | null;
    nearest_share: number | null;
  }>(
    `SELECT s.segment_id, s.preset_id, s.member_count, z.hour AS changed_at, n.other_id AS nearest_id, n.share AS nearest_share,
       (SELECT count(*)::int FROM destination d JOIN connection c ON c.shop_id = d.shop_id AND c.connection_id = d.connection_id
        WHERE d.shop_id = $1 AND c.shop_id = $1 AND d.segment_id = s.segment_id AND d.enabled AND c.status <> 'disconnected')
         AS destination_count
     FROM segment s
     LEFT JOIN LATERAL (
       SELECT z.hour FROM segment_size z
       WHERE z.shop_id = $1 AND z.segment_id = s.segment_id AND z.entered_count + z.left_count > 0 ORDER BY z.hour DESC LIMIT 1) z ON TRUE
     LEFT JOIN (
       SELECT DISTINCT ON (o.segment_id) o.segment_id, o.other_id, o.both_count::float / greatest(own.both_count, other.both_count) AS share
       FROM segment_overlap o
       JOIN segment_overlap own ON own.shop_id = o.shop_id AND own.segment_id = o.segment_id AND own.other_id = o.segment_id
       JOIN segment_overlap other ON other.shop_id = o.shop_id AND other.segment_id = o.other_id AND other.other_id = o.other_id
       JOIN segment x ON x.shop_id = o.shop_id AND x.segment_id = o.other_id AND x.active AND x.archived_at IS NULL
       WHERE o.shop_id = $1 AND own.shop_id = $1 AND other.shop_id = $1 AND x.shop_id = $1 AND o.segment_id <> o.other_id
       ORDER BY o.segment_id, share DESC, o.other_id) n ON n.segment_id = s.segment_id
     WHERE s.shop_id = $1 AND s.active AND s.archived_at IS NULL AND s.computed_at IS NOT NULL
     ORDER BY s.position, s.segment_id`,
    [sql.shopId],
  );
  return rows.map((row) => ({
    segmentId: row.segment_id,
    presetId: row.preset_id,
    memberCount: row.member_count,
    changedAt: row.changed_at,
    destinationCount: row.destination_count,
    nearest:
      row.nearest_id === null || row.nearest_share === null
        ? null
        : { segmentId: row.nearest_id, share: row.nearest_share },
  }));
}
