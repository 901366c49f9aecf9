/** Logs in again at a partner, with what was answered before; wherever a login is told to run out, or to have ended. */
import { BlockStack, Button, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useStartLogin } from './useStartLogin.ts';

export function LoginAgain({ connectorId, partner }: { connectorId: string; partner: string }) {
  const { t } = useTranslation();
  const login = useStartLogin(connectorId);
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button loading={login.isBusy} onClick={() => login.start()}>
          {t('login.again', { partner })}
        </Button>
      </InlineStack>
      {(login.hasFailed || login.problems.length > 0) && (
        <Text as="p" tone="critical">
          {t('login.problems.not-started')}
        </Text>
      )}
    </BlockStack>
  );
}
