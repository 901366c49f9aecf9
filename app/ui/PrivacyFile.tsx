/** The file that answers a customer's request for their data, and the way to save it. */
import { useRevalidator } from '@remix-run/react';
import { BlockStack, Button, InlineError, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { useFormats, useLocale } from './formats.ts';
import { saveFile } from './saveFile.ts';

export interface ShownFile {
  byteCount: number;
  madeAt: number;
  expiresAt: number;
  downloadedAt: number | null;
}

interface Props {
  requestId: string;
  receivedAt: number;
  file: ShownFile;
}

export function PrivacyFile({ requestId, receivedAt, file }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { instant } = useFormats();
  const { revalidate } = useRevalidator();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const download = async (): Promise<void> => {
    setState('busy');
    try {
      const refusal = await saveFile(`/app/privacy/files/${encodeURIComponent(requestId)}`, 'data.json');
      setState(refusal === null ? 'idle' : 'failed');
      if (refusal !== null) return;
      showToast(t('privacy.requests.fileSaved'));
      // The download is on record now, further down this page.
      revalidate();
    } catch {
      setState('failed');
    }
  };
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
  const buttonId = `file-${requestId}`;
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Button
        id={buttonId}
        onClick={() => void download()}
        loading={state === 'busy'}
        accessibilityLabel={t('privacy.requests.fileLabel', { when: instant(receivedAt) })}
      >
        {t('privacy.requests.file')}
      </Button>
      {state === 'failed' && <InlineError fieldID={buttonId} message={t('privacy.requests.fileFailed')} />}
      <Text as="p" tone="subdued">
        <span suppressHydrationWarning>
          {t('privacy.requests.fileHelp', {
            size: size.format(Math.max(1, file.byteCount / 1024)),
            when: instant(file.expiresAt),
          })}
        </span>
      </Text>
      {file.downloadedAt !== null && (
        <Text as="p" tone="subdued">
          <span suppressHydrationWarning>
            {t('privacy.requests.fileDownloaded', { when: instant(file.downloadedAt) })}
          </span>
        </Text>
      )}
    </BlockStack>
  );
}
