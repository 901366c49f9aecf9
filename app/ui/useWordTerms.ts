/** What rules are put into words with: the merchant's language, the shop's currency and zone, the names of its segments. */
import { useMemo } from 'react';
import type { WordTerms } from '#app/core/rules/words/ruleWords.ts';
import { useLocale } from './formats.ts';
import { segmentText, type NamedSegment } from './segmentText.ts';
import { useShop } from './ShopContext.tsx';

const none: readonly NamedSegment[] = [];

/** @param segments Those that a rule may refer to; others are told by their number. */
export function useWordTerms(segments: readonly NamedSegment[] = none): WordTerms {
  const locale = useLocale();
  const { currencyCode, timezone } = useShop();
  return useMemo(() => {
    const names = new Map(segments.map((segment) => [segment.segmentId, segmentText(segment, locale).name]));
    return { locale, currencyCode, timezone, segmentName: (segmentId) => names.get(segmentId) ?? String(segmentId) };
  }, [segments, locale, currencyCode, timezone]);
}
