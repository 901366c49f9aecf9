/** Segments whose members are left out of a list: added and taken off one by one, each stored at once. */
import { BlockStack, InlineStack, Select, Tag } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { type NamedSegment, useSegmentText } from '../segmentText.ts';
import { useDestinationChange } from './destinationChange.ts';

export interface ExcludableSegment extends NamedSegment {
  segmentId: number;
  active: boolean;
}

interface Props {
  destinationId: number;
  excludedSegmentIds: readonly number[];
  /** All other segments of the shop. */
  others: readonly ExcludableSegment[];
}

export function Exclusions({ destinationId, excludedSegmentIds, others }: Props) {
  const { t } = useTranslation();
  const text = useSegmentText();
  const { isBusy, sent, problem, send } = useDestinationChange(destinationId, 'exclusions');
  const chosen = sent?.get('segmentIds');
  // Shown as chosen at once.
  const shown =
    typeof chosen === 'string'
      ? chosen.split(',').flatMap((id) => (id === '' ? [] : [Number(id)]))
      : excludedSegmentIds;
  const save = (segmentIds: readonly number[]): void =>
    send({ segmentIds: segmentIds.join(',') }, t('lists.exclusionsSaved'));
  const nameOf = (segmentId: number): string => {
    const segment = others.find((other) => other.segmentId === segmentId);
    return segment ? text(segment).name : String(segmentId);
  };
  const free = others.filter(({ segmentId, active }) => active && !shown.includes(segmentId));
  return (
    <BlockStack gap="200">
      <Select
        label={t('lists.exclusions')}
        helpText={t('lists.exclusionsHelp')}
        placeholder={t('lists.exclude')}
        options={free.map((segment) => ({ value: String(segment.segmentId), label: text(segment).name }))}
        value=""
        disabled={isBusy || free.length === 0}
        onChange={(segmentId) => save([...shown, Number(segmentId)])}
        {...(problem === null ? {} : { error: t(`lists.problems.${problem}`) })}
      />
      {shown.length > 0 && (
        <InlineStack gap="200">
          {shown.map((segmentId) => (
            <Tag key={segmentId} disabled={isBusy} onRemove={() => save(shown.filter((other) => other !== segmentId))}>
              {nameOf(segmentId)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}
