/** Asks for another try at reading the shop's history. */
import { useFetcher } from '@remix-run/react';
import { Button, InlineError, InlineStack } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';

export function RetryHistory() {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ ok: boolean }>();
  // Told as soon as it is answered: once the page is read again, this may be gone with what it was offered for.
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  useEffect(() => {
    if (answer?.ok) showToast(t('home.problems.retryAsked'));
  }, [answer, t]);
  return (
    <InlineStack gap="200" blockAlign="center">
      <Button
        loading={fetcher.state !== 'idle'}
        onClick={() => fetcher.submit({ intent: 'retry-history' }, { method: 'post', action: '/app?index' })}
      >
        {t('common.retry')}
      </Button>
      {answer?.ok === false && <InlineError fieldID="retry-history" message={t('errors.notSaved')} />}
    </InlineStack>
  );
}
