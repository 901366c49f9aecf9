/** Has everybody of the list sent once more: for a partner that has lost what it was told. */
import { BlockStack, Button, InlineError } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useDestinationChange } from './destinationChange.ts';

export function SendWhole({ destinationId }: { destinationId: number }) {
  const { t } = useTranslation();
  const { isBusy, problem, send } = useDestinationChange(destinationId, 'send-whole');
  return (
    <BlockStack gap="100">
      <Button loading={isBusy} onClick={() => send({}, t('feeds.sentWhole'))}>
        {t('feeds.sendWhole')}
      </Button>
      {problem && <InlineError fieldID={`send-whole-${destinationId}`} message={t(`lists.problems.${problem}`)} />}
    </BlockStack>
  );
}
