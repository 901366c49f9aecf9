/** What each score stands for at present, in the shop's own words: days ago, numbers of orders, sums. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RfmCuts } from '#app/core/yardsticks/yardsticks.ts';
import { type Formats, useFormats } from '../formats.ts';
import { RecordTable } from '../RecordTable.tsx';
import { rangeOf, scoresDown } from './rfmGrid.ts';

const DAY_MS = 86_400_000;

interface Props {
  cuts: RfmCuts;
  basis: 'quintiles' | 'fixed';
  buyerCount: number;
  /** The instant the page's data is of. */
  readAt: number;
}

export function RfmCutsCard({ cuts, basis, buyerCount, readAt }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('rfm.cuts.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t(`rfm.cuts.${basis}`, { buyers: formats.number(buyerCount) })}
        </Text>
        <RecordTable
          label={t('rfm.cuts.label')}
          columns={[
            { heading: t('rfm.cuts.score') },
            { heading: t('rfm.cuts.recency') },
            { heading: t('rfm.cuts.frequency') },
            { heading: t('rfm.cuts.monetary') },
          ]}
          rows={scoresDown.map((score) => ({
            key: String(score),
            cells: [
              score,
              daysText(t, formats, score, cuts.recency, readAt),
              ordersText(t, formats, score, cuts.frequency),
              moneyText(t, formats, score, cuts.monetary),
            ],
          }))}
        />
      </BlockStack>
    </Card>
  );
}

/** Later instants score more, so that the end of a range is the fewer days ago. */
function daysText(t: TFunction, { number }: Formats, score: number, cuts: readonly number[], readAt: number): string {
  const range = rangeOf(score, cuts);
  if (range === null) return t('rfm.cuts.nobody');
  const ago = (at: number): string => number(Math.max(0, Math.floor((readAt - at) / DAY_MS)));
  const { from, to } = range;
  if (from === null) return to === null ? t('rfm.cuts.anyDays') : t('rfm.cuts.overDays', { from: ago(to) });
  if (to === null) return t('rfm.cuts.withinDays', { to: ago(from) });
  return t('rfm.cuts.betweenDays', { from: ago(to), to: ago(from) });
}

/** A buyer has ordered at least once. */
function ordersText(t: TFunction, { number }: Formats, score: number, cuts: readonly number[]): string {
  const range = rangeOf(score, cuts, 1);
  if (range === null) return t('rfm.cuts.nobody');
  const { from, to } = range;
  if (from === null) return to === null ? t('rfm.cuts.any') : t('rfm.cuts.under', { to: number(to - 1) });
  if (to === null) return t('rfm.cuts.orMore', { from: number(from) });
  return to - from === 1 ? number(from) : t('rfm.cuts.between', { from: number(from), to: number(to - 1) });
}

function moneyText(t: TFunction, { money }: Formats, score: number, cuts: readonly number[]): string {
  const range = rangeOf(score, cuts);
  if (range === null) return t('rfm.cuts.nobody');
  const { from, to } = range;
  if (from === null) return to === null ? t('rfm.cuts.moneyAny') : t('rfm.cuts.moneyUnder', { to: money(to) });
  if (to === null) return t('rfm.cuts.moneyOrMore', { from: money(from) });
  return t('rfm.cuts.moneyBetween', { from: money(from), to: money(to) });
}
