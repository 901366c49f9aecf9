/** What an experiment says so far: the result in sentences, and the figures of both groups. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ArmFigures, Comparison } from '#app/core/segments/experiment.ts';
import { experimentSentences, type ExperimentKind } from '#app/core/segments/experimentText.ts';
import { useFormats, useLocale } from '../formats.ts';
import { RecordTable } from '../RecordTable.tsx';

interface ShownPair {
  first: ArmFigures;
  second: ArmFigures;
  comparison: Comparison;
}

export interface ShownExperiment {
  since: number;
  outcomeDays: number;
  holdout: ShownPair | null;
  split: ShownPair | null;
  measuredAt: number | null;
}

export function ExperimentResults({ experiment }: { experiment: ShownExperiment | null }) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('segment.experiment.results')}
          </Text>
          <Text as="p" tone="subdued">
            <span suppressHydrationWarning>
              {experiment === null
                ? t('segment.experiment.none')
                : t('segment.experiment.since', {
                    when: instant(experiment.since),
                    count: experiment.outcomeDays,
                  })}
            </span>
          </Text>
        </BlockStack>
        {experiment !== null && experiment.measuredAt === null && (
          <Text as="p">{t('segment.experiment.notMeasured')}</Text>
        )}
        {experiment !== null && experiment.measuredAt !== null && (
          <>
            {experiment.holdout && <Pair pair={experiment.holdout} kind="holdout" />}
            {experiment.split && <Pair pair={experiment.split} kind="split" />}
            <Text as="p" tone="subdued">
              <span suppressHydrationWarning>
                {t('segment.experiment.measured', { when: instant(experiment.measuredAt) })}
              </span>
            </Text>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

const names = {
  holdout: ['segment.experiment.placed', 'segment.experiment.heldOut'],
  split: ['segment.experiment.halfA', 'segment.experiment.halfB'],
} as const;

function Pair({ pair, kind }: { pair: ShownPair; kind: ExperimentKind }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { money, number } = useFormats();
  const heading = t(kind === 'holdout' ? 'segment.experiment.holdoutHeading' : 'segment.experiment.splitHeading');
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {heading}
      </Text>
      {experimentSentences(pair.comparison, kind, locale, money).map((sentence) => (
        <Text as="p" key={sentence}>
          {sentence}
        </Text>
      ))}
      <RecordTable
        label={heading}
        columns={[
          { heading: t('segment.experiment.group') },
          { heading: t('segment.experiment.exposed'), isNumeric: true },
          { heading: t('segment.experiment.buyers'), isNumeric: true },
          { heading: t('segment.experiment.orders'), isNumeric: true },
          { heading: t('segment.experiment.revenue'), isNumeric: true },
          { heading: t('segment.experiment.revenueEach'), isNumeric: true },
        ]}
        rows={[pair.first, pair.second].map((arm, index) => ({
          key: String(index),
          cells: [
            t(names[kind][index === 0 ? 0 : 1]),
            number(arm.exposedCount),
            number(arm.buyerCount),
            number(arm.orderCount),
            money(arm.revenueMinor),
            money(arm.exposedCount === 0 ? 0 : Math.round(arm.revenueMinor / arm.exposedCount)),
          ],
        }))}
      />
    </BlockStack>
  );
}
