/** How a segment's size has changed over seven days. Leaving a segment is no failure, so nothing is red. */
import { InlineStack, Text, Icon } from '@shopify/polaris';
import { ArrowDownIcon, ArrowUpIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';

/** @param change Null while there is no history of seven days. */
export function SizeChange({ change }: { change: number | null }) {
  const { t } = useTranslation();
  const { signed } = useFormats();
  if (change === null || change === 0)
    return (
      <Text as="span" tone="subdued">
        {t(change === null ? 'segments.change.unknown' : 'segments.change.none')}
      </Text>
    );
  return (
    <InlineStack gap="050" blockAlign="center" wrap={false}>
      <span aria-hidden="true">
        <Icon source={change > 0 ? ArrowUpIcon : ArrowDownIcon} tone="subdued" />
      </span>
      <span className="kesit-numeric" aria-label={t('segments.change.label', { change: signed(change) })} role="text">
        {signed(change)}
      </span>
    </InlineStack>
  );
}
