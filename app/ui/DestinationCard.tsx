/** One account in which a segment is, or could be, kept as a list: its switch, its consent rule, and what became of it. */
import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, Card, Checkbox, InlineError, InlineStack, List, Select, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { FigureName } from '#app/core/placements/figures.ts';
import type { ListValue } from '#app/core/placements/listValue.ts';
import { useDestinationChange } from './destinations/destinationChange.ts';
import { DownloadList } from './destinations/DownloadList.tsx';
import { DryRun } from './destinations/DryRun.tsx';
import { type ExcludableSegment, Exclusions } from './destinations/Exclusions.tsx';
import { ExtraFigures } from './destinations/ExtraFigures.tsx';
import { HeldList, WhenGone } from './destinations/HeldList.tsx';
import { LastFile, type ShownFile } from './destinations/LastFile.tsx';
import { ListWorth } from './destinations/ListWorth.tsx';
import { ListName } from './destinations/ListName.tsx';
import { SendWhole } from './destinations/SendWhole.tsx';
import { type ShownStanding, Standing } from './destinations/Standing.tsx';
import { DestinationSwitch, type ListProblem } from './DestinationSwitch.tsx';
import { useFormats, useLocale } from './formats.ts';
import { reasonText } from './reasonText.ts';
import { Instant } from './Instant.tsx';
import { RunReport, type ShownReport } from './RunReport.tsx';
import { SyncStatus } from './SyncStatus.tsx';
import { useChoice } from './useChoice.ts';

export interface ShownDestination {
  connectionId: number;
  connectorName: string;
  status: 'active' | 'reconnect';
  /** Null until it is switched on for the first time. */
  destinationId: number | null;
  enabled: boolean;
  listName: string | null;
  consentRequired: boolean;
  /** Which half goes there; null where the segment is not split. */
  share: 'all' | 'a' | 'b' | null;
  excludedSegmentIds: readonly number[];
  figuresOffered: readonly FigureName[];
  figures: readonly FigureName[];
  /** Null where the partner has no lists with values. */
  value: ListValue | null;
  /** It is being emptied, and then made anew as another kind of list. */
  isRemade: boolean;
  /** Everybody can be sent once more. */
  isTold: boolean;
  /** Null where the list cannot be deleted. */
  whenGone: 'made-again' | 'told' | null;
  /** Why it rests while others go on, and until when. */
  hold: 'gone' | 'daily-limit' | 'replacing' | null;
  heldUntil: number | null;
  lastSyncedAt: number | null;
  /** Null where the list does not go as a file. */
  files: { last: ShownFile | null; nextAt: number | null } | null;
  /** To be added or removed, or handed over and not yet confirmed. */
  pendingCount: number;
  counts: {
    desiredCount: number;
    listedCount: number;
    rejected: { reason: string; count: number }[];
  } | null;
  lastReport: ShownReport | null;
  /** How the list stands there; null while the partner has not told. */
  standing: ShownStanding | null;
}

interface Props {
  segmentId: number;
  segmentName: string;
  memberCount: number;
  destinations: readonly ShownDestination[];
  /** All other segments of the shop. */
  others: readonly ExcludableSegment[];
}

export function DestinationCard({ segmentId, segmentName, memberCount, destinations, others }: Props) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('segment.destinations.title')}
        </Text>
        {destinations.length === 0 && (
          <BlockStack gap="200" inlineAlign="start">
            <Text as="p" tone="subdued">
              {t('segment.destinations.none')}
            </Text>
            <Button url="/app/connections">{t('segment.destinations.connect')}</Button>
          </BlockStack>
        )}
        {destinations.map((destination) => (
          <Destination
            key={destination.connectionId}
            segmentId={segmentId}
            segmentName={segmentName}
            memberCount={memberCount}
            destination={destination}
            others={others}
          />
        ))}
      </BlockStack>
    </Card>
  );
}

interface DestinationProps {
  segmentId: number;
  segmentName: string;
  memberCount: number;
  destination: ShownDestination;
  others: readonly ExcludableSegment[];
}

function Destination({ segmentId, segmentName, memberCount, destination, others }: DestinationProps) {
  const { t } = useTranslation();
  const { connectionId, connectorName, status, destinationId, enabled, listName, counts, lastReport } = destination;
  return (
    <BlockStack gap="300">
      {destinationId !== null && destination.hold !== null && (
        <HeldList
          destinationId={destinationId}
          partner={connectorName}
          hold={destination.hold}
          heldUntil={destination.heldUntil}
        />
      )}
      <InlineStack gap="200" blockAlign="center">
        <DestinationSwitch
          segmentId={segmentId}
          segmentName={segmentName}
          connectionId={connectionId}
          partner={connectorName}
          enabled={enabled}
        />
        <Text as="h3" fontWeight="semibold">
          {connectorName}
        </Text>
        <SyncStatus
          enabled={enabled}
          lastSyncedAt={destination.lastSyncedAt}
          pendingCount={destination.pendingCount}
          needsReconnect={status === 'reconnect'}
          isHeld={destination.hold !== null && destination.hold !== 'replacing'}
        />
      </InlineStack>
      {destinationId === null || listName === null ? (
        <Text as="p" tone="subdued">
          {t('segment.destinations.offHelp')}
        </Text>
      ) : (
        <ListName destinationId={destinationId} listName={listName} partner={connectorName} />
      )}
      {destinationId !== null && (
        <ConsentRule destinationId={destinationId} consentRequired={destination.consentRequired} />
      )}
      {destinationId !== null && destination.share !== null && (
        <Share destinationId={destinationId} share={destination.share} />
      )}
      {destinationId !== null && (
        <Exclusions destinationId={destinationId} excludedSegmentIds={destination.excludedSegmentIds} others={others} />
      )}
      {destinationId !== null && destination.figuresOffered.length > 0 && (
        <ExtraFigures
          destinationId={destinationId}
          partner={connectorName}
          offered={destination.figuresOffered}
          chosen={destination.figures}
        />
      )}
      {destinationId !== null && destination.value !== null && (
        <ListWorth
          destinationId={destinationId}
          partner={connectorName}
          value={destination.value}
          isRemade={destination.isRemade}
        />
      )}
      {destinationId !== null && destination.whenGone !== null && (
        <WhenGone destinationId={destinationId} partner={connectorName} whenGone={destination.whenGone} />
      )}
      <InlineStack gap="200">
        <DryRun segmentId={segmentId} connectionId={connectionId} partner={connectorName} />
        {destinationId !== null && counts && counts.rejected.length > 0 && <AskAgain destinationId={destinationId} />}
        {destinationId !== null && enabled && <DownloadList destinationId={destinationId} />}
        {destinationId !== null && enabled && status === 'active' && destination.isTold && (
          <SendWhole destinationId={destinationId} />
        )}
      </InlineStack>
      {counts && (
        <Counts
          counts={counts}
          pendingCount={destination.pendingCount}
          withheldCount={enabled ? Math.max(0, memberCount - counts.desiredCount) : 0}
          lastSyncedAt={destination.lastSyncedAt}
        />
      )}
      {destination.files && enabled && <LastFile connectionId={connectionId} {...destination.files} />}
      {destination.standing && <Standing partner={connectorName} shown={destination.standing} />}
      {lastReport && <RunReport report={lastReport} />}
    </BlockStack>
  );
}

/** Has the customers whom the partner refused tried once more. */
function AskAgain({ destinationId }: { destinationId: number }) {
  const { t } = useTranslation();
  const { isBusy, problem, send } = useDestinationChange(destinationId, 'ask-rejected-again');
  return (
    <BlockStack gap="100">
      <Button loading={isBusy} onClick={() => send({}, t('lists.askedAgain'))}>
        {t('lists.askAgain')}
      </Button>
      {problem && <InlineError fieldID={`ask-again-${destinationId}`} message={t(`lists.problems.${problem}`)} />}
    </BlockStack>
  );
}

/** The rule that only subscribers are placed; shown as chosen at once. */
function ConsentRule({ destinationId, consentRequired }: { destinationId: number; consentRequired: boolean }) {
  const { t } = useTranslation();
  const { on, problem, choose } = useChoice<ListProblem>(
    `consent-${destinationId}`,
    consentRequired,
    '/app/destinations',
  );
  return (
    <Checkbox
      label={t('segment.destinations.consent')}
      helpText={t('segment.destinations.consentHelp')}
      checked={on}
      {...(problem ? { error: t('errors.notSaved') } : {})}
      onChange={(wanted) => choose(wanted, { intent: 'consent', destinationId, consentRequired: String(wanted) })}
    />
  );
}

/** Which half of a split segment goes to the list; shown as chosen at once. */
function Share({ destinationId, share }: { destinationId: number; share: 'all' | 'a' | 'b' }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ ok: boolean }>({ key: `share-${destinationId}` });
  const chosen = fetcher.formData?.get('share');
  return (
    <Select
      label={t('segment.destinations.share')}
      options={(['all', 'a', 'b'] as const).map((value) => ({
        value,
        label: t(`segment.destinations.shares.${value}`),
      }))}
      value={typeof chosen === 'string' ? chosen : share}
      {...(fetcher.state === 'idle' && fetcher.data?.ok === false ? { error: t('errors.notSaved') } : {})}
      onChange={(wanted) =>
        fetcher.submit(
          { intent: 'share', destinationId, share: wanted },
          { method: 'post', action: '/app/destinations' },
        )
      }
    />
  );
}

interface CountsProps {
  counts: NonNullable<ShownDestination['counts']>;
  pendingCount: number;
  /** Members whom the consent rule, or the lack of an address, keeps out. */
  withheldCount: number;
  lastSyncedAt: number | null;
}

function Counts({ counts, pendingCount, withheldCount, lastSyncedAt }: CountsProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { number } = useFormats();
  const rejectedCount = counts.rejected.reduce((sum, { count }) => sum + count, 0);
  return (
    <BlockStack gap="200">
      <dl className="kesit-figures kesit-figures-narrow">
        <div>
          <dt>{t('segment.destinations.listed')}</dt>
          <dd>{number(counts.listedCount)}</dd>
        </div>
        <div>
          <dt>{t('segment.destinations.waiting')}</dt>
          <dd>{number(pendingCount)}</dd>
        </div>
        <div>
          <dt>{t('segment.destinations.rejected')}</dt>
          <dd>{number(rejectedCount)}</dd>
        </div>
        <div>
          <dt>{t('segment.destinations.withheld')}</dt>
          <dd>{number(withheldCount)}</dd>
        </div>
      </dl>
      {rejectedCount > 0 && (
        <BlockStack gap="100">
          <Text as="h4" fontWeight="semibold">
            {t('segment.destinations.rejectedReasons')}
          </Text>
          <List>
            {counts.rejected.map(({ reason, count }) => (
              <List.Item key={reason}>
                {`${t('common.customers', { count, replace: { count: number(count) } })}: ${reasonText(reason, locale) || t('segment.destinations.noReason')}`}
              </List.Item>
            ))}
          </List>
        </BlockStack>
      )}
      <Text as="p" tone="subdued">
        {`${t('segment.destinations.lastSync')}: `}
        <Instant at={lastSyncedAt} />
      </Text>
    </BlockStack>
  );
}
