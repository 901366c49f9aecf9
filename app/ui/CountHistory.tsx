/** Counts over time: as a chart, and as a table for those who cannot use a chart. */
import { BlockStack, Box, Button, DataTable, InlineStack, Text } from '@shopify/polaris';
import { lazy, Suspense, useId, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { CountChartProps, CountPoint, CountSeries } from './CountChart.tsx';
import { useFormats } from './formats.ts';
import { useInBrowser } from './useInBrowser.ts';

/** Without the chart, as after a release that took the file away, there is still the table. */
const CountChart = lazy(async () => {
  const loaded: { CountChart: ComponentType<CountChartProps> } = await import('./CountChart.tsx').catch(() => ({
    CountChart: () => null,
  }));
  return { default: loaded.CountChart };
});

interface Props {
  points: readonly CountPoint[];
  series: readonly CountSeries[];
  /** What each point stands for. */
  step: 'hour' | 'day';
  /** For those who listen: what the chart shows, in a sentence. */
  label: string;
  /** Said instead when there is nothing to see. */
  empty: string;
}

export function CountHistory({ points, series, step, label, empty }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const tableId = useId();
  const [asTable, setAsTable] = useState(false);
  const inBrowser = useInBrowser();
  const formatTime = step === 'hour' ? formats.hour : formats.day;
  const told = points.filter(({ counts }) => counts.some((count) => count > 0));
  if (told.length === 0)
    return (
      <Text as="p" tone="subdued">
        {empty}
      </Text>
    );
  return (
    <BlockStack gap="200">
      <div className="kesit-chart kesit-chart-low" role="img" aria-label={label}>
        {inBrowser && (
          <Suspense fallback={null}>
            <CountChart points={points} series={series} formatNumber={formats.number} formatTime={formatTime} />
          </Suspense>
        )}
      </div>
      {series.length > 1 && (
        <ul className="kesit-legend">
          {series.map(({ name, colour }) => (
            <li key={name}>
              <span style={{ background: colour }} aria-hidden="true" />
              {name}
            </li>
          ))}
        </ul>
      )}
      <InlineStack>
        <Button variant="plain" ariaExpanded={asTable} ariaControls={tableId} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'segment.history.hideTable' : 'segment.history.showTable')}
        </Button>
      </InlineStack>
      <div id={tableId} hidden={!asTable}>
        {asTable && (
          <Box maxWidth="100%" overflowX="scroll">
            <DataTable
              columnContentTypes={['text', ...series.map(() => 'numeric' as const)]}
              headings={[t('segment.history.when'), ...series.map(({ name }) => name)]}
              rows={told.toReversed().map(({ at, counts }) => [formatTime(at), ...counts.map(formats.number)])}
            />
          </Box>
        )}
      </div>
    </BlockStack>
  );
}
