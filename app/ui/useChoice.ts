/** A yes or no that is shown as chosen at once, and as stored again once the choice has been answered. */
import { useFetcher } from '@remix-run/react';
import { useState } from 'react';

/** What the action at /app/destinations answers. */
export type ChoiceAnswer =
  { ok: true } | { ok: false; problem: 'no-such-segment' | 'not-connected' | 'no-such-destination' | 'not-saved' };

export interface Choice {
  /** What is to be shown. */
  on: boolean;
  /** Why the latest choice was not stored; null when it was, or is under way. */
  problem: Extract<ChoiceAnswer, { ok: false }>['problem'] | null;
  /** The latest answer, once what is stored has been read again. */
  answer: ChoiceAnswer | undefined;
  choose: (on: boolean, form: Record<string, string | number>) => void;
}

/** @param key Tells this choice from the others of the page. @param stored As the page's data says. */
export function useChoice(key: string, stored: boolean): Choice {
  const fetcher = useFetcher<ChoiceAnswer>({ key });
  // The library tells of a submission a moment late; this is in force from the click until there is another answer.
  const [chosen, setChosen] = useState<{ on: boolean; answerBefore: ChoiceAnswer | undefined } | null>(null);
  const open = chosen !== null && (fetcher.state !== 'idle' || fetcher.data === chosen.answerBefore);
  const answer = open ? undefined : fetcher.data;
  return {
    on: open ? chosen.on : stored,
    problem: answer?.ok === false ? answer.problem : null,
    answer,
    choose(on, form) {
      setChosen({ on, answerBefore: fetcher.data });
      fetcher.submit(form, { method: 'post', action: '/app/destinations' });
    },
  };
}
