/** The storefront pixel's key, and the way to change it. Asks first: it is seldom needed. */
import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, InlineError, InlineStack, Modal, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { Instant } from './Instant.tsx';
import { usePixelProblem } from './usePixelProblem.ts';

/** `problem`: Shopify's or our code for why the old key stays; null when we could not be reached. */
type Answer = { ok: true } | { ok: false; problem: string | null };

const ERROR_ID = 'pixel-key-error';

/** @param changedAt When it was last changed; null when it is the first one. */
export function PixelKey({ changedAt }: { changedAt: number | null }) {
  const { t } = useTranslation();
  const problemText = usePixelProblem();
  const fetcher = useFetcher<Answer>();
  const [asking, setAsking] = useState(false);
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const told = useRef<Answer | undefined>(undefined);
  useEffect(() => {
    if (!answer?.ok || told.current === answer) return;
    told.current = answer;
    showToast(t('data.key.changed'));
  }, [answer, t]);
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t('data.key.title')}
      </Text>
      <Text as="p" tone="subdued">
        {t('data.key.help')}
      </Text>
      {changedAt !== null && (
        <Text as="p">
          {t('data.key.lastChanged')} <Instant at={changedAt} />
        </Text>
      )}
      <InlineStack>
        <Button onClick={() => setAsking(true)} loading={fetcher.state !== 'idle'}>
          {t('data.key.change')}
        </Button>
      </InlineStack>
      {answer?.ok === false && (
        <div role="alert">
          <InlineError
            fieldID={ERROR_ID}
            message={
              answer.problem === null
                ? t('errors.notSaved')
                : t('data.key.kept', { reason: problemText(answer.problem) })
            }
          />
        </div>
      )}
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('data.key.confirmTitle')}
        primaryAction={{
          content: t('data.key.change'),
          onAction: () => {
            setAsking(false);
            fetcher.submit({ intent: 'change-pixel-key' }, { method: 'post' });
          },
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('data.key.confirmBody')}</Text>
        </Modal.Section>
      </Modal>
    </BlockStack>
  );
}
