/** What the page's action answers to changes of keys. */
import type { TFunction } from 'i18next';
import { MOST_NAME_LETTERS } from '#app/core/api/keyTerms.ts';

export type KeyProblem = 'bad-name' | 'no-scope' | 'too-many' | 'no-such-key' | 'not-saved';

export interface NewToken {
  token: string;
  name: string;
}

export type KeyAnswer = { ok: true; made: NewToken | null } | { ok: false; problem: KeyProblem };

export const problemText = (t: TFunction, problem: KeyProblem): string =>
  t(`api.problems.${problem}`, { letters: MOST_NAME_LETTERS });
