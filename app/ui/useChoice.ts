/** A yes or no that is shown as chosen at once, and as stored again once the choice has been answered. */
import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import { useTellOnceSaved } from './SavedToasts.tsx';

/** What an action answers to a choice. */
export type ChoiceAnswer<Problem> = { ok: true } | { ok: false; problem: Problem };

export interface Choice<Problem> {
  /** What is to be shown. */
  on: boolean;
  /** Why the latest choice was not stored; null when it was, or is under way. */
  problem: Problem | null;
  /** @param savedText Told once the choice is stored. */
  choose: (on: boolean, form: Record<string, string | number>, savedText?: string) => void;
}

/**
 * @param key Tells this choice from the others of the page.
 * @param stored As the page's data says.
 * @param action The address that takes the choice.
 */
export function useChoice<Problem>(key: string, stored: boolean, action: string): Choice<Problem> {
  const fetcher = useFetcher({ key });
  const tellOnceSaved = useTellOnceSaved();
  const told = fetcher.data as ChoiceAnswer<Problem> | undefined;
  // The library tells of a submission a moment late; this is in force from the click until there is another answer.
  const [chosen, setChosen] = useState<{ on: boolean; answerBefore: ChoiceAnswer<Problem> | undefined } | null>(null);
  const open = chosen !== null && (fetcher.state !== 'idle' || told === chosen.answerBefore);
  const answer = open ? undefined : told;
  return {
    on: open ? chosen.on : stored,
    problem: answer?.ok === false ? answer.problem : null,
    choose(on, form, savedText) {
      setChosen({ on, answerBefore: told });
      if (savedText !== undefined) tellOnceSaved(key, savedText);
      fetcher.submit(form, { method: 'post', action });
    },
  };
}
