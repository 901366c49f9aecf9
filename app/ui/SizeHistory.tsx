/** How a segment's size has gone: as a chart, and as a table for those who cannot use a chart. */
import { BlockStack, Box, Button, Card, DataTable, InlineStack, Text } from '@shopify/polaris';
import { lazy, Suspense, useId, useMemo, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';
import { useShop } from './ShopContext.tsx';
import type { SizeChartProps } from './SizeChart.tsx';
import { sizePoints, type KnownSize } from './sizePoints.ts';
import { useInBrowser } from './useInBrowser.ts';

/** Without the chart, as after a release that took the file away, there is still the table. */
const SizeChart = lazy(async () => {
  const loaded: { SizeChart: ComponentType<SizeChartProps> } = await import('./SizeChart.tsx').catch(() => ({
    SizeChart: () => null,
  }));
  return { default: loaded.SizeChart };
});

/** How far back the line goes. */
const HISTORY_DAYS = 90;
/** With fewer points there is hardly a line to see. */
const LEAST_POINTS = 3;
const DAY_MS = 24 * 3_600_000;

interface Props {
  sizes: readonly KnownSize[];
  now: number;
}

export function SizeHistory({ sizes, now }: Props) {
  const { t } = useTranslation();
  const { timezone } = useShop();
  const formats = useFormats();
  const tableId = useId();
  const [asTable, setAsTable] = useState(false);
  const inBrowser = useInBrowser();
  const { step, points } = useMemo(
    () => sizePoints(sizes, now - HISTORY_DAYS * DAY_MS, now, timezone),
    [sizes, now, timezone],
  );
  const first = points[0];
  const last = points[points.length - 1];
  const formatTime = step === 'hour' ? formats.hour : formats.day;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('segment.history.title')}
          </Text>
          {first && (
            <Text as="span" tone="subdued">
              <span suppressHydrationWarning>
                {t(step === 'hour' ? 'segment.history.byHour' : 'segment.history.byDay', {
                  when: formatTime(first.at),
                })}
              </span>
            </Text>
          )}
        </InlineStack>
        {!first || !last ? (
          <Text as="p" tone="subdued">
            {t('segment.history.empty')}
          </Text>
        ) : (
          <>
            <div
              className="kesit-chart"
              role="img"
              aria-label={t('segment.history.chartLabel', {
                first: formats.number(first.memberCount),
                last: formats.number(last.memberCount),
              })}
            >
              {inBrowser && (
                <Suspense fallback={null}>
                  <SizeChart
                    points={points.length > 1 ? points : [first, { ...first, at: now }]}
                    name={t('segment.history.size')}
                    formatNumber={formats.number}
                    formatTime={formatTime}
                  />
                </Suspense>
              )}
            </div>
            {points.length < LEAST_POINTS && (
              <Text as="p" tone="subdued">
                {t('segment.history.young')}
              </Text>
            )}
            <InlineStack>
              <Button
                variant="plain"
                ariaExpanded={asTable}
                ariaControls={tableId}
                onClick={() => setAsTable(!asTable)}
              >
                {t(asTable ? 'segment.history.hideTable' : 'segment.history.showTable')}
              </Button>
            </InlineStack>
            <div id={tableId} hidden={!asTable}>
              {asTable && (
                <Box maxWidth="100%" overflowX="scroll">
                  <DataTable
                    columnContentTypes={['text', 'numeric', 'numeric', 'numeric']}
                    headings={[
                      t('segment.history.when'),
                      t('segment.history.size'),
                      t('segment.history.entered'),
                      t('segment.history.left'),
                    ]}
                    rows={points
                      .toReversed()
                      .map((point) => [
                        formatTime(point.at),
                        formats.number(point.memberCount),
                        formats.number(point.enteredCount),
                        formats.number(point.leftCount),
                      ])}
                  />
                </Box>
              )}
            </div>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
