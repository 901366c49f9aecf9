/** The RFM groups: how many buyers have which scores, what the scores stand for, and how customers move between groups. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigate, type ClientActionFunctionArgs } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { addDays } from '#app/core/calendar.ts';
import { familyNames } from '#app/core/segments/families.ts';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { readSegmentNames } from '#app/flows/segments/readDefinition.ts';
import { readFlows } from '#app/flows/segments/readNumbers.ts';
import { readRfm, rfmPresetIds } from '#app/flows/segments/readRfm.ts';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { FlowCard } from '#app/ui/rfm/FlowCard.tsx';
import { flowPeriods } from '#app/ui/rfm/flowPeriods.ts';
import { ModelCard } from '#app/ui/rfm/ModelCard.tsx';
import { RfmCard } from '#app/ui/rfm/RfmCard.tsx';
import { RfmCutsCard } from '#app/ui/rfm/RfmCutsCard.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

/** What is asked in the address; anything else is what it is at first. */
const query = z.object({
  family: z.enum(familyNames).catch('rfm'),
  days: z.coerce
    .number()
    .refine((days) => flowPeriods.some((period) => period === days))
    .catch(30),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const { family, days } = query.parse(Object.fromEntries(new URL(request.url).searchParams));
  const view = await readRfm(services, shopId);
  const flows = await readFlows(services, shopId, family, addDays(view.today, -days), view.today);
  const { others } = await readSegmentNames(services, shopId);
  return { ...view, family, days, flows, segments: others };
}

const form = z.object({ active: z.enum(['true', 'false']).transform((text) => text === 'true') });

/** Keeps all groups as segments, or none. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  const { active } = given.data;
  const { groups } = await readRfm(services, shopId);
  for (const presetId of rfmPresetIds) {
    if (groups.find((group) => group.presetId === presetId)?.active === active) continue;
    const answer = await changeSegment(services, shopId, { what: 'preset', presetId, active }, actor);
    if (!answer.ok) return { ok: false as const };
  }
  return { ok: true as const };
}

/** When we cannot be reached, the switch goes back and says so. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false as const };
  }
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ rfm }) => rfm.title);

const REFRESH_MS = 30_000;

export default function Rfm() {
  const { t } = useTranslation();
  const view = useLoaderData<typeof loader>();
  const { groups, cells, cuts, basis, buyerCount, computedAt, model, readAt } = view;
  const navigate = useNavigate();
  useLiveRefresh(REFRESH_MS);
  return (
    <Page
      title={t('rfm.title')}
      subtitle={t('rfm.subtitle')}
      backAction={{ content: t('segments.title'), url: '/app/segments' }}
    >
      <BlockStack gap="400">
        <RfmCard groups={groups} cells={cells} computedAt={computedAt} hasCuts={cuts !== null} />
        {cuts !== null && <RfmCutsCard cuts={cuts} basis={basis} buyerCount={buyerCount} readAt={readAt} />}
        <FlowCard
          family={view.family}
          days={view.days}
          flows={view.flows}
          segments={view.segments}
          onChoose={(family, days) => {
            navigate(`?${new URLSearchParams({ family, days }).toString()}`, { preventScrollReset: true });
          }}
        />
        <ModelCard report={model.report} fittedAt={model.fittedAt} />
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
