/** A segment's list at a connection is switched on or off, or its consent rule is changed; the worker is asked to place. */
import { presetText } from '#app/core/presets/parameters.ts';
import type { Locale } from '#app/core/text.ts';
import { presetById } from '#app/core/presets/registry.ts';
import type { ShopId } from '#app/platform/database.ts';
import { listConnections } from '#app/store/adminConnections.ts';
import {
  type DestinationShare,
  saveConsentRule,
  saveDestinationSwitch,
  saveShare,
} from '#app/store/adminDestinations.ts';
import { readSegment } from '#app/store/adminSegments.ts';
import { ring } from '#app/store/bells.ts';
import { loadShop } from '#app/store/shops.ts';
import type { SegmentTitle } from './adminSegments.ts';
import type { Services } from './services.ts';

export type SwitchAnswer = { ok: true } | { ok: false; problem: 'no-such-segment' | 'not-connected' };

export async function switchDestination(
  { database, clock }: Services,
  shopId: ShopId,
  wanted: { segmentId: number; connectionId: number; enabled: boolean },
): Promise<SwitchAnswer> {
  return database.inShop(shopId, async (sql) => {
    const segment = await readSegment(sql, wanted.segmentId, clock());
    if (!segment) return { ok: false, problem: 'no-such-segment' };
    const connection = (await listConnections(sql)).find(({ connectionId }) => connectionId === wanted.connectionId);
    if (!connection || connection.status === 'disconnected') return { ok: false, problem: 'not-connected' };
    const shop = await loadShop(sql);
    const listName = listNameOf(segment, shop?.countryCode === 'TR' ? 'tr' : 'en');
    await saveDestinationSwitch(sql, { ...wanted, listName });
    await ring(sql, { task: 'place', shopId });
    return { ok: true };
  });
}

/** False when the shop has no such destination. */
export async function changeConsentRule(
  { database }: Services,
  shopId: ShopId,
  destinationId: number,
  consentRequired: boolean,
): Promise<boolean> {
  return database.inShop(shopId, async (sql) => {
    const changed = await saveConsentRule(sql, destinationId, consentRequired);
    if (changed) await ring(sql, { task: 'place', shopId });
    return changed;
  });
}

/** Which half of a split segment goes to a list. False when the shop has no such destination. */
export async function changeShare(
  { database }: Services,
  shopId: ShopId,
  destinationId: number,
  share: DestinationShare,
): Promise<boolean> {
  return database.inShop(shopId, async (sql) => {
    const changed = await saveShare(sql, destinationId, share);
    if (changed) await ring(sql, { task: 'place', shopId });
    return changed;
  });
}

/** What the list is called at the partner, in the language of the shop's country. */
function listNameOf(segment: SegmentTitle, locale: Locale): string {
  const preset = segment.presetId === null ? undefined : presetById(segment.presetId);
  const name = preset
    ? presetText(preset.name, locale, segment.parameters)
    : (segment.name ?? String(segment.segmentId));
  return `Kesit · ${name}`;
}
