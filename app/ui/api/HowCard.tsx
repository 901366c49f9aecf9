/** What a merchant has to know before handing a key over. */
import { BlockStack, Card, Link, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

/** @param address Of the API. */
export function HowCard({ address }: { address: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('api.how.title')}
        </Text>
        <List type="number">
          <List.Item>{t('api.how.key')}</List.Item>
          <List.Item>{t('api.how.lists')}</List.Item>
        </List>
        <Text as="p">{t('api.how.consent')}</Text>
        <Text as="p">
          {t('api.how.address')}: <code>{address}</code>
        </Text>
        <Link url={`${address}/openapi.json`} target="_blank">
          {t('api.how.document')}
        </Link>
      </BlockStack>
    </Card>
  );
}
