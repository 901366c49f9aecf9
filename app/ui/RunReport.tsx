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

const known = ['added', 'removed', 'accepted', 'rejected', 'retry', 'not-sent', 'unanswered'] as const;

/** @param isTitled Whether it stands alone and says what it is. */
export function RunReport({ report, isTitled = true }: { report: ShownReport; isTitled?: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
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
