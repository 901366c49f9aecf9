/** All segments, with the switch that keeps each as a list at a partner. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, Card, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { readSegments } from '#app/flows/adminSegments.ts';
import { EmptyNotice } from '#app/ui/EmptyNotice.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { SegmentTable } from '#app/ui/SegmentTable.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return readSegments(services, shopId);
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ segments }) => segments.title);

const BUSY_REFRESH_MS = 3_000;
const QUIET_REFRESH_MS = 20_000;

export default function Segments() {
  const { t } = useTranslation();
  const { segments, connections } = useLoaderData<typeof loader>();
  const busy =
    segments.length === 0 ||
    segments.some(
      ({ computedAt, destinations }) =>
        computedAt === null ||
        destinations.some(({ enabled, pendingCount, lastSyncedAt }) => pendingCount > 0 || (enabled && !lastSyncedAt)),
    );
  useLiveRefresh(busy ? BUSY_REFRESH_MS : QUIET_REFRESH_MS);
  return (
    <Page title={t('segments.title')} subtitle={t('segments.subtitle')} fullWidth>
      <BlockStack gap="400">
        {segments.length > 0 && connections.length === 0 && (
          <Banner tone="info" action={{ content: t('segments.noConnectionAction'), url: '/app/connections' }}>
            {t('segments.noConnection')}
          </Banner>
        )}
        <Card padding="0">
          {segments.length === 0 ? (
            <EmptyNotice heading={t('segments.emptyTitle')}>{t('segments.emptyBody')}</EmptyNotice>
          ) : (
            <SegmentTable segments={segments} connections={connections} />
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
