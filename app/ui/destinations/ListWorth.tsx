/** What the customers in a list are told to be worth, for a partner that looks for people like the best of them. */
import { Banner, BlockStack, Select } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { type ListValue, listValues } from '#app/core/placements/listValue.ts';
import { useDestinationChange } from './destinationChange.ts';

interface Props {
  destinationId: number;
  partner: string;
  value: ListValue;
  /** The list there is being emptied, and then made anew as another kind of list. */
  isRemade: boolean;
}

export function ListWorth({ destinationId, partner, value, isRemade }: Props) {
  const { t } = useTranslation();
  const { sent, problem, send } = useDestinationChange(destinationId, 'value');
  const chosen = sent?.get('value');
  return (
    <BlockStack gap="200">
      <Select
        label={t('worth.title', { partner })}
        options={listValues.map((one) => ({ value: one, label: t(`worth.choices.${one}`) }))}
        value={typeof chosen === 'string' ? chosen : value}
        helpText={t('worth.help', { partner })}
        onChange={(wanted) => send({ value: wanted }, t('worth.saved'))}
        {...(problem === null ? {} : { error: t(`lists.problems.${problem}`) })}
      />
      {isRemade && (
        <Banner tone="info">
          <p>{t('worth.remade', { partner })}</p>
        </Banner>
      )}
    </BlockStack>
  );
}
