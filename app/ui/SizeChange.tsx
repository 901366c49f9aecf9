/** How a segment's size has changed over seven days. Leaving a segment is no failure, so nothing is red. */
import { InlineStack, Text, Icon } from '@shopify/polaris';
import { ArrowDownIcon, ArrowUpIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';

interface Props {
  /** Null while there is no history of seven days. */
  change: number | null;
  /** In a table, where the heading says what it is. */
  brief?: boolean;
}

export function SizeChange({ change, brief = false }: Props) {
  const { t } = useTranslation();
  const { signed } = useFormats();
  if (change === null || change === 0) {
    const words = t(change === null ? 'segments.change.unknown' : 'segments.change.none');
    return (
      <Text as="span" tone="subdued">
        {brief ? (
          <>
            <span aria-hidden="true">{change === null ? '–' : '0'}</span>
            <span className="kesit-unseen">{words}</span>
          </>
        ) : (
          words
        )}
      </Text>
    );
  }
  return (
    <InlineStack gap="050" blockAlign="center" wrap={false}>
      <span aria-hidden="true">
        <Icon source={change > 0 ? ArrowUpIcon : ArrowDownIcon} tone="subdued" />
      </span>
      {brief ? (
        <>
          <span className="kesit-numeric" aria-hidden="true">
            {signed(change)}
          </span>
          <span className="kesit-unseen">{t('segments.change.label', { change: signed(change) })}</span>
        </>
      ) : (
        <span className="kesit-numeric">{t('segments.change.label', { change: signed(change) })}</span>
      )}
    </InlineStack>
  );
}
