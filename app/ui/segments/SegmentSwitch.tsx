/** The switch of a segment itself: shown as chosen at once, put back if that could not be saved. */
import { InlineError, Link } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { Switch } from '../Switch.tsx';
import { useChoice } from '../useChoice.ts';
import { CHANGES_URL, problemText, type ShownChangeProblem } from './segmentChange.ts';

interface Props {
  segmentId: number;
  segmentName: string;
  active: boolean;
}

export function SegmentSwitch({ segmentId, segmentName, active }: Props) {
  const { t } = useTranslation();
  const { on, problem, choose } = useChoice<ShownChangeProblem>(`active-${segmentId}`, active, CHANGES_URL);
  return (
    <>
      <Switch
        label={t('segments.activeLabel', { segment: segmentName })}
        on={on}
        onChange={(wanted) =>
          choose(
            wanted,
            { intent: 'switch', segmentId, active: String(wanted) },
            t(wanted ? 'segments.activated' : 'segments.deactivated', { segment: segmentName }),
          )
        }
      />
      {problem && (
        <div role="alert">
          <InlineError fieldID={`active-${segmentId}`} message={problemText(t, problem)} />
          {'fields' in problem && <Link url={`/app/segments/${segmentId}/definition`}>{t('catalogue.settings')}</Link>}
        </div>
      )}
    </>
  );
}
