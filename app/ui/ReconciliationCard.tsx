/** Comparisons with Shopify: when, and what they made good. */
import { Badge, BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { CountHistory } from './CountHistory.tsx';
import { useFormats } from './formats.ts';
import { Instant } from './Instant.tsx';
import { RecordTable } from './RecordTable.tsx';

export interface ShownReconciliation {
  kind: string;
  method: 'scan' | 'count' | 'sweep';
  finishedAt: number | null;
  oursCount: number | null;
  theirsCount: number | null;
}

interface Props {
  latest: readonly ShownReconciliation[];
  days: readonly { day: string; missingCount: number; staleCount: number; deletedCount: number }[];
  nextScanAt: number | null;
}

const knownKinds = ['customers', 'orders', 'products'] as const;

export function ReconciliationCard({ latest, days, nextScanAt }: Props) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const scans = latest.filter(({ method }) => method === 'scan').map(({ finishedAt }) => finishedAt ?? 0);
  const lastScanAt = scans.length === 0 ? null : Math.max(...scans) || null;
  const counts = latest.filter(({ method }) => method === 'count');
  const points = days.map(({ day, missingCount, staleCount, deletedCount }) => ({
    // Noon of UTC lies on that day in every zone that people trade in.
    at: Date.parse(`${day}T12:00:00Z`),
    counts: [missingCount, staleCount, deletedCount],
  }));
  const healed = points.reduce((sum, point) => sum + point.counts.reduce((inner, count) => inner + count, 0), 0);
  const nameOf = (kind: string): string =>
    t(`data.reconciliation.kinds.${knownKinds.find((known) => known === kind) ?? 'other'}`);
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('data.reconciliation.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('data.reconciliation.help')}
          </Text>
        </BlockStack>
        <dl className="kesit-figures">
          <div>
            <dt>{t('data.reconciliation.lastScan')}</dt>
            <dd>
              <Instant at={lastScanAt} />
            </dd>
          </div>
          <div>
            <dt>{t('data.reconciliation.nextScan')}</dt>
            <dd>
              {nextScanAt === null ? (
                <Text as="span" fontWeight="regular" variant="bodyMd">
                  {t('data.reconciliation.afterHistory')}
                </Text>
              ) : (
                <Instant at={nextScanAt} />
              )}
            </dd>
          </div>
          <div>
            <dt>{t('data.reconciliation.healed')}</dt>
            <dd>{number(healed)}</dd>
          </div>
        </dl>
        <CountHistory
          points={points}
          series={[
            { name: t('data.reconciliation.missing'), colour: '#005bd3' },
            { name: t('data.reconciliation.stale'), colour: '#8ec5ff' },
            { name: t('data.reconciliation.deleted'), colour: '#4a4a4a' },
          ]}
          step="day"
          label={t('data.reconciliation.chartLabel', { count: healed, replace: { count: number(healed) } })}
          empty={t('data.reconciliation.chartEmpty')}
        />
        {counts.length > 0 && (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t('data.reconciliation.countsHeading')}
            </Text>
            <RecordTable
              label={t('data.reconciliation.countsHeading')}
              columns={[
                { heading: t('data.reconciliation.kind') },
                { heading: t('data.reconciliation.ours'), isNumeric: true },
                { heading: t('data.reconciliation.theirs'), isNumeric: true },
                { heading: t('data.reconciliation.counted') },
                { heading: t('data.reconciliation.outcome'), isHeadingUnseen: true },
              ]}
              rows={counts.map(({ kind, oursCount, theirsCount, finishedAt }) => ({
                key: kind,
                cells: [
                  nameOf(kind),
                  number(oursCount ?? 0),
                  number(theirsCount ?? 0),
                  <Instant key="counted" at={finishedAt} />,
                  <Badge key="outcome" tone={oursCount === theirsCount ? 'success' : 'info'}>
                    {t(oursCount === theirsCount ? 'data.reconciliation.equal' : 'data.reconciliation.differs')}
                  </Badge>,
                ],
              }))}
            />
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
