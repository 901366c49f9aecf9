/** The switch of one segment's list at one connection: shown as chosen at once, put back if that could not be saved. */
import { InlineError } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { Switch } from './Switch.tsx';
import { useChoice } from './useChoice.ts';

/** Why the action at /app/destinations did not do what was asked. */
export type ListProblem = 'no-such-segment' | 'not-connected' | 'no-such-destination' | 'not-saved';

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
  const { on, problem, choose } = useChoice<ListProblem>(key, enabled, '/app/destinations');
  return (
    <>
      <Switch
        label={t('segments.switchLabel', { segment: segmentName, partner })}
        on={on}
        onChange={(wanted) =>
          choose(
            wanted,
            { intent: 'switch', segmentId, connectionId, enabled: String(wanted) },
            t(wanted ? 'segments.switchedOn' : 'segments.switchedOff', { segment: segmentName }),
          )
        }
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
