/** The switch of one segment's list at one connection: shown as chosen at once, put back if that could not be saved. */
import { useFetcher } from '@remix-run/react';
import { InlineError } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { Switch } from './Switch.tsx';

interface Props {
  segmentId: number;
  segmentName: string;
  connectionId: number;
  partner: string;
  enabled: boolean;
  disabled?: boolean;
}

/** What the action at /app/destinations answers. */
type Answer = { ok: true } | { ok: false; problem: 'no-such-segment' | 'not-connected' | 'no-such-destination' };

export function DestinationSwitch({ segmentId, segmentName, connectionId, partner, enabled, disabled = false }: Props) {
  const { t } = useTranslation();
  const fetcher = useFetcher<Answer>({ key: `switch-${segmentId}-${connectionId}` });
  const chosen = fetcher.formData?.get('enabled');
  const on = chosen === undefined || chosen === null ? enabled : chosen === 'true';
  const id = `switch-${segmentId}-${connectionId}-error`;
  useSavedToast(
    fetcher.state,
    fetcher.data,
    t(enabled ? 'segments.switchedOn' : 'segments.switchedOff', { segment: segmentName }),
  );

  const problem = fetcher.state === 'idle' && fetcher.data?.ok === false ? fetcher.data.problem : null;
  return (
    <>
      <Switch
        label={t('segments.switchLabel', { segment: segmentName, partner })}
        on={on}
        disabled={disabled}
        onChange={(wanted) =>
          fetcher.submit(
            { intent: 'switch', segmentId, connectionId, enabled: String(wanted) },
            { method: 'post', action: '/app/destinations' },
          )
        }
      />
      {problem && (
        <InlineError
          fieldID={id}
          message={t(problem === 'not-connected' ? 'errors.notConnected' : 'errors.notSaved')}
        />
      )}
    </>
  );
}

/** Says it once the new state has been saved and read back. */
function useSavedToast(state: 'idle' | 'loading' | 'submitting', answer: Answer | undefined, text: string): void {
  const awaited = useRef(false);
  useEffect(() => {
    if (state !== 'idle') awaited.current = true;
    else if (awaited.current) {
      awaited.current = false;
      if (answer?.ok) showToast(text);
    }
  }, [state, answer, text]);
}
