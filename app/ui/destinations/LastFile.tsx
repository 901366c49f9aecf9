/** What became of the list's latest file, and when the next is due. */
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineError, InlineStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats, useLocale } from '../formats.ts';
import { Instant } from '../Instant.tsx';
import { reasonText } from '../reasonText.ts';
import { useTellOnceSaved } from '../SavedToasts.tsx';

export interface ShownFile {
  fileName: string;
  at: number;
  /** Null when it was not written. */
  written: { rowCount: number; byteCount: number; sha256: string } | null;
  problem: string | null;
}

interface Props {
  connectionId: number;
  last: ShownFile | null;
  nextAt: number | null;
}

export function LastFile({ connectionId, last, nextAt }: Props) {
  const { t } = useTranslation();
  const key = `write-now-${connectionId}`;
  const fetcher = useFetcher<{ ok: boolean }>({ key });
  const tellOnceSaved = useTellOnceSaved();
  const writeNow = (): void => {
    tellOnceSaved(key, t('feeds.file.writing'));
    void fetcher.submit({ intent: 'run-now', connectionId }, { method: 'post', action: '/app/connections' });
  };
  const { number } = useFormats();
  const locale = useLocale();
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 });
  const written = last?.written;
  return (
    <BlockStack gap="200">
      {last && !written && (
        <Banner tone="warning" title={t('feeds.file.notWritten', { name: last.fileName })}>
          {last.problem !== null && <p>{reasonText(last.problem, locale)}</p>}
        </Banner>
      )}
      <dl className="kesit-figures kesit-figures-wide">
        <div>
          <dt>{t('feeds.file.last')}</dt>
          <dd>{written ? last.fileName : t('feeds.file.none')}</dd>
          {written && (
            <dd>
              <Instant at={last.at} />
            </dd>
          )}
        </div>
        {written && (
          <div>
            <dt>{t('feeds.file.size')}</dt>
            <dd>{t('common.customers', { count: written.rowCount, replace: { count: number(written.rowCount) } })}</dd>
            <dd>{size.format(written.byteCount / 1024)}</dd>
          </div>
        )}
        {written && (
          <div>
            <dt>{t('feeds.file.sum')}</dt>
            <dd style={{ overflowWrap: 'anywhere' }}>{written.sha256}</dd>
          </div>
        )}
        <div>
          <dt>{t('feeds.file.next')}</dt>
          <dd>
            <Instant at={nextAt} />
          </dd>
        </div>
      </dl>
      <InlineStack gap="200" blockAlign="center">
        <Button loading={fetcher.state !== 'idle'} onClick={writeNow}>
          {t('feeds.file.writeNow')}
        </Button>
        {fetcher.state === 'idle' && fetcher.data?.ok === false && (
          <InlineError fieldID={key} message={t('errors.notSaved')} />
        )}
      </InlineStack>
    </BlockStack>
  );
}
