/** Among the connections: tools that nobody is connected to, but that read from us. */
import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

export function ApiCard() {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('api.card.title')}
        </Text>
        <Text as="p">{t('api.card.body')}</Text>
        <InlineStack>
          <Button url="/app/api">{t('api.card.action')}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
