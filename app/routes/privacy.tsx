/** Privacy: what customers asked for, who saw personal data, how long it is kept. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { readPrivacy } from '#app/flows/adminPrivacy.ts';
import { AccessLog } from '#app/ui/AccessLog.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { PrivacyRequests } from '#app/ui/PrivacyRequests.tsx';
import { RetentionCard } from '#app/ui/RetentionCard.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const before = new URL(request.url).searchParams.get('before');
  if (before !== null && !/^\d{1,18}$/.test(before)) throw new Response('Malformed address', { status: 400 });
  return { before, ...(await readPrivacy(services, shopId, { before })) };
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ privacy }) => privacy.title);

/** A request that has come in is answered within seconds, a partner's erasure within minutes. */
const OPEN_REFRESH_MS = 10_000;

export default function Privacy() {
  const { t } = useTranslation();
  const { before, requests, accesses, retention } = useLoaderData<typeof loader>();
  useLiveRefresh(requests.some(({ doneAt }) => doneAt === null) ? OPEN_REFRESH_MS : null);
  const last = accesses.entries[accesses.entries.length - 1];
  return (
    <Page title={t('privacy.title')} subtitle={t('privacy.subtitle')}>
      <BlockStack gap="400">
        <PrivacyRequests requests={requests} />
        <AccessLog
          entries={accesses.entries}
          newestUrl={before === null ? null : '/app/privacy'}
          olderUrl={accesses.hasMore && last ? `/app/privacy?before=${last.entryId}` : null}
        />
        <RetentionCard retention={retention} />
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
