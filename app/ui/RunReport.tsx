/** The latest run of a connection, told in counts. */
import { BlockStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';

export interface ShownReport {
  startedAt: number;
  /** Null while the run is under way. */
  finishedAt: number | null;
  counts: Record<string, number>;
}

/** Rows of which the partner has said something. */
const told = ['added', 'removed', 'accepted', 'rejected'] as const;
/** What is said of a shorter run, or of fewer rows, is chance. */
const LEAST_MS = 5_000;
const LEAST_ROWS = 100;

/** Customers a minute; null while the run is under way, and where too little is known. */
export function speedOf({ startedAt, finishedAt, counts }: ShownReport): number | null {
  if (finishedAt === null) return null;
  const rowCount = told.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const tookMs = finishedAt - startedAt;
  return tookMs < LEAST_MS || rowCount < LEAST_ROWS ? null : Math.round((rowCount * 60_000) / tookMs);
}

const known = ['added', 'removed', 'accepted', 'rejected', 'retry', 'not-sent', 'unanswered'] as const;

/** @param isTitled Whether it stands alone and says what it is. */
export function RunReport({ report, isTitled = true }: { report: ShownReport; isTitled?: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const speed = speedOf(report);
  const counted = known.filter((name) => (report.counts[name] ?? 0) > 0);
  return (
    <BlockStack gap="100">
      {isTitled && (
        <Text as="h4" fontWeight="semibold">
          {t('segment.destinations.lastRun')}
        </Text>
      )}
      <Text as="p" tone="subdued">
        <span suppressHydrationWarning>
          {report.finishedAt === null
            ? t('segment.destinations.runUnderWay', { when: formats.instant(report.startedAt) })
            : t('segment.destinations.runFinished', { when: formats.instant(report.finishedAt) })}
          {speed !== null &&
            ` · ${t('segment.destinations.runSpeed', { count: speed, replace: { count: formats.number(speed) } })}`}
        </span>
      </Text>
      {counted.length > 0 && (
        <List>
          {counted.map((name) => (
            <List.Item key={name}>{`${t(`report.${name}`)}: ${formats.number(report.counts[name] ?? 0)}`}</List.Item>
          ))}
        </List>
      )}
    </BlockStack>
  );
}
