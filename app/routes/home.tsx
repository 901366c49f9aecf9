/** Home: set-up, live figures, problems. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { readHome } from '#app/flows/adminHome.ts';
import { retryHistory } from '#app/flows/adminRetryHistory.ts';
import { FiguresCard } from '#app/ui/FiguresCard.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { ProblemsBanner } from '#app/ui/ProblemsBanner.tsx';
import { SetupCard } from '#app/ui/SetupCard.tsx';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return readHome(services, shopId);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const intent = (await request.formData()).get('intent');
  if (intent !== 'retry-history') throw new Response('Malformed form', { status: 400 });
  await retryHistory(services, shopId);
  return { ok: true };
}

/** When we cannot be reached, the page stays and says so. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false };
  }
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, () => null);

const BUSY_REFRESH_MS = 3_000;
const QUIET_REFRESH_MS = 15_000;

export default function Home() {
  const { t } = useTranslation();
  const { steps, history, readsAllOrders, figures, problems } = useLoaderData<typeof loader>();
  const busy =
    Object.values(steps).includes('running') || figures.waitingDeliveryCount > 0 || figures.pendingPlacementCount > 0;
  useLiveRefresh(busy ? BUSY_REFRESH_MS : QUIET_REFRESH_MS);
  const complete = Object.values(steps).every((state) => state === 'done');
  return (
    <Page title={t('home.title')} subtitle={t('home.subtitle')}>
      <BlockStack gap="400">
        <ProblemsBanner problems={problems} />
        {!complete && <SetupCard steps={steps} history={history} />}
        <FiguresCard figures={figures} readsAllOrders={readsAllOrders} />
        {complete && <SetupCard steps={steps} history={history} />}
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
