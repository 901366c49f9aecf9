/** The ready-made segments on offer, each with its switch, its settings and what it needs. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ShouldRevalidateFunctionArgs } from '@remix-run/react';
import { Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { readCatalogue } from '#app/flows/segments/readCatalogue.ts';
import { CatalogueView } from '#app/ui/catalogue/CatalogueView.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return readCatalogue(services, shopId);
}

/** What is searched for is found in what is here already. */
export const shouldRevalidate = ({ currentUrl, nextUrl, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) =>
  currentUrl.search === nextUrl.search && defaultShouldRevalidate;

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ catalogue }) => catalogue.title);

const BUSY_REFRESH_MS = 2_000;
const QUIET_REFRESH_MS = 20_000;

export default function SegmentCatalogue() {
  const { t } = useTranslation();
  const { entries, modelReport } = useLoaderData<typeof loader>();
  useLiveRefresh(entries.some(({ isPending }) => isPending) ? BUSY_REFRESH_MS : QUIET_REFRESH_MS);
  return (
    <Page
      title={t('catalogue.title')}
      subtitle={t('catalogue.subtitle')}
      backAction={{ content: t('segments.title'), url: '/app/segments' }}
    >
      <CatalogueView entries={entries} model={modelReport} />
    </Page>
  );
}

export const ErrorBoundary = PageError;
