/** The settings of a ready-made segment on its page, with the admin's own save bar; what is wrong is told beside its field. */
import { BlockStack, Button, Card, InlineError, InlineStack, Text } from '@shopify/polaris';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultParameters, type PresetValues } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import { useSaveBar } from '../useSaveBar.ts';
import { ParameterFields } from './ParameterFields.tsx';
import { textsFrom, valuesFrom, wrongParameters, type ParameterTexts } from './parameterTexts.ts';
import { problemText, useSegmentChange } from './segmentChange.ts';

interface Props {
  segmentId: number;
  preset: Preset;
  /** As wanted. */
  values: PresetValues;
}

export function ParametersForm({ segmentId, preset, values }: Props) {
  const { t } = useTranslation();
  const stored = textsFrom(preset, values);
  const usual = textsFrom(preset, defaultParameters(preset));
  const [changed, setChanged] = useState<ParameterTexts>({});
  const texts = { ...stored, ...changed };
  const discard = (): void => setChanged({});
  const { isBusy, problem, send, forget } = useSegmentChange(t('segment.definition.saved'), discard);
  const saveBarId = useSaveBar('segment-settings', differs(texts, stored));
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    send({ intent: 'edit', segmentId, values: JSON.stringify(valuesFrom(preset, texts)) });
  };
  return (
    <Card>
      <form onSubmit={submit} noValidate>
        <ui-save-bar id={saveBarId}>
          <button variant="primary" type="button" onClick={() => submit()}>
            {t('common.save')}
          </button>
          <button
            type="button"
            onClick={() => {
              discard();
              forget();
            }}
          >
            {t('common.discard')}
          </button>
        </ui-save-bar>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('segment.definition.settings')}
            </Text>
            <Text as="p" tone="subdued">
              {t('segment.definition.settingsHelp')}
            </Text>
          </BlockStack>
          <ParameterFields
            preset={preset}
            texts={texts}
            wrong={wrongParameters(preset, texts, problem)}
            disabled={isBusy}
            onChange={setChanged}
          />
          {problem && !('fields' in problem) && (
            <div role="alert">
              <InlineError fieldID={saveBarId} message={problemText(t, problem)} />
            </div>
          )}
          {differs(texts, usual) && (
            <InlineStack>
              <Button
                variant="plain"
                onClick={() => {
                  setChanged(usual);
                  forget();
                }}
              >
                {t('segment.definition.reset')}
              </Button>
            </InlineStack>
          )}
        </BlockStack>
      </form>
    </Card>
  );
}

const differs = (one: ParameterTexts, other: ParameterTexts): boolean =>
  Object.keys(one).some((name) => one[name] !== other[name]);
