/** How members are told apart by chance: a share that is held out, and two halves. Saved with the admin's own save bar. */
import { BlockStack, Card, Checkbox, FormLayout, InlineError, Text, TextField } from '@shopify/polaris';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSaveBar } from '../useSaveBar.ts';
import { problemText, useSegmentChange } from './segmentChange.ts';

interface Props {
  segmentId: number;
  holdoutPercent: number;
  split: boolean;
}

export function ExperimentForm({ segmentId, holdoutPercent, split }: Props) {
  const { t } = useTranslation();
  const [changed, setChanged] = useState<{ percent?: string; split?: boolean }>({});
  const stored = { percent: String(holdoutPercent), split };
  const chosen = { ...stored, ...changed };
  const discard = (): void => setChanged({});
  const { isBusy, problem, send, forget } = useSegmentChange(t('segment.experiment.saved'), discard);
  const saveBarId = useSaveBar(
    'segment-experiment',
    chosen.percent !== stored.percent || chosen.split !== stored.split,
  );
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    send({ intent: 'experiment', segmentId, holdoutPercent: chosen.percent, split: String(chosen.split) });
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
              {t('segment.experiment.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('segment.experiment.help')}
            </Text>
          </BlockStack>
          <FormLayout>
            <TextField
              label={t('segment.experiment.holdout')}
              helpText={t('segment.experiment.holdoutHelp')}
              value={chosen.percent}
              onChange={(percent) => setChanged({ ...changed, percent })}
              inputMode="numeric"
              suffix="%"
              autoComplete="off"
              disabled={isBusy}
              {...(problem?.kind === 'bad-experiment' ? { error: problemText(t, problem) } : {})}
            />
            <Checkbox
              label={t('segment.experiment.split')}
              helpText={t('segment.experiment.splitHelp')}
              checked={chosen.split}
              onChange={(wanted) => setChanged({ ...changed, split: wanted })}
              disabled={isBusy}
            />
          </FormLayout>
          {problem && problem.kind !== 'bad-experiment' && (
            <div role="alert">
              <InlineError fieldID={saveBarId} message={problemText(t, problem)} />
            </div>
          )}
        </BlockStack>
      </form>
    </Card>
  );
}
