/** How long each kind of data is kept. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';

const shownKinds = ['rawDeliveries', 'storefrontEvents', 'dataFiles', 'accessLog', 'answerWithin'] as const;

export function RetentionCard({ retention }: { retention: Readonly<Record<(typeof shownKinds)[number], number>> }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('privacy.retention.title')}
        </Text>
        <dl className="kesit-figures">
          {shownKinds.map((kind) => (
            <div key={kind}>
              <dt>{t(`privacy.retention.${kind}`)}</dt>
              <dd>{t('common.days', { count: retention[kind], replace: { count: number(retention[kind]) } })}</dd>
            </div>
          ))}
        </dl>
        <Text as="p" tone="subdued">
          {t('privacy.retention.rest')}
        </Text>
      </BlockStack>
    </Card>
  );
}
