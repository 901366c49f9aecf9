/** All segments, with their switches and those that keep each as a list at a partner. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ShouldRevalidateFunctionArgs } from '@remix-run/react';
import { Banner, BlockStack, Card, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { readSegmentList } from '#app/flows/segments/readSegmentList.ts';
import { EmptyNotice } from '#app/ui/EmptyNotice.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { SegmentList } from '#app/ui/segments/SegmentList.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return readSegmentList(services, shopId);
}

/** What is searched for is found in what is here already. */
export const shouldRevalidate = ({ currentUrl, nextUrl, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) =>
  currentUrl.search === nextUrl.search && defaultShouldRevalidate;

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ segments }) => segments.title);

const BUSY_REFRESH_MS = 3_000;
const QUIET_REFRESH_MS = 20_000;

export default function Segments() {
  const { t } = useTranslation();
  const { segments, connections, hints } = useLoaderData<typeof loader>();
  const busy =
    segments.length === 0 ||
    segments.some(
      ({ computedAt, active, isPending, destinations }) =>
        isPending ||
        (active && computedAt === null) ||
        destinations.some(({ enabled, pendingCount, lastSyncedAt }) => pendingCount > 0 || (enabled && !lastSyncedAt)),
    );
  useLiveRefresh(busy ? BUSY_REFRESH_MS : QUIET_REFRESH_MS);
  return (
    <Page
      title={t('segments.title')}
      subtitle={t('segments.subtitle')}
      fullWidth
      primaryAction={{ content: t('segments.create'), url: '/app/segments/new' }}
      secondaryActions={[
        { content: t('segments.catalogue'), url: '/app/segments/catalogue' },
        { content: t('segments.rfm'), url: '/app/rfm' },
      ]}
    >
      <BlockStack gap="400">
        {segments.length > 0 && connections.length === 0 && (
          <Banner tone="info" action={{ content: t('segments.noConnectionAction'), url: '/app/connections' }}>
            {t('segments.noConnection')}
          </Banner>
        )}
        {segments.length === 0 ? (
          <Card padding="0">
            <EmptyNotice heading={t('segments.emptyTitle')}>{t('segments.emptyBody')}</EmptyNotice>
          </Card>
        ) : (
          <SegmentList segments={segments} connections={connections} hints={hints} />
        )}
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
