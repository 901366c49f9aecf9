/** The presets on offer, with what the shop has made of each and what it lacks for it. */
import type { DataNeed } from '#app/core/presets/needs.ts';
import { defaultParameters, type PresetValues } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import { presets } from '#app/core/presets/registry.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { listSegments } from '#app/store/adminSegments.ts';
import { readDataState } from '#app/store/dataState.ts';
import { type ModelReport, readYardsticks } from '#app/store/yardsticks.ts';

export interface CatalogueEntry {
  presetId: string;
  /** Null while the shop has never switched it on or changed it. */
  segmentId: number | null;
  /** As wanted; it comes into force within moments. */
  active: boolean;
  /** A change is on its way. */
  isPending: boolean;
  /** Null unless it is on and was computed. */
  memberCount: number | null;
  values: PresetValues;
  /** What the shop would have to connect or collect first. */
  missingNeeds: DataNeed[];
}

export interface Catalogue {
  /** In the order of the registry. */
  entries: CatalogueEntry[];
  /** What became of the last fit of the purchase model; null before the first. */
  modelReport: ModelReport | null;
}

export async function readCatalogue({ database, clock }: Services, shopId: ShopId): Promise<Catalogue> {
  return database.inShop(shopId, async (sql) => {
    const segments = new Map((await listSegments(sql, clock())).map((segment) => [segment.presetId, segment]));
    const met = await readDataState(sql);
    const { modelReport } = await readYardsticks(sql);
    const entries = presets.map((preset) => {
      const segment = segments.get(preset.id);
      return {
        presetId: preset.id,
        segmentId: segment?.segmentId ?? null,
        active: segment?.wantsActive ?? false,
        isPending: segment?.isPending ?? false,
        memberCount: segment?.active && segment.computedAt !== null ? segment.memberCount : null,
        values: { ...defaultParameters(preset), ...segment?.parameters },
        missingNeeds: missingOf(preset, met),
      };
    });
    return { entries, modelReport };
  });
}

/** Of several of which one is enough all are named while none is there. */
function missingOf({ needs, eitherOf = [] }: Preset, met: ReadonlySet<DataNeed>): DataNeed[] {
  const missing = needs.filter((need) => !met.has(need));
  return eitherOf.some((need) => met.has(need)) ? missing : [...missing, ...eitherOf];
}
