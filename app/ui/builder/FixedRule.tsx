/** Instead of the builder, for a ready-made segment: what can be changed of it, and the way to one of the shop's own. */
import { BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { type NamedSegment, useSegmentText } from '../segmentText.ts';

export function FixedRule({ segment, presetId }: { segment: NamedSegment; presetId: string }) {
  const { t } = useTranslation();
  const { name } = useSegmentText()(segment);
  const page = `/app/segments/${segment.segmentId}`;
  return (
    <Page title={name} backAction={{ content: t('segments.title'), url: page }}>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('builder.fixed')}
          </Text>
          <Text as="p">{t('builder.fixedBody')}</Text>
          <InlineStack gap="200">
            <Button url={`/app/segments/new?from=${presetId}`} variant="primary">
              {t('builder.fixedCopy')}
            </Button>
            <Button url={page}>{t('builder.fixedOpen')}</Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}
