/** One segment's page in the admin, part by part: what its open tab shows is read, and nothing else. */
import type { HealthHint } from '#app/core/segments/health.ts';
import { readSegmentDetail, type SegmentDetail, type SegmentQuestion } from '#app/flows/adminSegmentDetail.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { readDefinition, type SegmentDefinition } from './readDefinition.ts';
import { readHealth, readSegmentNumbers, type SegmentNumbers } from './readNumbers.ts';

/** Numbers are added up over so many days. */
export const NUMBERS_DAYS = 30;

export const segmentTabs = ['overview', 'definition', 'members', 'lists', 'experiment', 'history'] as const;
export type SegmentTab = (typeof segmentTabs)[number];

export interface SegmentPage {
  tab: SegmentTab;
  detail: SegmentDetail;
  definition: SegmentDefinition;
  /** For the overview and the experiment. */
  numbers: SegmentNumbers | null;
  numbersDays: number;
  /** For the overview. */
  hints: HealthHint[];
}

/** Null when the shop has no such segment. @param actor Who asks, for the record of accesses. */
export async function readSegmentPage(
  services: Services,
  shopId: ShopId,
  segmentId: number,
  tab: SegmentTab,
  question: SegmentQuestion,
  actor: string,
): Promise<SegmentPage | null> {
  const definition = await readDefinition(services, shopId, segmentId);
  const members = tab === 'members' ? question : null;
  const detail = definition && (await readSegmentDetail(services, shopId, segmentId, members, actor));
  if (!detail) return null;
  const hasNumbers = tab === 'overview' || tab === 'experiment';
  return {
    tab,
    detail,
    definition,
    numbers: hasNumbers ? await readSegmentNumbers(services, shopId, segmentId, NUMBERS_DAYS) : null,
    numbersDays: NUMBERS_DAYS,
    hints: tab === 'overview' ? ((await readHealth(services, shopId)).get(segmentId) ?? []) : [],
  };
}
