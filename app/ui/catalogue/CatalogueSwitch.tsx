/** The switch of a ready-made segment. One whose settings only the merchant can know asks for them first. */
import { InlineError } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { missingParameters, type PresetValues } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import { CHANGES_URL, problemText, type ShownChangeProblem } from '../segments/segmentChange.ts';
import { Switch } from '../Switch.tsx';
import { useChoice } from '../useChoice.ts';

interface Props {
  preset: Preset;
  name: string;
  active: boolean;
  values: PresetValues;
  /** Asks for the settings that are missing. */
  onAsk: () => void;
}

export function CatalogueSwitch({ preset, name, active, values, onAsk }: Props) {
  const { t } = useTranslation();
  const { on, problem, choose } = useChoice<ShownChangeProblem>(`preset-${preset.id}`, active, CHANGES_URL);
  const change = (wanted: boolean): void => {
    if (wanted && missingParameters(preset, values).length > 0) onAsk();
    else
      choose(
        wanted,
        { intent: 'preset', presetId: preset.id, active: String(wanted) },
        t(wanted ? 'segments.activated' : 'segments.deactivated', { segment: name }),
      );
  };
  return (
    <>
      <Switch label={t('segments.activeLabel', { segment: name })} on={on} onChange={change} />
      {problem && (
        <div role="alert">
          <InlineError fieldID={`preset-${preset.id}`} message={problemText(t, problem)} />
        </div>
      )}
    </>
  );
}
