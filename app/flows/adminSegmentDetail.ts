/** One segment in the admin: its members by page, the history of its size, its destinations with what became of them. */
import type { FigureName } from '#app/core/placements/figures.ts';
import type { ListValue } from '#app/core/placements/listValue.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { Database, ShopId, ShopSql } from '#app/platform/database.ts';
import { listConnections, readLastReport, type SyncReport } from '#app/store/adminConnections.ts';
import {
  countPlacements,
  listDestinations,
  type DestinationCounts,
  type DestinationShare,
  type DestinationRow,
  type WhenGone,
} from '#app/store/adminDestinations.ts';
import { readStandings, type ShownStanding } from '#app/store/listStandings.ts';
import { logAccess } from '#app/store/accessLog.ts';
import { readMembers, type MemberPage } from '#app/store/adminMembers.ts';
import { customerMark } from '#app/store/person.ts';
import { readSegment, readSizes, type SegmentSize } from '#app/store/adminSegments.ts';
import { connectorName, figuresOffered, holdsLists, isTold, takesFiles, takesValues } from './adminConnectors.ts';
import { makeCountMemory } from './adminCountMemory.ts';
import { readPending } from './adminPending.ts';
import { CHANGE_WINDOW_MS, type SegmentTitle } from './adminSegments.ts';
import type { Services } from './services.ts';

/** How far back the history of a segment's size is shown. */
const HISTORY_MS = 90 * 24 * 3_600_000;
const PAGE_SIZE = 25;

export interface DestinationDetail {
  connectionId: number;
  connectorName: string;
  status: 'active' | 'reconnect';
  /** Null until it is switched on for the first time. */
  destinationId: number | null;
  enabled: boolean;
  listName: string | null;
  consentRequired: boolean;
  /** Which of the halves goes there, where the segment is split; null where it is not. */
  share: DestinationShare | null;
  /** Whoever is in one of these segments is left out. */
  excludedSegmentIds: number[];
  /** What can be sent of each customer beside who they are, and what of it was chosen. */
  figuresOffered: readonly FigureName[];
  figures: readonly FigureName[];
  /** What customers in it are told to be worth; null where the partner has no such lists. */
  value: ListValue | null;
  /** It is being emptied, and then made anew as another kind of list. */
  isRemade: boolean;
  /** Everybody can be sent once more. */
  isTold: boolean;
  /** What happens when the list is deleted at the partner; null where it cannot be. */
  whenGone: WhenGone | null;
  /** Why it rests while others go on, and until when; null for until the merchant acts. */
  hold: 'gone' | 'daily-limit' | 'replacing' | null;
  heldUntil: number | null;
  lastSyncedAt: number | null;
  /** Null where lists do not go as files. */
  files: { last: DestinationRow['lastFile']; nextAt: number | null } | null;
  /** Customers to be added or removed, or handed over and not yet confirmed. */
  pendingCount: number;
  counts: DestinationCounts | null;
  /** The latest run of the whole connection. */
  lastReport: SyncReport | null;
  /** How the list stands there; null while the partner has not told. */
  standing: ShownStanding | null;
}

export interface SegmentDetail extends SegmentTitle {
  memberCount: number;
  change: number | null;
  computedAt: number | null;
  /** Switched on, as wanted. */
  active: boolean;
  /** A change of the definition is on its way. */
  isPending: boolean;
  labels: string[];
  sizes: SegmentSize[];
  /** Null when members were not asked for. */
  page: MemberPage | null;
  destinations: DestinationDetail[];
  readAt: number;
}

export interface SegmentQuestion {
  search: string;
  after: DecimalId | null;
  before: DecimalId | null;
}

const countMemory = makeCountMemory<DestinationCounts>();

function countsOf(database: Database, sql: ShopSql, destinationId: number): Promise<DestinationCounts> {
  return countMemory(database, `${sql.shopId}:${destinationId}`, () => countPlacements(sql, destinationId));
}

/**
 * Null when the shop has no such segment.
 * @param question Which members; null for none, and then nobody's data is seen.
 * @param actor Who asks, for the record of accesses.
 */
export async function readSegmentDetail(
  services: Services,
  shopId: ShopId,
  segmentId: number,
  question: SegmentQuestion | null,
  actor: string,
): Promise<SegmentDetail | null> {
  const { database, clock } = services;
  const now = clock();
  return database.inShop(shopId, async (sql) => {
    const segment = await readSegment(sql, segmentId, now - CHANGE_WINDOW_MS);
    if (!segment) return null;
    const switches = await listDestinations(sql, segmentId);
    const pending = await readPending(database, sql);
    const standings = await readStandings(sql, segmentId);
    const destinations: DestinationDetail[] = [];
    for (const { connectionId, connector, status, filesDueAt } of await listConnections(sql)) {
      if (status === 'disconnected') continue;
      const destination = switches.find((known) => known.connectionId === connectionId);
      destinations.push({
        connectionId,
        connectorName: connectorName(connector),
        status,
        destinationId: destination?.destinationId ?? null,
        enabled: destination?.enabled ?? false,
        listName: destination?.listName ?? null,
        consentRequired: destination?.consentRequired ?? true,
        share: segment.split ? (destination?.share ?? 'all') : null,
        excludedSegmentIds: destination?.excludedSegmentIds ?? [],
        figuresOffered: figuresOffered(connector),
        figures: destination?.figures ?? [],
        value: takesValues(connector) ? (destination?.value ?? 'none') : null,
        isRemade: destination?.isRemade ?? false,
        isTold: isTold(connector),
        whenGone: holdsLists(connector) ? (destination?.whenGone ?? 'made-again') : null,
        hold: destination?.hold ?? null,
        heldUntil: destination?.heldUntil ?? null,
        lastSyncedAt: destination?.lastSyncedAt ?? null,
        files: takesFiles(connector) ? { last: destination?.lastFile ?? null, nextAt: filesDueAt } : null,
        pendingCount: (destination && pending.get(destination.destinationId)) ?? 0,
        counts: destination ? await countsOf(database, sql, destination.destinationId) : null,
        lastReport: await readLastReport(sql, connectionId),
        standing: destination?.enabled ? (standings.get(destination.destinationId) ?? null) : null,
      });
    }
    const page = question && (await seeMembers(services, sql, segmentId, question, actor));
    return {
      segmentId,
      presetId: segment.presetId,
      name: segment.name,
      parameters: segment.parameters,
      memberCount: segment.memberCount,
      change: segment.formerCount === null ? null : segment.memberCount - segment.formerCount,
      computedAt: segment.computedAt,
      active: segment.wantsActive,
      isPending: segment.isPending,
      labels: segment.labels,
      sizes: await readSizes(sql, segmentId, now - HISTORY_MS),
      page,
      destinations,
      readAt: now,
    };
  });
}

async function seeMembers(
  { clock, secrets }: Services,
  sql: ShopSql,
  segmentId: number,
  question: SegmentQuestion,
  actor: string,
): Promise<MemberPage> {
  const page = await readMembers(sql, segmentId, { ...question, pageSize: PAGE_SIZE });
  const shown = page.members.map(({ customerId }) => customerMark(customerId));
  await logAccess(sql, {
    actor,
    action: question.search.trim() === '' ? 'members' : 'search',
    subjectFingerprint: shown.length === 0 ? null : secrets.fingerprint(shown.join()),
    rowCount: shown.length,
    at: clock(),
  });
  return page;
}
