/** The switch of one segment's list at one connection: shown as chosen at once, put back if that could not be saved. */
import { InlineError } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { Switch } from './Switch.tsx';
import { useChoice, type ChoiceAnswer } from './useChoice.ts';

interface Props {
  segmentId: number;
  segmentName: string;
  connectionId: number;
  partner: string;
  enabled: boolean;
}

export function DestinationSwitch({ segmentId, segmentName, connectionId, partner, enabled }: Props) {
  const { t } = useTranslation();
  const key = `switch-${segmentId}-${connectionId}`;
  const { on, problem, answer, choose } = useChoice(key, enabled);
  useSavedToast(answer, t(enabled ? 'segments.switchedOn' : 'segments.switchedOff', { segment: segmentName }));
  return (
    <>
      <Switch
        label={t('segments.switchLabel', { segment: segmentName, partner })}
        on={on}
        onChange={(wanted) => choose(wanted, { intent: 'switch', segmentId, connectionId, enabled: String(wanted) })}
      />
      {problem && (
        <InlineError
          fieldID={`${key}-error`}
          message={t(problem === 'not-connected' ? 'errors.notConnected' : 'errors.notSaved')}
        />
      )}
    </>
  );
}

/** Says each new state once, when it has been saved and read back. */
function useSavedToast(answer: ChoiceAnswer | undefined, text: string): void {
  // An answer that is there at the start was told of before.
  const told = useRef(answer);
  useEffect(() => {
    if (answer === undefined || told.current === answer) return;
    told.current = answer;
    if (answer.ok) showToast(text);
  }, [answer, text]);
}
