/** Sends a change of keys to the page's action, and hands a new key on, once. */
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { KeyAnswer, KeyProblem, NewToken } from './keyAnswers.ts';

interface KeyFetcher {
  busy: boolean;
  problem: KeyProblem | null;
  send: (form: Record<string, string | number>) => void;
}

/** @param onDone Called once for each change that was made, with the new key where there is one. */
export function useKeyFetcher(key: string, onDone: (made: NewToken | null) => void): KeyFetcher {
  const fetcher = useFetcher<KeyAnswer>({ key });
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const told = useRef<KeyAnswer | undefined>(undefined);
  useEffect(() => {
    if (!answer || told.current === answer) return;
    told.current = answer;
    if (answer.ok) onDone(answer.made);
  }, [answer, onDone]);
  return {
    busy: fetcher.state !== 'idle',
    problem: answer?.ok === false ? answer.problem : null,
    send: (form) => fetcher.submit(form, { method: 'post' }),
  };
}
