/** What the storefront pixel tells: how much, and of how many it is known who they are. */
import { BlockStack, Card, InlineError, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { CountHistory } from './CountHistory.tsx';
import { byDay } from './countPoints.ts';
import { useFormats, useLocale } from './formats.ts';
import { PixelKey } from './PixelKey.tsx';
import { useShop } from './ShopContext.tsx';
import { usePixelProblem } from './usePixelProblem.ts';

interface Props {
  hours: readonly { hourAt: number; arrivedCount: number; identifiedCount: number }[];
  /** The code of what keeps the pixel from working; null when nothing does. */
  problem: string | null;
  keyChangedAt: number | null;
}

export function StorefrontCard({ hours, problem, keyChangedAt }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { timezone } = useShop();
  const { number } = useFormats();
  const problemText = usePixelProblem();
  const total = hours.reduce((sum, { arrivedCount }) => sum + arrivedCount, 0);
  const known = hours.reduce((sum, { identifiedCount }) => sum + identifiedCount, 0);
  const points = byDay(
    hours.map(({ hourAt, arrivedCount, identifiedCount }) => ({
      at: hourAt,
      counts: [identifiedCount, arrivedCount - identifiedCount],
    })),
    timezone,
  );
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('data.storefront.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('data.storefront.help')}
          </Text>
        </BlockStack>
        {problem !== null && (
          <InlineError
            fieldID="storefront-pixel"
            message={t('data.storefront.problem', { reason: problemText(problem) })}
          />
        )}
        {total > 0 && (
          <dl className="kesit-figures">
            <div>
              <dt>{t('data.storefront.share')}</dt>
              <dd>{new Intl.NumberFormat(locale, { style: 'percent' }).format(known / total)}</dd>
            </div>
          </dl>
        )}
        <Text as="h3" variant="headingSm">
          {t('data.storefront.chart')}
        </Text>
        <CountHistory
          points={points}
          series={[
            { name: t('data.storefront.known'), colour: '#005bd3' },
            { name: t('data.storefront.unknown'), colour: '#8ec5ff' },
          ]}
          step="day"
          label={t('data.storefront.chartLabel', { count: total, replace: { count: number(total) } })}
          empty={t('data.storefront.chartEmpty')}
        />
        <PixelKey changedAt={keyChangedAt} />
      </BlockStack>
    </Card>
  );
}
