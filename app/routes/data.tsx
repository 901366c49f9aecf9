/** Data: what is read from the shop, how it comes in, and how it is kept true. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { readData, saveDataSettings, steerHistory } from '#app/flows/adminData.ts';
import { replayParked } from '#app/flows/adminInbox.ts';
import { rotatePixelKey } from '#app/flows/adminPixel.ts';
import { AccessCard } from '#app/ui/AccessCard.tsx';
import { DataSettingsForm } from '#app/ui/DataSettingsForm.tsx';
import { HistoryCard } from '#app/ui/HistoryCard.tsx';
import { InboxCard } from '#app/ui/InboxCard.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { ParkedCard } from '#app/ui/ParkedCard.tsx';
import { ReconciliationCard } from '#app/ui/ReconciliationCard.tsx';
import { StorefrontCard } from '#app/ui/StorefrontCard.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const before = new URL(request.url).searchParams.get('before');
  if (before !== null && !/^\d{1,18}$/.test(before)) throw new Response('Malformed address', { status: 400 });
  return { before, ...(await readData(services, shopId, before)) };
}

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.enum(['pause-history', 'resume-history', 'restart-history']) }),
  z.object({ intent: z.literal('change-pixel-key') }),
  z.object({
    intent: z.literal('replay'),
    deliveryId: z.string().max(255).optional(),
    topic: z.string().max(255).optional(),
    reason: z.string().max(1_000).optional(),
  }),
  z.object({
    intent: z.literal('save-settings'),
    customerMetafields: z.string().max(10_000),
    birthDateMetafield: z.string().max(1_000),
    countPendingOrders: flag,
    countMachineOpens: flag,
    inboxRetentionDays: z.string().max(20),
    eventRetentionDays: z.string().max(20),
  }),
]);

const orders = { 'pause-history': 'pause', 'resume-history': 'resume', 'restart-history': 'restart' } as const;

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  const { data } = given;
  switch (data.intent) {
    case 'pause-history':
    case 'resume-history':
    case 'restart-history':
      await steerHistory(services, shopId, orders[data.intent]);
      return { ok: true as const };
    case 'replay': {
      const { deliveryId, topic, reason } = data;
      const choice = {
        ...(deliveryId === undefined ? {} : { deliveryIds: [deliveryId] }),
        ...(topic === undefined ? {} : { topic }),
        ...(reason === undefined ? {} : { reason }),
      };
      return { ok: true as const, count: await replayParked(services, shopId, choice) };
    }
    case 'change-pixel-key': {
      const answer = await rotatePixelKey(services, shopId);
      return answer.kind === 'changed' ? { ok: true as const } : { ok: false as const, problem: answer.problem };
    }
    case 'save-settings':
      // What is no number becomes NaN, and the flow names the field.
      return saveDataSettings(services, shopId, {
        customerMetafields: [...new Set(data.customerMetafields.split(/\s+/).filter((name) => name !== ''))],
        birthDateMetafield: data.birthDateMetafield.trim(),
        countPendingOrders: data.countPendingOrders,
        countMachineOpens: data.countMachineOpens,
        inboxRetentionDays: Number(data.inboxRetentionDays),
        eventRetentionDays: Number(data.eventRetentionDays),
      });
  }
}

/** When we cannot be reached, everything stays as it is and says so: no field is wrong, and the pixel has no problem. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false as const, fields: [], problem: null };
  }
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ data }) => data.title);

const BUSY_REFRESH_MS = 3_000;
const QUIET_REFRESH_MS = 15_000;

export default function Data() {
  const { t } = useTranslation();
  const { before, history, inbox, parked, webhookHours, storefrontHours, latest, healedDays, access } =
    useLoaderData<typeof loader>();
  useLiveRefresh(history.isUnderWay || inbox.waitingCount > 0 ? BUSY_REFRESH_MS : QUIET_REFRESH_MS);
  return (
    <Page title={t('data.title')} subtitle={t('data.subtitle')}>
      <BlockStack gap="400">
        <HistoryCard progress={history} />
        <InboxCard inbox={inbox} hours={webhookHours} />
        <ParkedCard
          groups={parked.groups}
          deliveries={parked.deliveries}
          newestUrl={before === null ? null : '/app/data'}
          olderUrl={parked.nextBefore === null ? null : `/app/data?before=${parked.nextBefore}`}
        />
        <ReconciliationCard latest={latest} days={healedDays} nextScanAt={access.nextScanAt} />
        <StorefrontCard hours={storefrontHours} problem={access.pixelProblem} keyChangedAt={access.pixelRotatedAt} />
        <AccessCard access={access} />
        <DataSettingsForm settings={access.settings} />
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
