/**
 * Numbers of segments for the admin, out of what was counted at night: nothing is counted when a page is opened. Days are calendar
 * days of the shop; today, of which only the beginning was counted, is left out.
 */
import { addDays, type CalendarDay, dayOf, isTimezone } from '#app/core/calendar.ts';
import { compareArms, type ArmFigures, type Comparison } from '#app/core/segments/experiment.ts';
import type { Family } from '#app/core/segments/families.ts';
import { type HealthHint, healthHints, presetsNotForSending } from '#app/core/segments/health.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { OUTCOME_DAYS } from '#app/store/experimentArms.ts';
import {
  type Flow,
  type GroupSize,
  type Overlap,
  readConditions,
  readDays,
  readExperiment,
  readFamily,
  readOverlaps,
  readReach,
  type SegmentDay,
  type StoredExperiment,
} from '#app/store/segmentNumbers.ts';
import { loadShop } from '#app/store/shops.ts';

/** So many other segments are named that a segment overlaps with. */
const MOST_OVERLAPS = 10;

/** Two groups that chance has made. */
export interface ArmPair {
  /** Those placed, or half A. */
  first: ArmFigures;
  /** Those held out, or half B. */
  second: ArmFigures;
  comparison: Comparison;
}

export interface ExperimentNumbers {
  since: number;
  /** Orders count so long after a customer first took part. */
  outcomeDays: number;
  holdoutPercent: number;
  /** Null when nobody is held out. */
  holdout: ArmPair | null;
  /** Null when the segment is not split. */
  split: ArmPair | null;
  /** Null until it was measured for the first time; nobody is in any group before. */
  measuredAt: number | null;
}

export interface SegmentTotals {
  revenueMinor: number;
  orders: number;
  /** Rounded; null without orders. */
  averageOrderMinor: number | null;
  /** Of members' orders, the share that was not the customer's first; null without orders. */
  repeatRate: number | null;
  /** Of those an e-mail was delivered to on a day, the share of those who opened one on a day; null without deliveries. */
  openRate: number | null;
  clickRate: number | null;
  unsubscribeRate: number | null;
}

export interface SegmentNumbers {
  /** Oldest first; a day before the segment was first computed is not there. */
  days: SegmentDay[];
  totals: SegmentTotals;
  /** Members that may be written to by each channel, of all; null before the first measurement. */
  reachable: { email: number; sms: number; of: number } | null;
  /** The most in common first. */
  overlaps: Overlap[];
  experiment: ExperimentNumbers | null;
  measuredAt: number | null;
}

/** @param dayCount How many complete days to look back. */
export async function readSegmentNumbers(
  { database, clock }: Services,
  shopId: ShopId,
  segmentId: number,
  dayCount: number,
): Promise<SegmentNumbers> {
  return database.inShop(shopId, async (sql) => {
    const today = await todayOf(sql, clock());
    const days = await readDays(sql, segmentId, addDays(today, -dayCount), today);
    const reach = await readReach(sql, segmentId);
    const experiment = await readExperiment(sql, segmentId);
    return {
      days,
      totals: totalsOf(days),
      reachable: reach && { email: reach.email, sms: reach.sms, of: reach.of },
      overlaps: await readOverlaps(sql, segmentId, MOST_OVERLAPS),
      experiment: experiment && experimentNumbers(experiment),
      measuredAt: reach?.measuredAt ?? null,
    };
  });
}

export interface FamilyFlows {
  /** The most first. */
  flows: Flow[];
  sizes: GroupSize[];
  /** What was counted of the days asked about. */
  fromDay: CalendarDay;
  toDay: CalendarDay;
}

/** How customers moved between the groups of a family, both days included; null when nothing was counted then. */
export async function readFlows(
  { database, clock }: Services,
  shopId: ShopId,
  family: Family,
  fromDay: CalendarDay,
  toDay: CalendarDay,
): Promise<FamilyFlows | null> {
  return database.inShop(shopId, async (sql) => {
    const today = await todayOf(sql, clock());
    return readFamily(sql, family, fromDay, toDay < today ? addDays(toDay, 1) : today);
  });
}

/** Hints for the list of segments; one without hints is not in the answer. */
export async function readHealth({ database, clock }: Services, shopId: ShopId): Promise<Map<number, HealthHint[]>> {
  const now = clock();
  const conditions = await database.inShop(shopId, readConditions);
  const hints = conditions.map(({ segmentId, presetId, ...figures }): [number, HealthHint[]] => [
    segmentId,
    healthHints({ ...figures, isForSending: presetId === null || !presetsNotForSending.includes(presetId) }, now),
  ]);
  return new Map(hints.filter(([, list]) => list.length > 0));
}

async function todayOf(sql: ShopSql, now: number): Promise<CalendarDay> {
  const { timezone = 'UTC' } = (await loadShop(sql)) ?? {};
  return dayOf(isTimezone(timezone) ? timezone : 'UTC', now);
}

function totalsOf(days: readonly SegmentDay[]): SegmentTotals {
  const sum = (what: Exclude<keyof SegmentDay, 'day'>): number => days.reduce((total, day) => total + day[what], 0);
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  const [orders, revenueMinor, received] = [sum('orderCount'), sum('revenueMinor'), sum('receivedCount')];
  return {
    revenueMinor,
    orders,
    averageOrderMinor: orders === 0 ? null : Math.round(revenueMinor / orders),
    repeatRate: share(sum('repeatOrderCount'), orders),
    openRate: share(sum('openedCount'), received),
    clickRate: share(sum('clickedCount'), received),
    unsubscribeRate: share(sum('unsubscribedCount'), received),
  };
}

const nobody: ArmFigures = { exposedCount: 0, buyerCount: 0, orderCount: 0, revenueMinor: 0, revenueSquares: 0 };

function experimentNumbers({ holdoutPercent, split, since, arms, measuredAt }: StoredExperiment): ExperimentNumbers {
  const pair = (first: ArmFigures = nobody, second: ArmFigures = nobody): ArmPair => ({
    first,
    second,
    comparison: compareArms(first, second),
  });
  return {
    since,
    outcomeDays: OUTCOME_DAYS,
    holdoutPercent,
    holdout: holdoutPercent > 0 ? pair(arms.placed, arms['held-out']) : null,
    split: split ? pair(arms.a, arms.b) : null,
    measuredAt,
  };
}
