/** What is sent of each customer of a list beside who they are: a fixed set, nothing of it unless it is ticked. */
import { BlockStack, ChoiceList, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { FigureName } from '#app/core/placements/figures.ts';
import { useDestinationChange } from './destinationChange.ts';

interface Props {
  destinationId: number;
  partner: string;
  offered: readonly FigureName[];
  chosen: readonly FigureName[];
}

export function ExtraFigures({ destinationId, partner, offered, chosen }: Props) {
  const { t } = useTranslation();
  const { isBusy, sent, problem, send } = useDestinationChange(destinationId, 'figures');
  const wanted = sent?.get('figures');
  // Shown as chosen at once.
  const shown = typeof wanted === 'string' ? wanted.split(',') : [...chosen];
  return (
    <BlockStack gap="100">
      <ChoiceList
        allowMultiple
        title={t('lists.figures.title', { partner })}
        choices={offered.map((name) => ({
          value: name,
          label: t(`lists.figures.names.${name}`),
          disabled: isBusy,
        }))}
        selected={shown}
        onChange={(names) => send({ figures: names.join(',') }, t('lists.figures.saved', { partner }))}
        {...(problem === null ? {} : { error: t(`lists.problems.${problem}`) })}
      />
      <Text as="p" tone="subdued">
        {t('lists.figures.help')}
      </Text>
    </BlockStack>
  );
}
