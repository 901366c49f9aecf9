/** A segment's labels: added and taken off one by one, each stored at once. */
import { BlockStack, Button, Card, InlineStack, Tag, Text, TextField } from '@shopify/polaris';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText, useSegmentChange } from './segmentChange.ts';

interface Props {
  segmentId: number;
  labels: readonly string[];
}

export function LabelsCard({ segmentId, labels }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const { isBusy, sent, problem, send } = useSegmentChange(t('segment.labels.saved'), () => setText(''));
  const sentLabels = sent?.get('labels');
  // Shown as chosen at once.
  const shown = typeof sentLabels === 'string' ? (JSON.parse(sentLabels) as string[]) : labels;
  const save = (wanted: readonly string[]): void =>
    send({ intent: 'labels', segmentId, labels: JSON.stringify(wanted) });
  const add = (event: FormEvent): void => {
    event.preventDefault();
    setIsMissing(text.trim() === '');
    if (text.trim() !== '') save([...labels, text]);
  };
  const error = isMissing ? t('catalogue.wrong.missing') : problem && problemText(t, problem);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('segment.labels.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('segment.labels.help')}
          </Text>
        </BlockStack>
        {shown.length > 0 && (
          <InlineStack gap="200">
            {shown.map((label) => (
              <Tag key={label} disabled={isBusy} onRemove={() => save(labels.filter((other) => other !== label))}>
                {label}
              </Tag>
            ))}
          </InlineStack>
        )}
        <form onSubmit={add} noValidate>
          <TextField
            label={t('segment.labels.new')}
            value={text}
            onChange={setText}
            autoComplete="off"
            maxLength={200}
            {...(error === null ? {} : { error })}
            connectedRight={
              <Button submit loading={isBusy}>
                {t('segment.labels.add')}
              </Button>
            }
          />
        </form>
      </BlockStack>
    </Card>
  );
}
