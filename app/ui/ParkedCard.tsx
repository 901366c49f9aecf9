/** Notifications that were set aside, by what they are and why, with the way back. */
import { BlockStack, Button, Card, InlineError, InlineStack, Text } from '@shopify/polaris';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats, useLocale } from './formats.ts';
import { reasonText } from './reasonText.ts';
import { RecordTable, type RecordColumn } from './RecordTable.tsx';
import { useReplay, type Replay } from './useReplay.ts';

export interface ShownParkedGroup {
  topic: string;
  reason: string;
  count: number;
  lastParkedAt: number;
}

export interface ShownParked {
  deliveryId: string;
  topic: string;
  reason: string;
  receivedAt: number;
  replays: number;
  expired: boolean;
}

interface Props {
  groups: readonly ShownParkedGroup[];
  deliveries: readonly ShownParked[];
  newestUrl: string | null;
  olderUrl: string | null;
}

export function ParkedCard({ groups, deliveries, newestUrl, olderUrl }: Props) {
  const { t } = useTranslation();
  const replay = useReplay();
  const singleId = useId();
  // What can be replayed is told by its reason already; one by one it is for those who look closer.
  const [isSingle, setIsSingle] = useState(newestUrl !== null);
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('data.parked.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('data.parked.help')}
          </Text>
        </BlockStack>
        {groups.length === 0 && deliveries.length === 0 && <Text as="p">{t('data.parked.empty')}</Text>}
        {groups.length > 0 && (
          <>
            <Groups groups={groups} replay={replay} />
            <InlineStack>
              <Button loading={replay.isBusy('')} onClick={() => replay.ask('', {})}>
                {t('data.parked.replayAll')}
              </Button>
            </InlineStack>
          </>
        )}
        {replay.hasFailed && (
          <div role="alert">
            <InlineError fieldID="parked" message={t('errors.notSaved')} />
          </div>
        )}
        {deliveries.length > 0 && (
          <BlockStack gap="200">
            <InlineStack>
              <Button
                variant="plain"
                ariaExpanded={isSingle}
                ariaControls={singleId}
                onClick={() => setIsSingle(!isSingle)}
              >
                {t(isSingle ? 'data.parked.hideSingle' : 'data.parked.showSingle')}
              </Button>
            </InlineStack>
            <div id={singleId} hidden={!isSingle}>
              {isSingle && (
                <BlockStack gap="200">
                  <Deliveries deliveries={deliveries} replay={replay} />
                  {(newestUrl !== null || olderUrl !== null) && (
                    <InlineStack gap="200">
                      {newestUrl !== null && <Button url={newestUrl}>{t('data.parked.newest')}</Button>}
                      {olderUrl !== null && <Button url={olderUrl}>{t('data.parked.older')}</Button>}
                    </InlineStack>
                  )}
                </BlockStack>
              )}
            </div>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

function Groups({ groups, replay }: { groups: readonly ShownParkedGroup[]; replay: Replay }) {
  const { t } = useTranslation();
  const { number, instant } = useFormats();
  const locale = useLocale();
  const columns: RecordColumn[] = [
    { heading: t('data.parked.topic') },
    { heading: t('data.parked.reason') },
    { heading: t('data.parked.count'), isNumeric: true },
    { heading: t('data.parked.last') },
    { heading: t('data.parked.action'), isHeadingUnseen: true },
  ];
  const rows = groups.map(({ topic, reason, count, lastParkedAt }) => {
    const key = `${topic} ${reason}`;
    const told = reasonText(reason, locale);
    return {
      key,
      cells: [
        topic,
        told,
        number(count),
        <span key="last" suppressHydrationWarning>
          {instant(lastParkedAt)}
        </span>,
        <Button
          key="replay"
          size="slim"
          accessibilityLabel={t('data.parked.replayLabel', { topic, reason: told })}
          loading={replay.isBusy(key)}
          onClick={() => replay.ask(key, { topic, reason })}
        >
          {t('data.parked.replay')}
        </Button>,
      ],
    };
  });
  return <RecordTable label={t('data.parked.title')} columns={columns} rows={rows} />;
}

function Deliveries({ deliveries, replay }: { deliveries: readonly ShownParked[]; replay: Replay }) {
  const { t } = useTranslation();
  const { number, instant } = useFormats();
  const locale = useLocale();
  const columns: RecordColumn[] = [
    { heading: t('data.parked.topic') },
    { heading: t('data.parked.reason') },
    { heading: t('data.parked.received') },
    { heading: t('data.parked.replays'), isNumeric: true },
    { heading: t('data.parked.action'), isHeadingUnseen: true },
  ];
  const rows = deliveries.map(({ deliveryId, topic, reason, receivedAt, replays, expired }) => {
    const told = reasonText(reason, locale);
    const when = instant(receivedAt);
    return {
      key: deliveryId,
      cells: [
        topic,
        told,
        <span key="received" suppressHydrationWarning>
          {when}
        </span>,
        number(replays),
        expired ? (
          t('data.parked.expired')
        ) : (
          <Button
            key="replay"
            size="slim"
            accessibilityLabel={t('data.parked.replayOneLabel', { topic, when })}
            loading={replay.isBusy(deliveryId)}
            onClick={() => replay.ask(deliveryId, { deliveryId })}
          >
            {t('data.parked.replay')}
          </Button>
        ),
      ],
    };
  });
  return <RecordTable label={t('data.parked.single')} columns={columns} rows={rows} />;
}
