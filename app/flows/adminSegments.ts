/** The admin's list of segments, with the switch of each for every connected account. */
import type { ShopId } from '#app/platform/database.ts';
import { listConnections } from '#app/store/adminConnections.ts';
import { listDestinations } from '#app/store/adminDestinations.ts';
import { listSegments } from '#app/store/adminSegments.ts';
import { connectorName } from './adminConnectors.ts';
import type { PresetValues } from '#app/core/presets/parameters.ts';
import { readPending } from './adminPending.ts';
import type { Services } from './services.ts';

/** The change of a segment's size is told over this length of time. */
export const CHANGE_WINDOW_MS = 7 * 24 * 3_600_000;

export interface SegmentTitle {
  segmentId: number;
  /** Null for a segment of the shop's own making, which has a `name` instead. */
  presetId: string | null;
  name: string | null;
  parameters: PresetValues;
}

export interface ConnectionChoice {
  connectionId: number;
  connectorName: string;
  status: 'active' | 'reconnect';
}

export interface DestinationSwitch {
  connectionId: number;
  enabled: boolean;
  lastSyncedAt: number | null;
  pendingCount: number;
}

export interface SegmentListItem extends SegmentTitle {
  memberCount: number;
  /** Over seven days; null while there is no history of that length. */
  change: number | null;
  /** Null until its members were computed for the first time. */
  computedAt: number | null;
  /** Switched on, as wanted. */
  active: boolean;
  /** A change of the definition is on its way. */
  isPending: boolean;
  labels: string[];
  destinations: DestinationSwitch[];
}

export interface SegmentList {
  segments: SegmentListItem[];
  connections: ConnectionChoice[];
}

export async function readSegments({ database, clock }: Services, shopId: ShopId): Promise<SegmentList> {
  return database.inShop(shopId, async (sql) => {
    const segments = await listSegments(sql, clock() - CHANGE_WINDOW_MS);
    const destinations = await listDestinations(sql);
    const connections = await listConnections(sql);
    const pending = await readPending(database, sql);
    return {
      segments: segments.map((segment) => ({
        segmentId: segment.segmentId,
        presetId: segment.presetId,
        name: segment.name,
        parameters: segment.parameters,
        memberCount: segment.memberCount,
        change: segment.formerCount === null ? null : segment.memberCount - segment.formerCount,
        computedAt: segment.computedAt,
        active: segment.wantsActive,
        isPending: segment.isPending,
        labels: segment.labels,
        destinations: destinations
          .filter((destination) => destination.segmentId === segment.segmentId)
          .map(({ destinationId, connectionId, enabled, lastSyncedAt }) => ({
            connectionId,
            enabled,
            lastSyncedAt,
            pendingCount: pending.get(destinationId) ?? 0,
          })),
      })),
      connections: connections.flatMap(({ connectionId, connector, status }) =>
        status === 'disconnected' ? [] : [{ connectionId, connectorName: connectorName(connector), status }],
      ),
    };
  });
}
