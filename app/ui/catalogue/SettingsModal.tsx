/** The settings of a ready-made segment over the catalogue; it may be switched on with them. */
import { BlockStack, InlineError, Modal, Text } from '@shopify/polaris';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { missingParameters, type PresetValues } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import { useLocale } from '../formats.ts';
import { ParameterFields } from '../segments/ParameterFields.tsx';
import { textsFrom, valuesFrom, wrongParameters } from '../segments/parameterTexts.ts';
import { problemText, useSegmentChange } from '../segments/segmentChange.ts';
import { presetWords } from '../segmentText.ts';

interface Props {
  preset: Preset;
  values: PresetValues;
  /** Saving also switches the segment on. */
  switchesOn: boolean;
  onClose: () => void;
}

export function SettingsModal({ preset, values, switchesOn, onClose }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { name, description } = presetWords(preset.id, values, locale);
  const [texts, setTexts] = useState(() => textsFrom(preset, values));
  // Told at once: a preset without them cannot be on.
  const [missing, setMissing] = useState<string[]>([]);
  const saved = t(switchesOn ? 'segments.activated' : 'catalogue.saved', { segment: name });
  const { isBusy, problem, send } = useSegmentChange(saved, onClose);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    const empty = switchesOn ? missingParameters(preset, texts) : [];
    setMissing(empty);
    if (empty.length > 0) return;
    send({
      intent: 'preset',
      presetId: preset.id,
      values: JSON.stringify(valuesFrom(preset, texts)),
      ...(switchesOn ? { active: 'true' } : {}),
    });
  };
  return (
    <Modal
      open
      onClose={onClose}
      title={t('catalogue.settingsLabel', { segment: name })}
      primaryAction={{
        content: t(switchesOn ? 'catalogue.switchOn' : 'common.save'),
        loading: isBusy,
        onAction: () => submit(),
      }}
      secondaryActions={[{ content: t('common.cancel'), disabled: isBusy, onAction: onClose }]}
    >
      <Modal.Section>
        <form onSubmit={submit} noValidate>
          <BlockStack gap="400">
            <Text as="p" tone="subdued">
              {switchesOn ? `${description} ${t('catalogue.fillIn')}` : description}
            </Text>
            <ParameterFields
              preset={preset}
              texts={texts}
              wrong={wrongParameters(
                preset,
                texts,
                missing.length > 0 ? { kind: 'bad-values', fields: missing } : problem,
              )}
              disabled={isBusy}
              onChange={setTexts}
            />
            {problem && !('fields' in problem) && (
              <div role="alert">
                <InlineError fieldID="preset-settings" message={problemText(t, problem)} />
              </div>
            )}
          </BlockStack>
          <button type="submit" hidden />
        </form>
      </Modal.Section>
    </Modal>
  );
}
