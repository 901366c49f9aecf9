/** The switches that keep a segment as lists, one for each connected account. */
import { BlockStack, InlineStack, Text } from '@shopify/polaris';
import { DestinationSwitch } from '../DestinationSwitch.tsx';
import { SyncStatus } from '../SyncStatus.tsx';

export interface ShownConnection {
  connectionId: number;
  connectorName: string;
  status: 'active' | 'reconnect';
}

export interface ShownList {
  connectionId: number;
  enabled: boolean;
  lastSyncedAt: number | null;
  pendingCount: number;
}

interface Props {
  segment: { segmentId: number; active: boolean; destinations: readonly ShownList[] };
  segmentName: string;
  connections: readonly ShownConnection[];
}

/** Of a segment that is off, only the lists that are on or still being emptied. */
export function ListSwitches({ segment, segmentName, connections }: Props) {
  const lists = connections.flatMap(({ connectionId, connectorName, status }) => {
    const list = segment.destinations.find((known) => known.connectionId === connectionId);
    const isShown = segment.active || (list !== undefined && (list.enabled || list.pendingCount > 0));
    return isShown ? [{ connectionId, connectorName, status, list }] : [];
  });
  if (lists.length === 0) return null;
  return (
    <BlockStack gap="200">
      {lists.map(({ connectionId, connectorName, status, list }) => (
        <InlineStack key={connectionId} gap="200" blockAlign="center">
          <DestinationSwitch
            segmentId={segment.segmentId}
            segmentName={segmentName}
            connectionId={connectionId}
            partner={connectorName}
            enabled={list?.enabled ?? false}
          />
          <Text as="span">{connectorName}</Text>
          <SyncStatus
            enabled={list?.enabled ?? false}
            lastSyncedAt={list?.lastSyncedAt ?? null}
            pendingCount={list?.pendingCount ?? 0}
            needsReconnect={status === 'reconnect'}
          />
        </InlineStack>
      ))}
    </BlockStack>
  );
}
