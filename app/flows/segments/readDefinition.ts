/** One segment's definition: what is wanted, what is in force, and how it came to be so. */
import type { PresetValues } from '#app/core/presets/parameters.ts';
import { referencesOf } from '#app/core/rules/references.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { loadWanted, readVersions, type SegmentVersion } from '#app/store/segmentChanges.ts';
import { loadShop } from '#app/store/shops.ts';

/** The most versions that are shown. */
const VERSIONS_SHOWN = 50;

/** Another segment as a rule may refer to it. */
export interface SegmentName {
  segmentId: number;
  presetId: string | null;
  name: string | null;
  active: boolean;
  parameters: PresetValues;
  /** The segments its rule refers to, as wanted. */
  refersTo: number[];
}

export interface SegmentDefinition {
  segmentId: number;
  presetId: string | null;
  name: string | null;
  active: boolean;
  values: PresetValues;
  /** As wanted; may refer to other segments. */
  rule: Rule;
  /** The number of the version in force; 0 before the first is. */
  versionInForce: number;
  /** The latest first; the first is the one wanted. */
  versions: SegmentVersion[];
  currencyCode: string;
  /** Every segment of the shop, for references. */
  others: SegmentName[];
}

/** Null when the shop has no such segment. @param segmentId Null for a segment that is to be made. */
export async function readDefinition(
  { database }: Services,
  shopId: ShopId,
  segmentId: number,
): Promise<SegmentDefinition | null> {
  return database.inShop(shopId, async (sql) => {
    const all = await loadWanted(sql);
    const segment = all.find((known) => known.segmentId === segmentId);
    if (!segment) return null;
    const { wanted, presetId, version } = segment;
    return {
      segmentId,
      presetId,
      name: wanted.name,
      active: wanted.active,
      values: wanted.params,
      rule: wanted.rule,
      versionInForce: version,
      versions: await readVersions(sql, segmentId, VERSIONS_SHOWN),
      currencyCode: (await loadShop(sql))?.currencyCode ?? 'USD',
      others: namesOf(all).filter((other) => other.segmentId !== segmentId),
    };
  });
}

/** Every segment of the shop as a rule may refer to it, and the shop's currency: what a new segment is made with. */
export async function readSegmentNames(
  { database }: Services,
  shopId: ShopId,
): Promise<{ others: SegmentName[]; currencyCode: string }> {
  return database.inShop(shopId, async (sql) => ({
    others: namesOf(await loadWanted(sql)),
    currencyCode: (await loadShop(sql))?.currencyCode ?? 'USD',
  }));
}

const namesOf = (all: Awaited<ReturnType<typeof loadWanted>>): SegmentName[] =>
  all.map(({ segmentId, presetId, wanted }) => ({
    segmentId,
    presetId,
    name: wanted.name,
    active: wanted.active,
    parameters: wanted.params,
    refersTo: referencesOf(wanted.rule),
  }));
