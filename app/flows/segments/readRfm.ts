/** The RFM groups of a shop: their sizes, the cut points in force, and what is known of the purchase model. */
import { type CalendarDay, dayOf, isTimezone } from '#app/core/calendar.ts';
import type { RfmCuts } from '#app/core/yardsticks/yardsticks.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { listSegments } from '#app/store/adminSegments.ts';
import { readRfmCells, type RfmCell } from '#app/store/rfmCells.ts';
import { loadShop } from '#app/store/shops.ts';
import { type ModelReport, readYardsticks, yardsticksOf } from '#app/store/yardsticks.ts';

export interface RfmGroup {
  presetId: string;
  segmentId: number | null;
  active: boolean;
  /** Null unless it is on and was computed. */
  memberCount: number | null;
}

export interface RfmView {
  groups: RfmGroup[];
  /** Buyers by their scores, by the cut points in force; none before those are known. */
  cells: RfmCell[];
  /** Null before the first computation, and without a buyer. */
  cuts: RfmCuts | null;
  /** `fixed` under 50 buyers. */
  basis: 'quintiles' | 'fixed';
  buyerCount: number;
  /** Null before the first computation. */
  computedAt: number | null;
  model: { report: ModelReport | null; isOwnGaps: boolean; fittedAt: number | null };
  currencyCode: string;
  /** The day it is in the shop. */
  today: CalendarDay;
  readAt: number;
}

/** The groups in the order of the catalogue. */
export const rfmPresetIds = [
  'rfm-champions',
  'rfm-loyal',
  'rfm-potential-loyalist',
  'rfm-new',
  'rfm-promising',
  'rfm-need-attention',
  'rfm-about-to-sleep',
  'rfm-cant-lose',
  'rfm-at-risk',
  'rfm-hibernating',
  'rfm-lost',
] as const;

export async function readRfm({ database, clock }: Services, shopId: ShopId): Promise<RfmView> {
  const now = clock();
  return database.inShop(shopId, async (sql) => {
    const segments = new Map((await listSegments(sql, now)).map((segment) => [segment.presetId, segment]));
    const stored = await readYardsticks(sql);
    const { figures, computedAt, model, modelReport } = stored;
    const shop = await loadShop(sql);
    const timezone = shop && isTimezone(shop.timezone) ? shop.timezone : 'UTC';
    return {
      cells: figures.rfm ? await readRfmCells(sql, yardsticksOf(stored, timezone, {}), now) : [],
      groups: rfmPresetIds.map((presetId) => {
        const segment = segments.get(presetId);
        return {
          presetId,
          segmentId: segment?.segmentId ?? null,
          active: segment?.wantsActive ?? false,
          memberCount: segment?.active && segment.computedAt !== null ? segment.memberCount : null,
        };
      }),
      cuts: figures.rfm ?? null,
      basis: figures.rfmBasis ?? 'fixed',
      buyerCount: figures.buyerCount ?? 0,
      computedAt,
      model: {
        report: modelReport,
        isOwnGaps: model?.kind === 'own-gaps',
        fittedAt: model?.fittedAt ?? null,
      },
      currencyCode: shop?.currencyCode ?? 'USD',
      today: dayOf(timezone, now),
      readAt: now,
    };
  });
}
