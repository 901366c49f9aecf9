/** Notifications of Shopify: how many came, and what is still to be done with them. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { CountHistory } from './CountHistory.tsx';
import { useFormats } from './formats.ts';
import { Instant } from './Instant.tsx';

export interface ShownInbox {
  waitingCount: number;
  oldestWaitingAt: number | null;
  parkedCount: number;
}

interface Props {
  inbox: ShownInbox;
  hours: readonly { hourAt: number; arrivedCount: number }[];
}

export function InboxCard({ inbox, hours }: Props) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const total = hours.reduce((sum, { arrivedCount }) => sum + arrivedCount, 0);
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('data.inbox.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('data.inbox.help')}
          </Text>
        </BlockStack>
        <dl className="kesit-figures">
          <div>
            <dt>{t('data.inbox.waiting')}</dt>
            <dd>{number(inbox.waitingCount)}</dd>
          </div>
          <div>
            <dt>{t('data.inbox.parked')}</dt>
            <dd>{number(inbox.parkedCount)}</dd>
          </div>
          {inbox.oldestWaitingAt !== null && (
            <div>
              <dt>{t('data.inbox.oldest')}</dt>
              <dd>
                <Instant at={inbox.oldestWaitingAt} />
              </dd>
            </div>
          )}
        </dl>
        <Text as="h3" variant="headingSm">
          {t('data.inbox.chart')}
        </Text>
        <CountHistory
          points={hours.map(({ hourAt, arrivedCount }) => ({ at: hourAt, counts: [arrivedCount] }))}
          series={[{ name: t('data.inbox.series'), colour: '#005bd3' }]}
          step="hour"
          label={t('data.inbox.chartLabel', { count: total, replace: { count: number(total) } })}
          empty={t('data.inbox.chartEmpty')}
        />
      </BlockStack>
    </Card>
  );
}
