/** Notifications that were set aside, by what they are and why, with the way back. */
import { useFetcher } from '@remix-run/react';
import { BlockStack, Box, Button, Card, DataTable, InlineError, InlineStack, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { useFormats, useLocale } from './formats.ts';
import { reasonText } from './reasonText.ts';

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

type Answer = { ok: true; count: number } | { ok: false };

export function ParkedCard({ groups, deliveries, newestUrl, olderUrl }: Props) {
  const { t } = useTranslation();
  const { number, instant } = useFormats();
  const locale = useLocale();
  const replay = useReplay();
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
            <Box maxWidth="100%" overflowX="scroll">
              <DataTable
                columnContentTypes={['text', 'text', 'numeric', 'text', 'text']}
                headings={[
                  t('data.parked.topic'),
                  t('data.parked.reason'),
                  t('data.parked.count'),
                  t('data.parked.last'),
                  '',
                ]}
                rows={groups.map(({ topic, reason, count, lastParkedAt }) => [
                  topic,
                  reasonText(reason, locale),
                  number(count),
                  <span key="last" suppressHydrationWarning>
                    {instant(lastParkedAt)}
                  </span>,
                  <Button
                    key="replay"
                    size="slim"
                    accessibilityLabel={t('data.parked.replayLabel', { topic, reason: reasonText(reason, locale) })}
                    loading={replay.isBusy(`${topic} ${reason}`)}
                    onClick={() => replay.ask(`${topic} ${reason}`, { topic, reason })}
                  >
                    {t('data.parked.replay')}
                  </Button>,
                ])}
              />
            </Box>
            <InlineStack gap="200" blockAlign="center">
              <Button loading={replay.isBusy('')} onClick={() => replay.ask('', {})}>
                {t('data.parked.replayAll')}
              </Button>
              {replay.hasFailed && <InlineError fieldID="parked" message={t('errors.notSaved')} />}
            </InlineStack>
          </>
        )}
        {deliveries.length > 0 && (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t('data.parked.single')}
            </Text>
            <Box maxWidth="100%" overflowX="scroll">
              <DataTable
                columnContentTypes={['text', 'text', 'text', 'numeric', 'text']}
                headings={[
                  t('data.parked.topic'),
                  t('data.parked.reason'),
                  t('data.parked.received'),
                  t('data.parked.replays'),
                  '',
                ]}
                rows={deliveries.map(({ deliveryId, topic, reason, receivedAt, replays, expired }) => [
                  topic,
                  reasonText(reason, locale),
                  <span key="received" suppressHydrationWarning>
                    {instant(receivedAt)}
                  </span>,
                  number(replays),
                  expired ? (
                    t('data.parked.expired')
                  ) : (
                    <Button
                      key="replay"
                      size="slim"
                      accessibilityLabel={t('data.parked.replayLabel', { topic, reason: reasonText(reason, locale) })}
                      loading={replay.isBusy(deliveryId)}
                      onClick={() => replay.ask(deliveryId, { deliveryId })}
                    >
                      {t('data.parked.replay')}
                    </Button>
                  ),
                ])}
              />
            </Box>
            {(newestUrl !== null || olderUrl !== null) && (
              <InlineStack gap="200">
                {newestUrl !== null && <Button url={newestUrl}>{t('data.parked.newest')}</Button>}
                {olderUrl !== null && <Button url={olderUrl}>{t('data.parked.older')}</Button>}
              </InlineStack>
            )}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

/** Asks for a replay and tells how many it was. */
function useReplay() {
  const { t } = useTranslation();
  const { number } = useFormats();
  const fetcher = useFetcher<Answer>();
  const [asked, setAsked] = useState<string | null>(null);
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const told = useRef<Answer | undefined>(undefined);
  useEffect(() => {
    if (!answer?.ok || told.current === answer) return;
    told.current = answer;
    showToast(t('data.parked.replayed', { count: answer.count, replace: { count: number(answer.count) } }));
  }, [answer, number, t]);
  return {
    hasFailed: answer?.ok === false,
    isBusy: (key: string): boolean => fetcher.state !== 'idle' && asked === key,
    ask(key: string, choice: Record<string, string>): void {
      setAsked(key);
      fetcher.submit({ intent: 'replay', ...choice }, { method: 'post' });
    },
  };
}
