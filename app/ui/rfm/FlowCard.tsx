/** How customers moved between the groups of a family over a period: as a chart, and as tables for those who cannot use one. */
import { BlockStack, Button, Card, InlineStack, Select, Text } from '@shopify/polaris';
import { lazy, Suspense, useId, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { families, familyNames, type Family } from '#app/core/segments/families.ts';
import { makeFormats, useFormats, useLocale } from '../formats.ts';
import { RecordTable } from '../RecordTable.tsx';
import { type NamedSegment, useSegmentText } from '../segmentText.ts';
import { useShop } from '../ShopContext.tsx';
import { useInBrowser } from '../useInBrowser.ts';
import type { FlowChartProps } from './FlowChart.tsx';
import { flowLinks, MOST_LINKS, type Move } from './flowLinks.ts';
import { flowPeriods } from './flowPeriods.ts';
import { groupColour } from './rfmColours.ts';

/** Without the chart, as after a release that took the file away, there are still the tables. */
const FlowChart = lazy(async () => {
  const loaded: { FlowChart: ComponentType<FlowChartProps> } = await import('./FlowChart.tsx').catch(() => ({
    FlowChart: () => null,
  }));
  return { default: loaded.FlowChart };
});

/** Room for a group's name, and around all. */
const NODE_PX = 44;
const FOOT_PX = 60;

export interface ShownFlows {
  flows: Move[];
  sizes: { segmentId: number; atStart: number; atEnd: number }[];
  fromDay: string;
  toDay: string;
}

interface Props {
  family: Family;
  days: number;
  /** Null when nothing was counted in the period. */
  flows: ShownFlows | null;
  segments: readonly NamedSegment[];
  onChoose: (family: string, days: string) => void;
}

export function FlowCard({ family, days, flows, segments, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('rfm.flow.title')}
        </Text>
        <InlineStack gap="300">
          <Select
            label={t('rfm.flow.family')}
            options={familyNames.map((name) => ({ value: name, label: t(`rfm.flow.families.${name}`) }))}
            value={family}
            onChange={(chosen) => onChoose(chosen, String(days))}
          />
          <Select
            label={t('rfm.flow.period')}
            options={flowPeriods.map((period) => ({
              value: String(period),
              label: t('rfm.flow.days', { days: period }),
            }))}
            value={String(days)}
            onChange={(chosen) => onChoose(family, chosen)}
          />
        </InlineStack>
        {flows === null ? (
          <Text as="p" tone="subdued">
            {t('rfm.flow.empty')}
          </Text>
        ) : (
          <Flows family={family} flows={flows} segments={segments} />
        )}
      </BlockStack>
    </Card>
  );
}

function Flows({ family, flows, segments }: { family: Family; flows: ShownFlows; segments: readonly NamedSegment[] }) {
  const { t } = useTranslation();
  const { number, signed } = useFormats();
  const locale = useLocale();
  const { currencyCode } = useShop();
  const calendarDay = (day: string): string => makeFormats(locale, 'UTC', currencyCode).day(Date.parse(day));
  const textOf = useSegmentText();
  const inBrowser = useInBrowser();
  const tableId = useId();
  const [asTable, setAsTable] = useState(false);
  const segmentOf = (segmentId: number | null): NamedSegment | undefined =>
    segments.find((segment) => segment.segmentId === segmentId);
  const nameOf = (segmentId: number | null): string => {
    if (segmentId === null) return t('rfm.flow.outside');
    const segment = segmentOf(segmentId);
    return segment ? textOf(segment).name : String(segmentId);
  };
  const order = families[family].flatMap(
    (presetId) => segments.find((segment) => segment.presetId === presetId)?.segmentId ?? [],
  );
  const { nodes, links } = flowLinks(flows.flows, order);
  const moveText = ({ from, to, count }: Move): string =>
    t('rfm.flow.move', { from: nameOf(from), to: nameOf(to), count, replace: { count: number(count) } });
  const [largest] = flows.flows;
  const countOn = (side: 'from' | 'to'): number => nodes.filter((node) => node.side === side).length;
  return (
    <>
      <Text as="p" tone="subdued">
        {t('rfm.flow.counted', { from: calendarDay(flows.fromDay), to: calendarDay(flows.toDay) })}
      </Text>
      {largest === undefined ? (
        <Text as="p">{t('rfm.flow.noMoves')}</Text>
      ) : (
        <div
          className="kesit-flow"
          style={{ height: `${FOOT_PX + NODE_PX * Math.max(countOn('from'), countOn('to'))}px` }}
          role="img"
          aria-label={t('rfm.flow.chartLabel', { largest: moveText(largest) })}
        >
          {inBrowser && (
            <Suspense fallback={null}>
              <FlowChart
                nodes={nodes.map((node) => ({
                  ...node,
                  name: nameOf(node.segmentId),
                  colour: groupColour(segmentOf(node.segmentId)?.presetId ?? null),
                }))}
                links={links}
                formatNumber={number}
              />
            </Suspense>
          )}
        </div>
      )}
      {flows.flows.length > MOST_LINKS && (
        <Text as="p" tone="subdued">
          {t('rfm.flow.mostShown', { count: MOST_LINKS })}
        </Text>
      )}
      {largest !== undefined && (
        <InlineStack>
          <Button variant="plain" ariaExpanded={asTable} ariaControls={tableId} onClick={() => setAsTable(!asTable)}>
            {t(asTable ? 'segment.history.hideTable' : 'segment.history.showTable')}
          </Button>
        </InlineStack>
      )}
      <div id={tableId} hidden={!asTable}>
        {asTable && (
          <RecordTable
            label={t('rfm.flow.movesLabel')}
            columns={[
              { heading: t('rfm.flow.from') },
              { heading: t('rfm.flow.to') },
              { heading: t('rfm.flow.customers'), isNumeric: true },
            ]}
            rows={flows.flows.map(({ from, to, count }) => ({
              key: `${from} ${to}`,
              cells: [nameOf(from), nameOf(to), number(count)],
            }))}
          />
        )}
      </div>
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {t('rfm.flow.sizesTitle')}
        </Text>
        <RecordTable
          label={t('rfm.flow.sizesLabel')}
          columns={[
            { heading: t('rfm.list.group') },
            { heading: t('rfm.flow.atStart'), isNumeric: true },
            { heading: t('rfm.flow.atEnd'), isNumeric: true },
            { heading: t('rfm.flow.change'), isNumeric: true },
          ]}
          rows={flows.sizes
            .toSorted((one, other) => order.indexOf(one.segmentId) - order.indexOf(other.segmentId))
            .map(({ segmentId, atStart, atEnd }) => ({
              key: String(segmentId),
              cells: [nameOf(segmentId), number(atStart), number(atEnd), signed(atEnd - atStart)],
            }))}
        />
      </BlockStack>
    </>
  );
}
