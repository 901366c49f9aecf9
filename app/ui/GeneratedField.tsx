/** A secret that we propose: fresh each time the form is shown, to be copied to the partner before it is saved. Another may be typed. */
import { Button, TextField } from '@shopify/polaris';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { copyText } from './copyText.ts';

/** As Standard Webhooks writes it: 32 random bytes. */
function freshSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

interface Props {
  name: string;
  label: string;
  helpText: string;
  value: string;
  disabled: boolean;
  error?: ReactElement;
  onChange: (value: string) => void;
  /** Called once, with the value that we propose. */
  onPropose: (value: string) => void;
}

export function GeneratedField({ onPropose, error, ...field }: Props) {
  const { t } = useTranslation();
  // In the browser only: what a server would make differs from what the browser makes.
  useEffect(() => onPropose(freshSecret()), [onPropose]);
  const copy = async (): Promise<void> =>
    showToast(t((await copyText(field.value)) ? 'feeds.copied' : 'feeds.notCopied'));
  return (
    <TextField
      {...field}
      {...(error === undefined ? {} : { error })}
      autoComplete="off"
      spellCheck={false}
      monospaced
      selectTextOnFocus
      connectedRight={
        <Button onClick={() => void copy()} disabled={field.value === ''}>
          {t('feeds.copy')}
        </Button>
      }
    />
  );
}
