/** The file that answers a customer's request for their data, and the way to save it. */
import { useRevalidator } from '@remix-run/react';
import { BlockStack, Button, InlineError, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { useFormats, useLocale } from './formats.ts';

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

/** Fetches the file with the visit's own proof, which no address may carry, and hands it to the browser to save. */
export function PrivacyFile({ requestId, receivedAt, file }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { instant } = useFormats();
  const { revalidate } = useRevalidator();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const download = async (): Promise<void> => {
    setState('busy');
    try {
      const answer = await fetch(`/app/privacy/files/${encodeURIComponent(requestId)}`);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? 'data.json';
      save(await answer.blob(), name);
      setState('idle');
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

/** How long the browser may take to begin with what it was handed, in milliseconds. */
const HANDED_MS = 60_000;

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), HANDED_MS);
}
