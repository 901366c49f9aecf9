/** The admin's list of segments together with what may want a look about each. */
import type { HealthHint } from '#app/core/segments/health.ts';
import { readSegments, type SegmentList } from '#app/flows/adminSegments.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { readHealth } from './readNumbers.ts';

export interface SegmentOverview extends SegmentList {
  /** By the segment's number; those without hints are not there. */
  hints: Record<string, HealthHint[]>;
}

export async function readSegmentList(services: Services, shopId: ShopId): Promise<SegmentOverview> {
  const [list, health] = await Promise.all([readSegments(services, shopId), readHealth(services, shopId)]);
  return { ...list, hints: Object.fromEntries(health) };
}
