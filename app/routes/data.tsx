/** Data: what is read from the shop, how it comes in, and how it is kept true. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { readData, saveDataSettings } from '#app/flows/adminData.ts';
import { AccessCard } from '#app/ui/AccessCard.tsx';
import { DataSettingsForm } from '#app/ui/DataSettingsForm.tsx';
import { InboxCard } from '#app/ui/InboxCard.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { ReconciliationCard } from '#app/ui/ReconciliationCard.tsx';
import { StorefrontCard } from '#app/ui/StorefrontCard.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return readData(services, shopId);
}

/** What is no number is passed on as NaN: the flow names the field. */
const form = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('save-settings'),
    customerMetafields: z.string().max(10_000),
    inboxRetentionDays: z.string().max(20),
    eventRetentionDays: z.string().max(20),
  }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  const { customerMetafields, inboxRetentionDays, eventRetentionDays } = given.data;
  const names = customerMetafields.split(/\s+/).filter((name) => name !== '');
  return saveDataSettings(services, shopId, {
    customerMetafields: [...new Set(names)],
    inboxRetentionDays: Number(inboxRetentionDays),
    eventRetentionDays: Number(eventRetentionDays),
  });
}

/** When we cannot be reached, the form stays as it is. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false as const, fields: [] };
  }
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ data }) => data.title);

const REFRESH_MS = 10_000;

export default function Data() {
  const { t } = useTranslation();
  const { inbox, webhookHours, storefrontHours, latest, healedDays, access } = useLoaderData<typeof loader>();
  useLiveRefresh(REFRESH_MS);
  return (
    <Page title={t('data.title')} subtitle={t('data.subtitle')}>
      <BlockStack gap="400">
        <InboxCard inbox={inbox} hours={webhookHours} />
        <ReconciliationCard latest={latest} days={healedDays} nextScanAt={access.nextScanAt} />
        <StorefrontCard hours={storefrontHours} problem={access.pixelProblem} />
        <AccessCard access={access} />
        <DataSettingsForm settings={access.settings} />
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
