/** One customer: the segments they are in and since when, how they came and went, and the way to why. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Layout, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { isDecimalId } from '#app/core/identifiers.ts';
import { readCustomerView } from '#app/flows/segments/readCustomer.ts';
import { CustomerPassages } from '#app/ui/customer/CustomerPassages.tsx';
import { CustomerSegments } from '#app/ui/customer/CustomerSegments.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { personName } from '#app/ui/personName.ts';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const customerId = params.customerId ?? '';
  const found = isDecimalId(customerId) ? await readCustomerView(services, shopId, customerId, actor) : null;
  if (!found) throw new Response(null, { status: 404 });
  return found;
}

/** Without the customer's name: titles end up in histories. */
export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ segment }) => segment.members.customer);

export default function Customer() {
  const { t } = useTranslation();
  const customer = useLoaderData<typeof loader>();
  const { customerId, email, segments, passages } = customer;
  return (
    <Page
      title={personName(t, customer)}
      subtitle={email ?? t('segment.members.noEmail')}
      backAction={{ content: t('segments.title'), url: '/app/segments' }}
    >
      <Layout>
        <Layout.Section>
          <CustomerSegments customerId={customerId} segments={segments} />
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <CustomerPassages passages={passages} />
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const ErrorBoundary = PageError;
