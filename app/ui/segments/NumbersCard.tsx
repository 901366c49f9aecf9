/** What came of a segment's members lately: orders, and what they did with e-mails. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';

export interface ShownTotals {
  revenueMinor: number;
  orders: number;
  averageOrderMinor: number | null;
  repeatRate: number | null;
  openRate: number | null;
  clickRate: number | null;
  unsubscribeRate: number | null;
}

interface Props {
  totals: ShownTotals;
  /** Over so many days. */
  days: number;
  /** Null before the first whole day was measured. */
  measuredAt: number | null;
  active: boolean;
}

export function NumbersCard({ totals, days, measuredAt, active }: Props) {
  const { t } = useTranslation();
  const { money, number, percent, instant } = useFormats();
  const none = t('segment.numbers.none');
  const share = (value: number | null): string => (value === null ? none : percent(value));
  const figures = [
    ['revenue', money(totals.revenueMinor)],
    ['orders', number(totals.orders)],
    ['averageOrder', totals.averageOrderMinor === null ? none : money(totals.averageOrderMinor)],
    ['repeatRate', share(totals.repeatRate)],
    ['openRate', share(totals.openRate)],
    ['clickRate', share(totals.clickRate)],
    ['unsubscribeRate', share(totals.unsubscribeRate)],
  ] as const;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('segment.numbers.title', { count: days })}
          </Text>
          <Text as="p" tone="subdued">
            {t('segment.numbers.help')}
          </Text>
        </BlockStack>
        {measuredAt === null ? (
          <Text as="p">{t(active ? 'segment.numbers.notMeasured' : 'segment.numbers.off')}</Text>
        ) : (
          <>
            <dl className="kesit-figures">
              {figures.map(([name, value]) => (
                <div key={name}>
                  <dt>{t(`segment.numbers.${name}`)}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            <Text as="p" tone="subdued">
              <span suppressHydrationWarning>{t('segment.numbers.measured', { when: instant(measuredAt) })}</span>
            </Text>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
