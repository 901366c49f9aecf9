/** What is sent of each customer of a list beside who they are: a fixed set, nothing of it unless it is ticked. */
import { BlockStack, ChoiceList, Text } from '@shopify/polaris';
import { useState } from 'react';
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
  const { problem, send } = useDestinationChange(destinationId, 'figures');
  const [ticked, setTicked] = useState<readonly string[] | null>(null);
  // Shown as ticked at once; each change sends all of them, so several in a row end as the last one says.
  const shown = problem === null ? (ticked ?? chosen) : chosen;
  const tick = (names: string[]): void => {
    setTicked(names);
    send({ figures: names.join(',') }, t('lists.figures.saved', { partner }));
  };
  return (
    <BlockStack gap="100">
      <ChoiceList
        allowMultiple
        title={t('lists.figures.title', { partner })}
        choices={offered.map((name) => ({ value: name, label: t(`lists.figures.names.${name}`) }))}
        selected={[...shown]}
        onChange={tick}
        {...(problem === null ? {} : { error: t(`lists.problems.${problem}`) })}
      />
      <Text as="p" tone="subdued">
        {t('lists.figures.help')}
      </Text>
    </BlockStack>
  );
}
