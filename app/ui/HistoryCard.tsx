/** The reading of the shop's history: how far each part is, how long it will take, and the merchant's say in it. */
import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, Card, InlineError, InlineStack, Modal, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackfillProgress } from '#app/core/backfill/progress.ts';
import { showToast } from './appBridge.ts';
import { HistoryProgress } from './HistoryProgress.tsx';

/** Orders of the merchant about the reading, as the page's action takes them. */
export type HistoryIntent = 'pause-history' | 'resume-history' | 'restart-history';

const toasts = { 'pause-history': 'paused', 'resume-history': 'resumed', 'restart-history': 'restarted' } as const;

export function HistoryCard({ progress }: { progress: BackfillProgress }) {
  const { t } = useTranslation();
  const { subjects, isUnderWay } = progress;
  const isPaused = subjects.some(({ phase }) => phase === 'paused');
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('data.history.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('data.history.help')}
          </Text>
        </BlockStack>
        {subjects.length === 0 ? (
          <Text as="p">{t('data.history.empty')}</Text>
        ) : (
          <>
            {subjects.map((subject) => (
              <HistoryProgress key={subject.subject} progress={subject} />
            ))}
            <Orders canPause={isUnderWay} canResume={isPaused} />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

/** Reading again asks first: it takes long and helps seldom. */
function Orders({ canPause, canResume }: { canPause: boolean; canResume: boolean }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ ok: boolean }>();
  const [asking, setAsking] = useState(false);
  const [given, setGiven] = useState<HistoryIntent | null>(null);
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const told = useRef<unknown>(undefined);
  useEffect(() => {
    if (!answer?.ok || given === null || told.current === answer) return;
    told.current = answer;
    showToast(t(`data.history.${toasts[given]}`));
  }, [answer, given, t]);
  const give = (intent: HistoryIntent): void => {
    setGiven(intent);
    fetcher.submit({ intent }, { method: 'post' });
  };
  const busy = (intent: HistoryIntent): boolean => fetcher.state !== 'idle' && given === intent;
  return (
    <BlockStack gap="200">
      <InlineStack gap="200">
        {canPause && (
          <Button onClick={() => give('pause-history')} loading={busy('pause-history')}>
            {t('data.history.pause')}
          </Button>
        )}
        {canResume && (
          <Button variant="primary" onClick={() => give('resume-history')} loading={busy('resume-history')}>
            {t('data.history.resume')}
          </Button>
        )}
        <Button onClick={() => setAsking(true)} loading={busy('restart-history')}>
          {t('data.history.restart')}
        </Button>
      </InlineStack>
      {answer?.ok === false && <InlineError fieldID="history" message={t('errors.notSaved')} />}
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('data.history.confirmTitle')}
        primaryAction={{
          content: t('data.history.restart'),
          onAction: () => {
            setAsking(false);
            give('restart-history');
          },
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('data.history.confirmBody')}</Text>
        </Modal.Section>
      </Modal>
    </BlockStack>
  );
}
