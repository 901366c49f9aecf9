/** Why one customer is in a segment, or is not. */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Card, Layout, List, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { isDecimalId } from '#app/core/identifiers.ts';
import { explainCustomer } from '#app/flows/adminExplanation.ts';
import { ExplanationTree } from '#app/ui/ExplanationTree.tsx';
import { useFormats } from '#app/ui/formats.ts';
import { Instant } from '#app/ui/Instant.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { personName } from '#app/ui/personName.ts';
import { segmentText, useSegmentText } from '#app/ui/segmentText.ts';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const segmentId = Number(params.segmentId);
  const customerId = params.customerId ?? '';
  const found =
    Number.isSafeInteger(segmentId) && segmentId > 0 && segmentId < 2 ** 31 && isDecimalId(customerId)
      ? await explainCustomer(services, shopId, segmentId, customerId, actor)
      : null;
  if (!found) throw new Response(null, { status: 404 });
  return found;
}

/** Without the customer's name: titles end up in histories. */
export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, (_, locale) => (data ? segmentText(data.segment, locale).name : null));

export default function CustomerInSegment() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { segment, customer, enteredAt, explanation, passages } = useLoaderData<typeof loader>();
  const names = { customer: personName(t, customer), segment: useSegmentText()(segment).name };
  const member = enteredAt !== null;
  const until = explanation?.until ?? null;
  return (
    <Page
      title={t(member ? 'explanation.titleMember' : 'explanation.titleNotMember', names)}
      {...(customer.email === null ? {} : { subtitle: customer.email })}
      titleMetadata={
        <Badge {...(member ? { tone: 'success' as const } : {})}>
          {t(member ? 'explanation.member' : 'explanation.notMember')}
        </Badge>
      }
      backAction={{ content: names.segment, url: `/app/segments/${segment.segmentId}/members` }}
      secondaryActions={[{ content: t('segment.members.customer'), url: `/app/customers/${customer.customerId}` }]}
    >
      <Layout>
        <Layout.Section>
          <Card>
            <BlockStack gap="400">
              <Text as="h2" variant="headingMd">
                {t('explanation.heading')}
              </Text>
              {explanation ? (
                <>
                  <ExplanationTree explanation={explanation} />
                  <Text as="p">
                    <span suppressHydrationWarning>
                      {explanation.member !== member
                        ? t('explanation.behind')
                        : until === null
                          ? t('explanation.staysByItself')
                          : t(member ? 'explanation.leavesByItself' : 'explanation.entersByItself', {
                              when: formats.instant(until),
                            })}
                    </span>
                  </Text>
                </>
              ) : (
                <Text as="p" tone="subdued">
                  {t('explanation.noFacts')}
                </Text>
              )}
              <Text as="p" tone="subdued">
                {t('explanation.privacy')}
              </Text>
            </BlockStack>
          </Card>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t('explanation.passages')}
              </Text>
              {passages.length === 0 ? (
                <Text as="p" tone="subdued">
                  {t('explanation.noPassages')}
                </Text>
              ) : (
                <List>
                  {passages.map(({ entered, at }, index) => (
                    <List.Item key={index}>
                      {`${t(entered ? 'explanation.entered' : 'explanation.left')}: `}
                      <Instant at={at} />
                    </List.Item>
                  ))}
                </List>
              )}
            </BlockStack>
          </Card>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

export const ErrorBoundary = PageError;
