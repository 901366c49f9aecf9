/** The count of a rule that is being built: asked for by itself once the rule has rested a moment, or at once when wanted. */
import { useFetcher } from '@remix-run/react';
import { useCallback, useEffect, useState } from 'react';

/** The address that counts; see routes/segmentPreview.tsx. */
export const PREVIEW_URL = '/app/segments/preview';

/** So long nobody has typed, in milliseconds. */
const REST_MS = 800;

export interface ShownPreview {
  memberCount: number;
  customerCount: number;
  reachable: { email: number; sms: number; any: number };
  isEstimated: boolean;
  examples: { customerId: string; firstName: string | null; lastName: string | null; email: string | null }[];
}

type Answer = { ok: true; preview: ShownPreview } | { ok: false };

export interface PreviewState {
  /** The latest count; null before the first. */
  preview: ShownPreview | null;
  isCounting: boolean;
  isFailed: boolean;
  /** The rule has changed since it was counted. */
  isOutdated: boolean;
  countNow: () => void;
}

/**
 * @param rule As JSON; null while it is not complete.
 * @param segmentId The segment whose rule it is to be; null for a new one.
 */
export function usePreview(rule: string | null, segmentId: number | null): PreviewState {
  const fetcher = useFetcher<Answer>({ key: 'preview' });
  const [asked, setAsked] = useState<string | null>(null);
  const { submit } = fetcher;
  const count = useCallback(
    (text: string): void => {
      setAsked(text);
      void submit({ rule: text, segmentId: segmentId ?? '' }, { method: 'post', action: PREVIEW_URL });
    },
    [submit, segmentId],
  );
  useEffect(() => {
    if (rule === null || rule === asked) return undefined;
    const timer = setTimeout(() => count(rule), REST_MS);
    return () => clearTimeout(timer);
  }, [rule, asked, count]);
  const answer = fetcher.data;
  return {
    preview: answer?.ok === true ? answer.preview : null,
    isCounting: fetcher.state !== 'idle',
    isFailed: fetcher.state === 'idle' && answer?.ok === false,
    isOutdated: rule !== asked,
    countNow: () => {
      if (rule !== null) count(rule);
    },
  };
}
