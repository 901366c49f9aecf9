/** All segments: a table on a desk, a list of cards on a phone. */
import { BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { DestinationSwitch } from './DestinationSwitch.tsx';
import { useFormats } from './formats.ts';
import { Instant } from './Instant.tsx';
import { useSegmentText, type NamedSegment } from './segmentText.ts';
import { SizeChange } from './SizeChange.tsx';
import { SyncStatus } from './SyncStatus.tsx';

export interface ShownConnection {
  connectionId: number;
  connectorName: string;
  status: 'active' | 'reconnect';
}

export interface ShownSegment extends NamedSegment {
  memberCount: number;
  change: number | null;
  computedAt: number | null;
  destinations: { connectionId: number; enabled: boolean; lastSyncedAt: number | null; pendingCount: number }[];
}

interface Props {
  segments: readonly ShownSegment[];
  connections: readonly ShownConnection[];
}

export function SegmentTable({ segments, connections }: Props) {
  const { t } = useTranslation();
  const { smDown } = useBreakpoints();
  const columns = t('segments.columns', { returnObjects: true });
  return (
    <IndexTable
      selectable={false}
      condensed={smDown}
      itemCount={segments.length}
      resourceName={t('segments.resource', { returnObjects: true })}
      headings={[
        { title: columns.segment },
        { title: columns.members, alignment: 'end' },
        { title: columns.change, alignment: 'end' },
        ...(connections.length > 0
          ? [{ id: 'lists', title: <span className="kesit-lists">{columns.lists}</span> }, { title: columns.lastSync }]
          : []),
      ]}
    >
      {segments.map((segment, position) =>
        smDown ? (
          <CondensedRow key={segment.segmentId} segment={segment} connections={connections} position={position} />
        ) : (
          <Row key={segment.segmentId} segment={segment} connections={connections} position={position} />
        ),
      )}
    </IndexTable>
  );
}

interface RowProps {
  segment: ShownSegment;
  connections: readonly ShownConnection[];
  position: number;
}

function Row({ segment, connections, position }: RowProps) {
  return (
    <IndexTable.Row id={String(segment.segmentId)} position={position}>
      <IndexTable.Cell>
        <SegmentName segment={segment} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="p" alignment="end" numeric>
          <MemberCount segment={segment} />
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <InlineStack align="end">
          <SizeChange change={segment.change} brief />
        </InlineStack>
      </IndexTable.Cell>
      {connections.length > 0 && (
        <>
          <IndexTable.Cell>
            <div className="kesit-lists">
              <Switches segment={segment} connections={connections} />
            </div>
          </IndexTable.Cell>
          <IndexTable.Cell>
            <Instant at={lastSyncOf(segment)} />
          </IndexTable.Cell>
        </>
      )}
    </IndexTable.Row>
  );
}

function CondensedRow({ segment, connections, position }: RowProps) {
  const { t } = useTranslation();
  return (
    <IndexTable.Row id={String(segment.segmentId)} position={position}>
      <Box padding="300" width="100%">
        <BlockStack gap="200">
          <SegmentName segment={segment} />
          <InlineStack gap="300" blockAlign="center">
            <Text as="span" fontWeight="semibold" numeric>
              {`${t('segments.columns.members')}: `}
              <MemberCount segment={segment} />
            </Text>
            {segment.change !== null && <SizeChange change={segment.change} />}
          </InlineStack>
          <Switches segment={segment} connections={connections} />
          {connections.length > 0 && (
            <Text as="span" tone="subdued">
              {`${t('segments.columns.lastSync')}: `}
              <Instant at={lastSyncOf(segment)} />
            </Text>
          )}
        </BlockStack>
      </Box>
    </IndexTable.Row>
  );
}

function SegmentName({ segment }: { segment: ShownSegment }) {
  const { name, description } = useSegmentText()(segment);
  return (
    <div className="kesit-description">
      <BlockStack gap="050">
        <span className="kesit-touch">
          <Link url={`/app/segments/${segment.segmentId}`} dataPrimaryLink monochrome removeUnderline>
            <Text as="span" fontWeight="semibold">
              {name}
            </Text>
          </Link>
        </span>
        <Text as="span" tone="subdued" breakWord>
          {description}
        </Text>
      </BlockStack>
    </div>
  );
}

function MemberCount({ segment }: { segment: ShownSegment }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return <>{segment.computedAt === null ? t('segments.computing') : number(segment.memberCount)}</>;
}

function Switches({ segment, connections }: { segment: ShownSegment; connections: readonly ShownConnection[] }) {
  const segmentText = useSegmentText();
  return (
    <BlockStack gap="200">
      {connections.map(({ connectionId, connectorName, status }) => {
        const destination = segment.destinations.find((known) => known.connectionId === connectionId);
        return (
          <InlineStack key={connectionId} gap="200" blockAlign="center">
            <DestinationSwitch
              segmentId={segment.segmentId}
              segmentName={segmentText(segment).name}
              connectionId={connectionId}
              partner={connectorName}
              enabled={destination?.enabled ?? false}
            />
            <Text as="span">{connectorName}</Text>
            <SyncStatus
              enabled={destination?.enabled ?? false}
              lastSyncedAt={destination?.lastSyncedAt ?? null}
              pendingCount={destination?.pendingCount ?? 0}
              needsReconnect={status === 'reconnect'}
            />
          </InlineStack>
        );
      })}
    </BlockStack>
  );
}

/** The oldest of the lists that are switched on: all of them were equal at that instant. */
function lastSyncOf(segment: ShownSegment): number | null {
  const instants = segment.destinations.filter(({ enabled }) => enabled).map(({ lastSyncedAt }) => lastSyncedAt);
  return instants.reduce(
    (oldest, at) => (oldest === null || at === null ? null : Math.min(oldest, at)),
    instants[0] ?? null,
  );
}
