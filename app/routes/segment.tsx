/** One segment, tab by tab: how it stands, what it is, who is in it, its lists, its experiment, its former versions. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigate, type ShouldRevalidateFunctionArgs } from '@remix-run/react';
import { Badge, Banner, BlockStack, InlineStack, Page } from '@shopify/polaris';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isDecimalId } from '#app/core/identifiers.ts';
import { readSegmentPage, segmentTabs } from '#app/flows/segments/readSegmentPage.ts';
import { DestinationCard } from '#app/ui/DestinationCard.tsx';
import { useLocale } from '#app/ui/formats.ts';
import { MemberCard } from '#app/ui/MemberCard.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { segmentText, useSegmentText } from '#app/ui/segmentText.ts';
import { ArchiveSegment } from '#app/ui/segments/ArchiveSegment.tsx';
import { DefinitionTab } from '#app/ui/segments/DefinitionTab.tsx';
import { ExperimentForm } from '#app/ui/segments/ExperimentForm.tsx';
import { ExperimentResults } from '#app/ui/segments/ExperimentResults.tsx';
import { OverviewTab } from '#app/ui/segments/OverviewTab.tsx';
import { SegmentSwitch } from '#app/ui/segments/SegmentSwitch.tsx';
import { SegmentTabs } from '#app/ui/segments/SegmentTabs.tsx';
import { VersionsCard } from '#app/ui/segments/VersionsCard.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const { searchParams } = new URL(request.url);
  const search = (searchParams.get('search') ?? '').slice(0, 320);
  const segmentId = Number(params.segmentId);
  const tab = segmentTabs.find((known) => known === (params.tab ?? 'overview'));
  const question = { search, after: idFrom(searchParams.get('after')), before: idFrom(searchParams.get('before')) };
  const found =
    tab !== undefined && Number.isSafeInteger(segmentId) && segmentId > 0 && segmentId < 2 ** 31
      ? await readSegmentPage(services, shopId, segmentId, tab, question, actor)
      : null;
  if (!found) throw new Response(null, { status: 404 });
  return { ...found, search };
}

const idFrom = (text: string | null): string | null => (text !== null && isDecimalId(text) ? text : null);

/** One that is being archived is left at once, and may be gone already. */
export const shouldRevalidate = ({ formData, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) =>
  formData?.get('intent') !== 'archive' && defaultShouldRevalidate;

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, (_, locale) => (data ? segmentText(data.detail, locale).name : null));

const BUSY_REFRESH_MS = 3_000;
const QUIET_REFRESH_MS = 20_000;

export default function Segment() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { tab, detail, definition, numbers, numbersDays, hints, search } = useLoaderData<typeof loader>();
  const { segmentId, presetId, active, isPending, memberCount, computedAt, page, destinations } = detail;
  const navigate = useNavigate();
  const [archiving, setArchiving] = useState(false);
  const busy =
    isPending ||
    (active && computedAt === null) ||
    destinations.some(({ enabled, pendingCount, lastSyncedAt }) => pendingCount > 0 || (enabled && !lastSyncedAt));
  useLiveRefresh(busy ? BUSY_REFRESH_MS : QUIET_REFRESH_MS);
  const { name, description } = useSegmentText()(detail);
  const names = useMemo(
    () => new Map(definition.others.map((other) => [other.segmentId, segmentText(other, locale).name])),
    [definition.others, locale],
  );
  const nameOf = (other: number): string => names.get(other) ?? String(other);
  const goTo = (query: Record<string, string>): void =>
    navigate(`?${new URLSearchParams(query).toString()}`, { preventScrollReset: true });
  return (
    <Page
      title={name}
      subtitle={description}
      titleMetadata={
        <InlineStack gap="200" blockAlign="center">
          <Badge {...(active ? { tone: 'success' as const } : {})}>
            {t(active ? 'segments.states.on' : 'segments.states.off')}
          </Badge>
          <SegmentSwitch segmentId={segmentId} segmentName={name} active={active} />
        </InlineStack>
      }
      backAction={{ content: t('segments.title'), url: '/app/segments' }}
      secondaryActions={
        presetId === null
          ? [
              { content: t('segment.edit'), url: `/app/segments/${segmentId}/edit` },
              { content: t('segment.archive'), destructive: true, onAction: () => setArchiving(true) },
            ]
          : []
      }
    >
      <BlockStack gap="400">
        {isPending && <Banner tone="info">{t('segment.pending')}</Banner>}
        <SegmentTabs segmentId={segmentId} tab={tab} />
        {tab === 'overview' && numbers && (
          <OverviewTab segment={detail} numbers={numbers} numbersDays={numbersDays} hints={hints} nameOf={nameOf} />
        )}
        {tab === 'definition' && <DefinitionTab definition={definition} />}
        {tab === 'members' && page && (
          <MemberCard
            segmentId={segmentId}
            members={page.members}
            hasPrevious={page.hasPrevious}
            hasNext={page.hasNext}
            state={!active ? 'off' : computedAt === null ? 'computing' : 'known'}
            search={search}
            onTurn={(where) => goTo({ ...(search === '' ? {} : { search }), ...where })}
            onClear={() => goTo({})}
          />
        )}
        {tab === 'lists' && (
          <DestinationCard
            segmentId={segmentId}
            segmentName={name}
            memberCount={memberCount}
            destinations={destinations}
            others={definition.others}
          />
        )}
        {tab === 'experiment' && numbers && (
          <>
            <ExperimentForm
              key={segmentId}
              segmentId={segmentId}
              holdoutPercent={numbers.experiment?.holdoutPercent ?? 0}
              split={numbers.experiment?.split != null}
            />
            <ExperimentResults experiment={numbers.experiment} />
          </>
        )}
        {tab === 'history' && (
          <VersionsCard
            segmentId={segmentId}
            presetId={presetId}
            versions={definition.versions}
            versionInForce={definition.versionInForce}
            others={definition.others}
          />
        )}
      </BlockStack>
      <ArchiveSegment
        segmentId={segmentId}
        segmentName={name}
        open={archiving}
        onClose={() => setArchiving(false)}
        nameOf={nameOf}
      />
    </Page>
  );
}

export const ErrorBoundary = PageError;
