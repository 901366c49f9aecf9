/** What a merchant chooses of a segment's list at a connection; the worker is asked to place, or to send, anew. */
import { presetText } from '#app/core/presets/parameters.ts';
import type { Locale } from '#app/core/text.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { type FigureName, figureNames } from '#app/core/placements/figures.ts';
import type { ListValue } from '#app/core/placements/listValue.ts';
import { listNameFrom, listNameOf } from '#app/core/placements/listName.ts';
import { connectorById } from '#connectors/index.ts';
import { figuresOffered, holdsLists, isTold, takesValues } from '#app/flows/adminConnectors.ts';
import type { SegmentTitle } from '#app/flows/adminSegments.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { listConnections } from '#app/store/adminConnections.ts';
import {
  type DestinationShare,
  holdDestinations,
  listDestinations,
  makeListAgain,
  saveConsentRule,
  saveDestinationSwitch,
  saveExclusions,
  saveFigures,
  saveListName,
  saveRejectedAgain,
  saveSendWhole,
  saveShare,
  saveWhenGone,
  type WhenGone,
} from '#app/store/adminDestinations.ts';
import { readSegment } from '#app/store/adminSegments.ts';
import { ring } from '#app/store/bells.ts';
import { saveListValue } from '#app/store/listValues.ts';
import { holdSegments, loadWanted } from '#app/store/segmentChanges.ts';
import { loadShop } from '#app/store/shops.ts';

export type SwitchAnswer = { ok: true } | { ok: false; problem: 'no-such-segment' | 'not-connected' };

/** The list's name is chosen when it is first switched on, by the pattern of its connection. */
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
    await holdDestinations(sql);
    const taken = (await listDestinations(sql))
      .filter(({ connectionId }) => connectionId === wanted.connectionId)
      .map(({ listName }) => listName);
    const connector = connectorById(connection.connector);
    const name =
      connector?.listNames === 'neutral'
        ? String(wanted.segmentId)
        : segmentName(segment, shop?.countryCode === 'TR' ? 'tr' : 'en');
    const pattern = connection.listNamePattern ?? connector?.listNamePattern ?? null;
    await saveDestinationSwitch(sql, {
      ...wanted,
      listName: listNameOf(pattern, name, taken),
      marksPeople: connector?.marksPeople === true,
    });
    await ring(sql, { task: 'place', shopId });
    return { ok: true };
  });
}

function segmentName(segment: SegmentTitle, locale: Locale): string {
  const preset = segment.presetId === null ? undefined : presetById(segment.presetId);
  return preset ? presetText(preset.name, locale, segment.parameters) : (segment.name ?? String(segment.segmentId));
}

/** What can be changed of a list that was switched on once. */
export type DestinationChange =
  | { what: 'consent'; consentRequired: boolean }
  /** Which half of a split segment goes there. */
  | { what: 'share'; share: DestinationShare }
  /** What the list is called at the partner. */
  | { what: 'name'; listName: string }
  /** Whoever is in one of these segments is left out. */
  | { what: 'exclusions'; segmentIds: readonly number[] }
  /** What is sent of each customer beside who they are. */
  | { what: 'figures'; figures: readonly FigureName[] }
  /** What the customers in the list are told to be worth. */
  | { what: 'value'; value: ListValue }
  /** What happens when the list is deleted at the partner. */
  | { what: 'when-gone'; whenGone: WhenGone }
  /** A list that was deleted there is made again. */
  | { what: 'make-again' }
  /** Rows that were rejected are tried once more. */
  | { what: 'ask-rejected-again' }
  /** Everybody of the list is sent once more. */
  | { what: 'send-whole' };

export type DestinationProblem =
  | 'no-such-destination'
  | 'bad-name'
  /** Another list of the connection has the name. */
  | 'name-taken'
  /** A segment that is excluded has to be there, switched on, and another one. */
  | 'bad-exclusion'
  /** The partner's lists have nothing of the kind. */
  | 'not-offered';

export type DestinationAnswer = { ok: true } | { ok: false; problem: DestinationProblem };

export const MOST_EXCLUSIONS = 10;

export async function changeDestination(
  { database }: Services,
  shopId: ShopId,
  destinationId: number,
  change: DestinationChange,
): Promise<DestinationAnswer> {
  return database.inShop(shopId, async (sql) => {
    // Segments cannot be switched off meanwhile; see changeSegments.ts.
    await holdSegments(sql);
    await holdDestinations(sql);
    const all = await listDestinations(sql);
    const destination = all.find((one) => one.destinationId === destinationId);
    if (!destination) return { ok: false, problem: 'no-such-destination' };
    const { connectionId } = destination;
    switch (change.what) {
      case 'consent':
        await saveConsentRule(sql, destinationId, change.consentRequired);
        break;
      case 'share':
        await saveShare(sql, destinationId, change.share);
        break;
      case 'name': {
        const listName = listNameFrom(change.listName);
        if (listName === null) return { ok: false, problem: 'bad-name' };
        const others = all.filter((one) => one.connectionId === connectionId && one.destinationId !== destinationId);
        if (others.some((one) => one.listName === listName)) return { ok: false, problem: 'name-taken' };
        await saveListName(sql, destinationId, listName);
        await ring(sql, { task: 'deliver', shopId, connectionId });
        return { ok: true };
      }
      case 'exclusions': {
        const segmentIds = [...new Set(change.segmentIds)];
        if (!(await canBeExcluded(sql, destination.segmentId, segmentIds)))
          return { ok: false, problem: 'bad-exclusion' };
        await saveExclusions(sql, destinationId, segmentIds);
        break;
      }
      case 'figures': {
        const offered = figuresOffered(await connectorOf(sql, connectionId));
        const chosen = figureNames.filter((name) => change.figures.includes(name) && offered.includes(name));
        await saveFigures(sql, destinationId, chosen);
        await ring(sql, { task: 'deliver', shopId, connectionId });
        return { ok: true };
      }
      case 'value':
        if (!takesValues(await connectorOf(sql, connectionId))) return { ok: false, problem: 'not-offered' };
        await saveListValue(sql, destinationId, change.value);
        await ring(sql, { task: 'deliver', shopId, connectionId });
        break;
      case 'when-gone':
        if (!holdsLists(await connectorOf(sql, connectionId))) return { ok: false, problem: 'not-offered' };
        await saveWhenGone(sql, destinationId, change.whenGone);
        if (change.whenGone === 'told' || destination.hold !== 'gone') return { ok: true };
        await makeListAgain(sql, destinationId);
        await ring(sql, { task: 'deliver', shopId, connectionId });
        return { ok: true };
      case 'make-again':
        if (destination.hold === 'gone') await makeListAgain(sql, destinationId);
        await ring(sql, { task: 'deliver', shopId, connectionId });
        return { ok: true };
      case 'ask-rejected-again':
      case 'send-whole':
        if (change.what === 'send-whole' && !isTold(await connectorOf(sql, connectionId)))
          return { ok: false, problem: 'not-offered' };
        await (change.what === 'send-whole' ? saveSendWhole : saveRejectedAgain)(sql, destinationId);
        await ring(sql, { task: 'deliver', shopId, connectionId });
        return { ok: true };
    }
    await ring(sql, { task: 'place', shopId });
    return { ok: true };
  });
}

/** The id of a connection's connector. */
async function connectorOf(sql: ShopSql, connectionId: number): Promise<string> {
  const connection = (await listConnections(sql)).find((one) => one.connectionId === connectionId);
  return connection?.connector ?? '';
}

async function canBeExcluded(sql: ShopSql, segmentId: number, excluded: readonly number[]): Promise<boolean> {
  const active = new Set((await loadWanted(sql)).flatMap((one) => (one.wanted.active ? [one.segmentId] : [])));
  return excluded.length <= MOST_EXCLUSIONS && excluded.every((id) => id !== segmentId && active.has(id));
}
