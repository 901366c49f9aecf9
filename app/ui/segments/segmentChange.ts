/** Changes of segments as every page asks for them: sent to one door, told by a toast, and by their problem if they were refused. */
import { useFetcher } from '@remix-run/react';
import type { TFunction } from 'i18next';
import { useEffect, useRef, useState } from 'react';
import { showToast } from '../appBridge.ts';

/** The address that takes all changes; see routes/segmentChanges.tsx. */
export const CHANGES_URL = '/app/segments/changes';

export type ShownChangeProblem =
  | { kind: 'bad-values' | 'sensitive-values'; fields: string[] }
  | { kind: 'referred-to'; segmentIds: number[] }
  | {
      kind:
        | 'no-such-segment'
        | 'no-such-preset'
        | 'no-such-version'
        | 'bad-rule'
        | 'bad-reference'
        | 'bad-name'
        | 'bad-labels'
        | 'bad-experiment'
        | 'excluded-from-lists'
        | 'not-saved';
    };

export type ChangeAnswer = { ok: true } | { ok: false; problem: ShownChangeProblem };

export interface SegmentChange {
  isBusy: boolean;
  /** What was sent and is under way. */
  sent: FormData | undefined;
  problem: ShownChangeProblem | null;
  send: (form: Record<string, string | number>) => void;
  /** Puts the latest answer out of mind. */
  forget: () => void;
}

/**
 * @param savedText Told once each change is saved.
 * @param onSaved Done once each change is saved.
 */
export function useSegmentChange(savedText: string, onSaved?: () => void): SegmentChange {
  const fetcher = useFetcher();
  const latest = fetcher.data as ChangeAnswer | undefined;
  const answer = fetcher.state === 'submitting' ? undefined : latest;
  const settled = useRef<ChangeAnswer | undefined>(undefined);
  const [forgotten, setForgotten] = useState<ChangeAnswer | undefined>(undefined);
  useEffect(() => {
    if (!answer?.ok || settled.current === answer) return;
    settled.current = answer;
    showToast(savedText);
    onSaved?.();
  }, [answer, onSaved, savedText]);
  return {
    isBusy: fetcher.state !== 'idle',
    sent: fetcher.formData,
    problem: answer?.ok === false && forgotten !== answer ? answer.problem : null,
    send: (form) => fetcher.submit(form, { method: 'post', action: CHANGES_URL }),
    forget: () => setForgotten(latest),
  };
}

export const problemText = (t: TFunction, problem: ShownChangeProblem): string =>
  t(`segments.problems.${problem.kind}`);
