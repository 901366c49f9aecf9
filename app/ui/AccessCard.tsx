/** What the merchant has allowed the app to read, in words, and what stands in the way. */
import { Badge, Banner, BlockStack, Card, InlineError, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { backfillProblems, isBackfillProblem } from '#app/core/backfill/problems.ts';
import { useFormats, useLocale } from './formats.ts';

export interface ShownAccess {
  scopes: readonly string[] | null;
  readsAllOrders: boolean;
  problem: string | null;
  problemSinceAt: number | null;
}

const shownScopes = [
  'read_customers',
  'read_orders',
  'read_all_orders',
  'read_products',
  'read_customer_merge',
  'read_customer_events',
  'write_pixels',
] as const;

export function AccessCard({ access }: { access: ShownAccess }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { instant } = useFormats();
  const { scopes, readsAllOrders, problem, problemSinceAt } = access;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('data.access.title')}
        </Text>
        {problem !== null && (
          <BlockStack gap="100">
            <InlineError
              fieldID="shop-access"
              message={t('data.access.problem', { when: problemSinceAt === null ? '' : instant(problemSinceAt) })}
            />
            {isBackfillProblem(problem) && <Text as="p">{backfillProblems[problem][locale]}</Text>}
          </BlockStack>
        )}
        {!readsAllOrders && (
          <Banner tone="info" title={t('data.access.partialTitle')}>
            <p>{t('data.access.partialBody')}</p>
          </Banner>
        )}
        {scopes === null ? (
          <Text as="p" tone="subdued">
            {t('data.access.notKnown')}
          </Text>
        ) : (
          <ul className="kesit-plain-list">
            {shownScopes.map((scope) => (
              <li key={scope}>
                <InlineStack gap="200" blockAlign="center" align="space-between">
                  <span>{t(`data.access.scopes.${scope}`)}</span>
                  <Badge tone={scopes.includes(scope) ? 'success' : 'attention'}>
                    {t(scopes.includes(scope) ? 'data.access.granted' : 'data.access.missing')}
                  </Badge>
                </InlineStack>
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}
