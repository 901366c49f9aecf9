/** The RFM groups of a shop: their sizes, the cut points in force, and what is known of the purchase model. */
import { type CalendarDay, dayOf, isTimezone } from '#app/core/calendar.ts';
import type { RfmCuts } from '#app/core/yardsticks/yardsticks.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { listSegments } from '#app/store/adminSegments.ts';
import type { RfmCell } from '#app/store/rfmCells.ts';
import { loadShop } from '#app/store/shops.ts';
import { type ModelReport, readYardsticks } from '#app/store/yardsticks.ts';

export interface RfmGroup {
  presetId: string;
  segmentId: number | null;
  active: boolean;
  /** Null unless it is on and was computed. */
  memberCount: number | null;
}

export interface RfmView {
  groups: RfmGroup[];
  /** Buyers by their scores when the cut points were worked out; none before. */
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
    const { figures, computedAt, model, modelReport } = await readYardsticks(sql);
    const shop = await loadShop(sql);
    const timezone = shop && isTimezone(shop.timezone) ? shop.timezone : 'UTC';
    return {
      cells: figures.rfmCells ?? [],
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
