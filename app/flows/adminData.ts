/** The admin's data page: how much of the shop is read, what comes in, what comparisons healed, and what may be read. */
import { backfillSubjects, type BackfillSubject } from '#app/core/backfill/kinds.ts';
import { backfillProgress, type BackfillProgress } from '#app/core/backfill/progress.ts';
import { metafieldsRead, shopSettings, type ShopSettings } from '#app/core/settings.ts';
import type { ShopId } from '#app/platform/database.ts';
import {
  readAccess,
  readHealedDays,
  readInboxLoad,
  readLatestReconciliations,
  saveSettings,
  type HealedDay,
  type InboxLoad,
  type ReconciliationRow,
  type ShopAccess,
} from '#app/store/adminData.ts';
import { loadBackfills, pauseBackfills, restartBackfills, resumeBackfills } from '#app/store/backfill.ts';
import { arrivalsSince, type ArrivalHour } from '#app/store/arrivals.ts';
import { ring } from '#app/store/bells.ts';
import { readParked, type ParkedOverview } from './adminInbox.ts';
import type { Services } from './services.ts';

const HOUR_MS = 3_600_000;
const WEBHOOK_HOURS = 48;
const DAYS = 14;

export interface DataView {
  history: BackfillProgress;
  parked: ParkedOverview;
  inbox: InboxLoad;
  /** Of the last 48 hours, each with its count, hours without anything among them. */
  webhookHours: ArrivalHour[];
  /** Of the last 14 days: visits' events by the hour; what came of known customers apart. */
  storefrontHours: ArrivalHour[];
  latest: ReconciliationRow[];
  healedDays: HealedDay[];
  access: ShopAccess;
}

/** @param before Which page of what was set aside: its `nextBefore`; null for the first. */
export async function readData(services: Services, shopId: ShopId, before: string | null): Promise<DataView> {
  const { database, clock } = services;
  const parked = await readParked(services, shopId, {}, before === null ? {} : { before });
  return database.inShop(shopId, async (sql) => {
    const now = clock();
    const access = await readAccess(sql);
    if (!access) throw new Error('A visited shop has a row.');
    return {
      history: backfillProgress(await loadBackfills(sql), now),
      parked,
      inbox: await readInboxLoad(sql),
      webhookHours: everyHour(await arrivalsSince(sql, 'webhook', now - WEBHOOK_HOURS * HOUR_MS), now, WEBHOOK_HOURS),
      storefrontHours: everyHour(await arrivalsSince(sql, 'storefront', now - DAYS * 24 * HOUR_MS), now, DAYS * 24),
      latest: await readLatestReconciliations(sql),
      healedDays: await readHealedDays(sql, access.timezone, now - DAYS * 24 * HOUR_MS),
      access,
    };
  });
}

/** The hours up to now, those without anything filled in. */
function everyHour(known: readonly ArrivalHour[], now: number, hourCount: number): ArrivalHour[] {
  const byHour = new Map(known.map((hour) => [hour.hourAt, hour]));
  const latest = Math.floor(now / HOUR_MS) * HOUR_MS;
  return Array.from({ length: hourCount }, (_, index) => {
    const hourAt = latest - (hourCount - 1 - index) * HOUR_MS;
    return byHour.get(hourAt) ?? { hourAt, arrivedCount: 0, identifiedCount: 0 };
  });
}

/** Lets the reading of the history rest, go on, or begin anew. */
export async function steerHistory(
  { database, clock }: Services,
  shopId: ShopId,
  order: 'pause' | 'resume' | 'restart',
): Promise<void> {
  const work = { pause: pauseBackfills, resume: resumeBackfills, restart: restartBackfills }[order];
  await database.inShop(shopId, (sql) => work(sql, backfillSubjects, clock()));
}

/** The choices of the data page. */
export type DataSettings = ShopSettings;

/** Facts are worked out by these. */
const factSettings = ['countPendingOrders', 'countMachineOpens', 'birthDateMetafield'] as const;

export type SaveSettingsAnswer = { ok: true } | { ok: false; fields: (keyof DataSettings)[] };

/**
 * Checks and stores the choices, and asks for what follows from them. `fields` names those that are out of bounds; nothing is stored then.
 * @returns Whether they were stored.
 */
export async function saveDataSettings(
  { database, clock }: Services,
  shopId: ShopId,
  given: DataSettings,
): Promise<SaveSettingsAnswer> {
  const fields = (Object.keys(given) as (keyof DataSettings)[]).filter((field) => !isAcceptable(field, given));
  if (fields.length > 0) return { ok: false, fields };
  await database.inShop(shopId, async (sql) => {
    const before = (await readAccess(sql))?.settings ?? shopSettings({});
    await saveSettings(sql, given);
    // Values of a metafield that was not asked for until now are only had by reading the customers anew.
    const customers: BackfillSubject[] = ['customers'];
    const wereRead = metafieldsRead(before);
    if (metafieldsRead(given).some((name) => !wereRead.includes(name))) await restartBackfills(sql, customers, clock());
    if (factSettings.some((setting) => given[setting] !== before[setting]))
      await ring(sql, { task: 'recompute', shopId });
  });
  return { ok: true };
}

function isAcceptable(field: keyof DataSettings, given: DataSettings): boolean {
  try {
    shopSettings({ [field]: given[field] });
    return true;
  } catch {
    return false;
  }
}
