/** What a merchant sets about a segment beside its definition: labels, and its experiment. */
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { type Experiment, saveExperiment, saveLabels } from '#app/store/segmentChanges.ts';

const MOST_LABELS = 20;
const MOST_LABEL_LETTERS = 40;
/** Half of the members, at most, are placed nowhere. */
export const MOST_HOLDOUT_PERCENT = 50;

export type SettingsAnswer = { ok: true } | { ok: false; problem: 'no-such-segment' | 'bad-labels' | 'bad-experiment' };

/** @param labels As typed; doubles are one. */
export async function changeLabels(
  { database }: Services,
  shopId: ShopId,
  segmentId: number,
  labels: readonly string[],
): Promise<SettingsAnswer> {
  const given = [
    ...new Set(labels.map((label) => label.trim().replaceAll(/\s+/g, ' ')).filter((label) => label !== '')),
  ];
  if (given.length > MOST_LABELS || given.some((label) => label.length > MOST_LABEL_LETTERS))
    return { ok: false, problem: 'bad-labels' };
  const found = await database.inShop(shopId, (sql) => saveLabels(sql, segmentId, given));
  return found ? { ok: true } : { ok: false, problem: 'no-such-segment' };
}

/** Placements follow; memberships stay as they are. */
export async function changeExperiment(
  { database, clock }: Services,
  shopId: ShopId,
  segmentId: number,
  experiment: Experiment,
): Promise<SettingsAnswer> {
  const { holdoutPercent } = experiment;
  if (!Number.isInteger(holdoutPercent) || holdoutPercent < 0 || holdoutPercent > MOST_HOLDOUT_PERCENT)
    return { ok: false, problem: 'bad-experiment' };
  return database.inShop(shopId, async (sql) => {
    if (!(await saveExperiment(sql, segmentId, experiment, clock()))) return { ok: false, problem: 'no-such-segment' };
    await ring(sql, { task: 'place', shopId });
    return { ok: true };
  });
}
