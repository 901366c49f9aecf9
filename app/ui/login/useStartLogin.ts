/** Sets out for a partner's login page, from any page of the admin. */
import { useFetcher } from '@remix-run/react';
import { useEffect } from 'react';
import { openOutside } from '../appBridge.ts';

export interface AnswerProblem {
  code: 'missing' | 'malformed' | 'refused' | 'out-of-reach' | 'not-saved';
  field: string | null;
}

type Started = { loginUrl?: string | null; problems?: AnswerProblem[] };

export interface StartedLogin {
  isBusy: boolean;
  /** What is wrong with the answers; empty when nothing is. */
  problems: readonly AnswerProblem[];
  /** It could not be started, for no reason that an answer could mend. */
  hasFailed: boolean;
  /** @param answers Left out: those that were given before go on to hold. */
  start(answers?: Record<string, string>): void;
}

export function useStartLogin(connector: string): StartedLogin {
  const fetcher = useFetcher<Started>();
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  const url = answer?.loginUrl;
  useEffect(() => {
    if (url) openOutside(url);
  }, [url]);
  const problems = (answer?.problems ?? []).filter(({ field }) => field !== null);
  return {
    isBusy: fetcher.state !== 'idle',
    problems,
    hasFailed: answer !== undefined && !url && problems.length === 0,
    start: (answers = {}) =>
      void fetcher.submit(
        { intent: 'start-login', connector, ...answers },
        { method: 'post', action: '/app/connections' },
      ),
  };
}
