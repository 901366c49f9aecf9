/** Asks for what was set aside to be worked in again, and tells how many it was. */
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { useFormats } from './formats.ts';

export interface Replay {
  hasFailed: boolean;
  /** Whether what was asked under this key is under way. */
  isBusy(key: string): boolean;
  /** @param choice As the data page's action takes it; all of them, when it is empty. */
  ask(key: string, choice: Record<string, string>): void;
}

type Answer = { ok: true; count: number } | { ok: false };

export function useReplay(): Replay {
  const { t } = useTranslation();
  const { number } = useFormats();
  const fetcher = useFetcher<Answer>();
  const [asked, setAsked] = useState<string | null>(null);
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const told = useRef<Answer | undefined>(undefined);
  useEffect(() => {
    if (!answer?.ok || told.current === answer) return;
    told.current = answer;
    showToast(t('data.parked.replayed', { count: answer.count, replace: { count: number(answer.count) } }));
  }, [answer, number, t]);
  return {
    hasFailed: answer?.ok === false,
    isBusy: (key) => fetcher.state !== 'idle' && asked === key,
    ask(key, choice) {
      setAsked(key);
      fetcher.submit({ intent: 'replay', ...choice }, { method: 'post' });
    },
  };
}
