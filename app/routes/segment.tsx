/** One segment: what it is, who is in it, how its size has gone, and the lists that equal it. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigate } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { isDecimalId } from '#app/core/identifiers.ts';
import { readSegmentDetail } from '#app/flows/adminSegmentDetail.ts';
import { DestinationCard } from '#app/ui/DestinationCard.tsx';
import { useFormats } from '#app/ui/formats.ts';
import { MemberCard } from '#app/ui/MemberCard.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { SegmentParameters } from '#app/ui/SegmentParameters.tsx';
import { segmentText, useSegmentText } from '#app/ui/segmentText.ts';
import { SizeChange } from '#app/ui/SizeChange.tsx';
import { SizeHistory } from '#app/ui/SizeHistory.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const { searchParams } = new URL(request.url);
  const search = (searchParams.get('search') ?? '').slice(0, 320);
  const segmentId = Number(params.segmentId);
  const found =
    Number.isSafeInteger(segmentId) && segmentId > 0 && segmentId < 2 ** 31
      ? await readSegmentDetail(
          services,
          shopId,
          segmentId,
          { search, after: idFrom(searchParams.get('after')), before: idFrom(searchParams.get('before')) },
          actor,
        )
      : null;
  if (!found) throw new Response(null, { status: 404 });
  return { ...found, search };
}

const idFrom = (text: string | null): string | null => (text !== null && isDecimalId(text) ? text : null);

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, (_, locale) => (data ? segmentText(data, locale).name : null));

const BUSY_REFRESH_MS = 3_000;
const QUIET_REFRESH_MS = 20_000;

export default function Segment() {
  const { t } = useTranslation();
  const { number } = useFormats();
  const segment = useLoaderData<typeof loader>();
  const { segmentId, memberCount, change, computedAt, sizes, page, destinations, search, readAt } = segment;
  const navigate = useNavigate();
  const busy =
    computedAt === null ||
    destinations.some(({ enabled, pendingCount, lastSyncedAt }) => pendingCount > 0 || (enabled && !lastSyncedAt));
  useLiveRefresh(busy ? BUSY_REFRESH_MS : QUIET_REFRESH_MS);
  const { name, description, parameters } = useSegmentText()(segment);
  const goTo = (query: Record<string, string>): void =>
    navigate(`?${new URLSearchParams(query).toString()}`, { preventScrollReset: true });
  return (
    <Page title={name} subtitle={description} backAction={{ content: t('segments.title'), url: '/app/segments' }}>
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <Card>
              <InlineStack gap="600" blockAlign="center">
                <Text as="p" variant="headingLg" numeric>
                  {computedAt === null
                    ? t('segments.computing')
                    : t('common.customers', { count: memberCount, replace: { count: number(memberCount) } })}
                </Text>
                {computedAt !== null && <SizeChange change={change} />}
              </InlineStack>
            </Card>
            <SizeHistory sizes={sizes} now={readAt} />
            <SegmentParameters parameters={parameters} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <DestinationCard
            segmentId={segmentId}
            segmentName={name}
            memberCount={memberCount}
            destinations={destinations}
          />
        </Layout.Section>
        <Layout.Section variant="fullWidth">
          <MemberCard
            segmentId={segmentId}
            members={page.members}
            hasPrevious={page.hasPrevious}
            hasNext={page.hasNext}
            known={computedAt !== null}
            search={search}
            onTurn={(where) => goTo({ ...(search === '' ? {} : { search }), ...where })}
            onClear={() => goTo({})}
          />
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const ErrorBoundary = PageError;
