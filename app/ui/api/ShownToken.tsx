/** A new key, the one time that it is shown. */
import { Banner, BlockStack, Button, InlineStack, Text, TextField } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '../appBridge.ts';
import { copyText } from '../copyText.ts';
import type { NewToken } from './keyAnswers.ts';

export function ShownToken({ made: { token, name }, onDone }: { made: NewToken; onDone: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Whoever listens, or made the key further down, is brought to it.
    place.current?.focus();
  }, []);
  const copy = async (): Promise<void> => {
    const isCopied = await copyText(token);
    setCopied(isCopied);
    if (!isCopied) showToast(t('feeds.notCopied'));
  };
  return (
    <div ref={place} tabIndex={-1} role="alert">
      <Banner tone="warning" title={t('api.token.title', { name })}>
        <BlockStack gap="300">
          <Text as="p">{t('api.token.body')}</Text>
          <TextField
            label={t('api.token.label')}
            value={token}
            readOnly
            selectTextOnFocus
            monospaced
            autoComplete="off"
            connectedRight={
              <Button onClick={() => void copy()}>{t(copied ? 'api.token.copied' : 'api.token.copy')}</Button>
            }
          />
          <InlineStack>
            <Button onClick={onDone}>{t('api.token.done')}</Button>
          </InlineStack>
        </BlockStack>
      </Banner>
    </div>
  );
}
