/** What can be done with a connection as a whole: hold additions up, go on, try now, name new lists; and its latest runs. */
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineStack, List, Text, TextField } from '@shopify/polaris';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { SEGMENT_PLACE, STANDARD_PATTERN } from '#app/core/placements/listName.ts';
import { useFormats } from '../formats.ts';
import { RunReport, type ShownReport } from '../RunReport.tsx';
import { useTellOnceSaved } from '../SavedToasts.tsx';

export interface SteeredConnection {
  connectionId: number;
  retryAt: number | null;
  failureCount: number;
  isThrottled: boolean;
  pausedAt: number | null;
  listNamePattern: string | null;
  labelProblem: 'permission' | 'limit' | 'other' | null;
  reports: readonly ShownReport[];
}

interface Props {
  connection: SteeredConnection;
  partner: string;
  /** What new lists are called there unless it is changed; null for the app's standard. */
  standardPattern: string | null;
}

export function Steering({ connection, partner, standardPattern }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { connectionId, pausedAt, retryAt, failureCount, isThrottled } = connection;
  const key = `steer-${connectionId}`;
  const fetcher = useFetcher<{ ok: boolean }>({ key });
  const tellOnceSaved = useTellOnceSaved();
  const order = (what: 'pause' | 'resume' | 'run-now', savedText: string): void => {
    tellOnceSaved(key, savedText);
    void fetcher.submit({ intent: what, connectionId }, { method: 'post', action: '/app/connections' });
  };
  const busy = fetcher.state !== 'idle';
  const failed = fetcher.state === 'idle' && fetcher.data?.ok === false;
  const waits = retryAt !== null && failureCount > 0;
  return (
    <BlockStack gap="300">
      {pausedAt !== null && (
        <Banner tone="info" title={t('lists.steering.pausedTitle')}>
          <p suppressHydrationWarning>{t('lists.steering.pausedBody', { when: formats.instant(pausedAt) })}</p>
        </Banner>
      )}
      {waits && isThrottled && (
        <Text as="p" tone="subdued">
          <span suppressHydrationWarning>
            {t('lists.steering.throttled', { partner, when: formats.instant(retryAt) })}
          </span>
        </Text>
      )}
      <InlineStack gap="200">
        {pausedAt === null ? (
          <Button loading={busy} onClick={() => order('pause', t('lists.steering.pausedDone'))}>
            {t('lists.steering.pause')}
          </Button>
        ) : (
          <Button loading={busy} onClick={() => order('resume', t('lists.steering.resumedDone'))}>
            {t('lists.steering.resume')}
          </Button>
        )}
        {waits && !isThrottled && (
          <Button loading={busy} onClick={() => order('run-now', t('lists.steering.runNowDone'))}>
            {t('lists.steering.runNow')}
          </Button>
        )}
      </InlineStack>
      {failed && (
        <div role="alert">
          <Text as="p" tone="critical">
            {t('errors.notSaved')}
          </Text>
        </div>
      )}
      {connection.labelProblem !== null && (
        <Text as="p" tone="subdued">
          {t(`lists.steering.labels.${connection.labelProblem}`, { partner })}
        </Text>
      )}
      <ListNames connection={connection} standardPattern={standardPattern ?? STANDARD_PATTERN} />
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {t('lists.steering.history')}
        </Text>
        {connection.reports.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('lists.steering.historyNone')}
          </Text>
        ) : (
          <List>
            {connection.reports.map((report) => (
              <List.Item key={report.startedAt}>
                <RunReport report={report} isTitled={false} />
              </List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </BlockStack>
  );
}

interface NamesProps {
  connection: SteeredConnection;
  standardPattern: string;
}

function ListNames({ connection: { connectionId, listNamePattern }, standardPattern }: NamesProps) {
  const { t } = useTranslation();
  const key = `list-names-${connectionId}`;
  const fetcher = useFetcher<{ ok: boolean }>({ key });
  const tellOnceSaved = useTellOnceSaved();
  const [typed, setTyped] = useState<string | null>(null);
  const stored = listNamePattern ?? standardPattern;
  const pattern = typed ?? stored;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    tellOnceSaved(key, t('lists.steering.namesSaved'));
    void fetcher.submit(
      { intent: 'list-names', connectionId, pattern },
      { method: 'post', action: '/app/connections' },
    );
  };
  const isRefused = fetcher.state === 'idle' && fetcher.data?.ok === false;
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        label={t('lists.steering.names')}
        helpText={t('lists.steering.namesHelp', { place: SEGMENT_PLACE })}
        value={pattern}
        onChange={setTyped}
        autoComplete="off"
        maxLength={120}
        {...(isRefused ? { error: t('lists.steering.namesProblem', { place: SEGMENT_PLACE }) } : {})}
        connectedRight={
          <Button submit loading={fetcher.state !== 'idle'}>
            {t('common.save')}
          </Button>
        }
      />
    </form>
  );
}
