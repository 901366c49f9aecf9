/** Changes of a list as its page asks for them: sent to one door, told by a toast, and by their problem if they were refused. */
import { useFetcher } from '@remix-run/react';
import { useTellOnceSaved } from '../SavedToasts.tsx';

/** The address that takes all changes; see routes/destinations.tsx. */
export const DESTINATIONS_URL = '/app/destinations';

export type ShownDestinationProblem =
  'no-such-destination' | 'bad-name' | 'name-taken' | 'bad-exclusion' | 'no-values' | 'not-saved';

type Answer = { ok: true } | { ok: false; problem: ShownDestinationProblem };

export interface DestinationChange {
  isBusy: boolean;
  /** What was sent and is under way. */
  sent: FormData | undefined;
  problem: ShownDestinationProblem | null;
  /** @param savedText Told once it is saved. */
  send: (form: Record<string, string | number>, savedText: string) => void;
}

/** @param what Which of the list's choices. */
export function useDestinationChange(destinationId: number, what: string): DestinationChange {
  const key = `${what}-${destinationId}`;
  const fetcher = useFetcher({ key });
  const tellOnceSaved = useTellOnceSaved();
  const answer = fetcher.state === 'submitting' ? undefined : (fetcher.data as Answer | undefined);
  return {
    isBusy: fetcher.state !== 'idle',
    sent: fetcher.formData,
    problem: answer?.ok === false ? answer.problem : null,
    send(form, savedText) {
      tellOnceSaved(key, savedText);
      void fetcher.submit({ intent: what, destinationId, ...form }, { method: 'post', action: DESTINATIONS_URL });
    },
  };
}
