/** How a segment stands: its size now and over time, what came of its members, whom it shares with others. */
import { BlockStack, Card, InlineStack, Layout, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { HealthHint } from '#app/core/segments/health.ts';
import { useFormats } from '../formats.ts';
import { SizeChange } from '../SizeChange.tsx';
import { SizeHistory } from '../SizeHistory.tsx';
import type { KnownSize } from '../sizePoints.ts';
import { HealthHints } from './HealthHints.tsx';
import { LabelsCard } from './LabelsCard.tsx';
import { NumbersCard, type ShownTotals } from './NumbersCard.tsx';
import { OverlapsCard } from './OverlapsCard.tsx';
import { ReachCard } from './ReachCard.tsx';

interface Props {
  segment: {
    segmentId: number;
    active: boolean;
    memberCount: number;
    change: number | null;
    computedAt: number | null;
    labels: readonly string[];
    sizes: readonly KnownSize[];
    readAt: number;
  };
  numbers: {
    /** Whole days that were measured. */
    days: readonly unknown[];
    totals: ShownTotals;
    reachable: { email: number; sms: number; of: number } | null;
    overlaps: readonly { segmentId: number; both: number; shareOfThis: number }[];
    measuredAt: number | null;
  };
  numbersDays: number;
  hints: readonly HealthHint[];
  nameOf: (segmentId: number) => string;
}

export function OverviewTab({ segment, numbers, numbersDays, hints, nameOf }: Props) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { segmentId, active, memberCount, change, computedAt, labels, sizes, readAt } = segment;
  return (
    <Layout>
      <Layout.Section>
        <BlockStack gap="400">
          <Card>
            <BlockStack gap="200">
              <Text as="h2" variant="headingMd">
                {t('segment.size')}
              </Text>
              <InlineStack gap="400" blockAlign="center">
                <Text as="p" variant="headingLg" numeric>
                  {!active
                    ? t('segments.states.off')
                    : computedAt === null
                      ? t('segments.computing')
                      : t('common.customers', { count: memberCount, replace: { count: number(memberCount) } })}
                </Text>
                {active && computedAt !== null && <SizeChange change={change} />}
                <HealthHints hints={hints} segmentName={nameOf} />
              </InlineStack>
            </BlockStack>
          </Card>
          <SizeHistory sizes={sizes} now={readAt} />
          <NumbersCard
            totals={numbers.totals}
            days={numbersDays}
            measuredAt={numbers.days.length === 0 ? null : numbers.measuredAt}
            active={active}
          />
        </BlockStack>
      </Layout.Section>
      <Layout.Section variant="oneThird">
        <BlockStack gap="400">
          {numbers.reachable && numbers.reachable.of > 0 && <ReachCard reachable={numbers.reachable} />}
          <LabelsCard segmentId={segmentId} labels={labels} />
          {numbers.reachable && numbers.reachable.of > 0 && (
            <OverlapsCard overlaps={numbers.overlaps} nameOf={nameOf} />
          )}
        </BlockStack>
      </Layout.Section>
    </Layout>
  );
}
