/** All segments: a table on a desk, a list of cards on a phone. */
import { Badge, BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { HealthHint } from '#app/core/segments/health.ts';
import { useFormats } from '../formats.ts';
import { Instant } from '../Instant.tsx';
import { useSegmentText, type NamedSegment } from '../segmentText.ts';
import { SizeChange } from '../SizeChange.tsx';
import { HealthHints } from './HealthHints.tsx';
import { ListSwitches, type ShownConnection, type ShownList } from './ListSwitches.tsx';
import { SegmentSwitch } from './SegmentSwitch.tsx';

export interface ShownSegment extends NamedSegment {
  memberCount: number;
  change: number | null;
  computedAt: number | null;
  active: boolean;
  isPending: boolean;
  labels: string[];
  destinations: ShownList[];
}

interface Props {
  /** Those that are shown. */
  segments: readonly ShownSegment[];
  connections: readonly ShownConnection[];
  hintsOf: (segmentId: number) => readonly HealthHint[];
  nameOf: (segmentId: number) => string;
}

export function SegmentTable({ segments, connections, hintsOf, nameOf }: Props) {
  const { t } = useTranslation();
  const { mdDown } = useBreakpoints();
  const columns = t('segments.columns', { returnObjects: true });
  const RowShape = mdDown ? CondensedRow : Row;
  return (
    <IndexTable
      selectable={false}
      condensed={mdDown}
      itemCount={segments.length}
      resourceName={t('segments.resource', { returnObjects: true })}
      headings={[
        { title: columns.segment },
        { title: columns.on },
        { title: columns.members, alignment: 'end' },
        { title: columns.change, alignment: 'end' },
        ...(connections.length > 0
          ? [{ id: 'lists', title: <span className="kesit-lists">{columns.lists}</span> }, { title: columns.lastSync }]
          : []),
      ]}
    >
      {segments.map((segment, position) => (
        <RowShape
          key={segment.segmentId}
          segment={segment}
          connections={connections}
          hints={hintsOf(segment.segmentId)}
          nameOf={nameOf}
          position={position}
        />
      ))}
    </IndexTable>
  );
}

interface RowProps {
  segment: ShownSegment;
  connections: readonly ShownConnection[];
  hints: readonly HealthHint[];
  nameOf: (segmentId: number) => string;
  position: number;
}

function Row({ segment, connections, hints, nameOf, position }: RowProps) {
  const { segmentId, active, change, destinations } = segment;
  const name = nameOf(segmentId);
  return (
    <IndexTable.Row id={String(segmentId)} position={position}>
      <IndexTable.Cell>
        <SegmentName segment={segment} hints={hints} nameOf={nameOf} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <SegmentSwitch segmentId={segmentId} segmentName={name} active={active} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <InlineStack align="end">
          <MemberCount segment={segment} />
        </InlineStack>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <InlineStack align="end">{active && <SizeChange change={change} brief />}</InlineStack>
      </IndexTable.Cell>
      {connections.length > 0 && (
        <>
          <IndexTable.Cell>
            <div className="kesit-lists">
              <ListSwitches segment={segment} segmentName={name} connections={connections} />
            </div>
          </IndexTable.Cell>
          <IndexTable.Cell>{hasList(segment) && <Instant at={lastSyncOf(destinations)} />}</IndexTable.Cell>
        </>
      )}
    </IndexTable.Row>
  );
}

function CondensedRow({ segment, connections, hints, nameOf, position }: RowProps) {
  const { t } = useTranslation();
  const { segmentId, active, change, destinations } = segment;
  const name = nameOf(segmentId);
  return (
    <IndexTable.Row id={String(segmentId)} position={position}>
      <Box padding="300" width="100%">
        <BlockStack gap="200">
          <InlineStack gap="300" align="space-between" blockAlign="start" wrap={false}>
            <SegmentName segment={segment} hints={hints} nameOf={nameOf} />
            <SegmentSwitch segmentId={segmentId} segmentName={name} active={active} />
          </InlineStack>
          {active && (
            <InlineStack gap="300" blockAlign="center">
              <InlineStack gap="100" blockAlign="center">
                <Text as="span" fontWeight="semibold">{`${t('segments.columns.members')}:`}</Text>
                <MemberCount segment={segment} />
              </InlineStack>
              {change !== null && <SizeChange change={change} />}
            </InlineStack>
          )}
          <ListSwitches segment={segment} segmentName={name} connections={connections} />
          {hasList(segment) && (
            <Text as="span" tone="subdued">
              {`${t('segments.columns.lastSync')}: `}
              <Instant at={lastSyncOf(destinations)} />
            </Text>
          )}
        </BlockStack>
      </Box>
    </IndexTable.Row>
  );
}

function SegmentName({ segment, hints, nameOf }: Omit<RowProps, 'connections' | 'position'>) {
  const { name, description } = useSegmentText()(segment);
  const { labels } = segment;
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
        {description !== '' && (
          <Text as="span" tone="subdued" breakWord>
            {description}
          </Text>
        )}
        {(labels.length > 0 || hints.length > 0) && (
          <InlineStack gap="100" align="start">
            {labels.map((label) => (
              <Badge key={label} size="small">
                {label}
              </Badge>
            ))}
            <HealthHints hints={hints} segmentName={nameOf} />
          </InlineStack>
        )}
      </BlockStack>
    </div>
  );
}

function MemberCount({ segment: { active, isPending, computedAt, memberCount } }: { segment: ShownSegment }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (isPending || (active && computedAt === null))
    return (
      <Badge tone="info" progress="partiallyComplete">
        {t('segments.computing')}
      </Badge>
    );
  return (
    <Text as="span" numeric tone={active ? 'base' : 'subdued'}>
      {active ? number(memberCount) : t('segments.states.off')}
    </Text>
  );
}

const hasList = ({ destinations }: ShownSegment): boolean => destinations.some(({ enabled }) => enabled);

/** The oldest of the lists that are switched on: all of them were equal at that instant. */
function lastSyncOf(destinations: readonly ShownList[]): number | null {
  const instants = destinations.filter(({ enabled }) => enabled).map(({ lastSyncedAt }) => lastSyncedAt);
  return instants.reduce(
    (oldest, at) => (oldest === null || at === null ? null : Math.min(oldest, at)),
    instants[0] ?? null,
  );
}
