/** How the shop stands right now. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';
import { Instant } from './Instant.tsx';

export interface ShownFigures {
  customerCount: number;
  orderCount: number;
  lastEventAt: number | null;
  waitingDeliveryCount: number;
  pendingPlacementCount: number;
  lastSyncedAt: number | null;
}

interface Props {
  figures: ShownFigures;
  /** False: Shopify's own totals stand in for orders older than 60 days. */
  readsAllOrders: boolean;
}

export function FiguresCard({ figures, readsAllOrders }: Props) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('home.figures.title')}
        </Text>
        <dl className="kesit-figures">
          <div>
            <dt>{t('home.figures.customers')}</dt>
            <dd>{number(figures.customerCount)}</dd>
          </div>
          <div>
            <dt>{t('home.figures.orders')}</dt>
            <dd>{number(figures.orderCount)}</dd>
          </div>
          <div>
            <dt>{t('home.figures.lastEvent')}</dt>
            <dd>
              <Instant at={figures.lastEventAt} />
            </dd>
          </div>
          <div>
            <dt>{t('home.figures.waiting')}</dt>
            <dd>{number(figures.waitingDeliveryCount)}</dd>
          </div>
          <div>
            <dt>{t('home.figures.pending')}</dt>
            <dd>{number(figures.pendingPlacementCount)}</dd>
          </div>
          <div>
            <dt>{t('home.figures.lastSync')}</dt>
            <dd>
              <Instant at={figures.lastSyncedAt} />
            </dd>
          </div>
        </dl>
        {!readsAllOrders && (
          <Text as="p" tone="subdued">
            {t('home.figures.sixtyDays')}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
