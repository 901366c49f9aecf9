/** The shape of a page while its data is fetched. */
import { BlockStack, Card, Layout, SkeletonBodyText, SkeletonDisplayText, SkeletonPage } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')}>
      <SkeletonPage primaryAction={false}>
        <Layout>
          {[3, 8].map((lines) => (
            <Layout.Section key={lines}>
              <Card>
                <BlockStack gap="400">
                  <SkeletonDisplayText size="small" />
                  <SkeletonBodyText lines={lines} />
                </BlockStack>
              </Card>
            </Layout.Section>
          ))}
        </Layout>
      </SkeletonPage>
    </div>
  );
}
