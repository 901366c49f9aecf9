/** The list of segments with its search and filters, which are kept in the page's address. */
import { Card } from '@shopify/polaris';
import { useSearchParams } from '@remix-run/react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HealthHint } from '#app/core/segments/health.ts';
import { EmptyNotice } from '../EmptyNotice.tsx';
import { useFormats, useLocale } from '../formats.ts';
import { segmentText } from '../segmentText.ts';
import { addressOf, filterFrom, labelsOf, shownSegments, type SegmentFilter } from './filterSegments.ts';
import type { ShownConnection } from './ListSwitches.tsx';
import { noFilter, SegmentFilters } from './SegmentFilters.tsx';
import { SegmentTable, type ShownSegment } from './SegmentTable.tsx';

interface Props {
  segments: readonly ShownSegment[];
  connections: readonly ShownConnection[];
  /** By the segment's number; those without hints are not there. */
  hints: Readonly<Record<string, readonly HealthHint[]>>;
}

export function SegmentList({ segments, connections, hints }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { number } = useFormats();
  const [address, setAddress] = useSearchParams();
  const names = useMemo(
    () => new Map(segments.map((segment) => [segment.segmentId, segmentText(segment, locale).name])),
    [segments, locale],
  );
  // The address follows a moment later; typing does not wait for it.
  const [filter, setFilter] = useState(() => filterFrom(address));
  const shown = shownSegments(segments, filter);
  const change = (next: SegmentFilter): void => {
    setFilter(next);
    setAddress(addressOf(next), { replace: true, preventScrollReset: true });
  };
  return (
    <Card padding="0">
      <SegmentFilters filter={filter} labels={labelsOf(segments, locale)} onChange={change} />
      <div role="status" className="kesit-unseen">
        {t('segments.found', { count: shown.length, replace: { count: number(shown.length) } })}
      </div>
      {shown.length === 0 ? (
        <EmptyNotice
          heading={t('segments.nothingFoundTitle')}
          action={{ content: t('segments.clear'), onAction: () => change(noFilter) }}
        >
          {t('segments.nothingFoundBody')}
        </EmptyNotice>
      ) : (
        <SegmentTable
          segments={shown}
          connections={connections}
          hintsOf={(segmentId) => hints[segmentId] ?? []}
          nameOf={(segmentId) => names.get(segmentId) ?? String(segmentId)}
        />
      )}
    </Card>
  );
}
