/** Saves what is being built through the page's own door; what the shop's server finds wrong is put where it belongs. */
import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import type { RuleProblem } from '#app/core/rules/parse.ts';
import type { ReferenceProblem } from '#app/core/rules/references.ts';
import { type PartProblem, problemAt, referenceProblems } from './draftProblems.ts';
import type { RuleDraft, WrittenRule } from './ruleDraft.ts';

/** What went wrong on the whole. */
export type SaveProblem = 'bad-name' | 'bad-rule' | 'bad-reference' | 'no-such-segment' | 'not-saved';

interface Problem {
  kind: string;
  problems?: readonly RuleProblem[];
  reference?: ReferenceProblem;
}

type Answer = { ok: true; segmentId: number } | { ok: false; problem: Problem };

interface Sent {
  draft: RuleDraft;
  written: WrittenRule;
  json: string;
}

const told: readonly string[] = ['bad-name', 'bad-rule', 'bad-reference', 'no-such-segment'] satisfies SaveProblem[];

export interface Saving {
  problem: SaveProblem | null;
  /** Of the rule as it was sent; none once it has changed. */
  partProblems: readonly PartProblem[];
  /** The segment, once it is saved. */
  savedId: number | null;
  save: (form: Record<string, string>) => void;
  /** Puts the latest answer out of mind. */
  forget: () => void;
}

/** @param json The rule as it stands. */
export function useSaving(draft: RuleDraft, written: WrittenRule, json: string): Saving {
  const fetcher = useFetcher();
  const [sent, setSent] = useState<Sent | null>(null);
  const answer = fetcher.state === 'submitting' || sent === null ? undefined : (fetcher.data as Answer | undefined);
  const problem = answer?.ok === false ? answer.problem : null;
  const isOfRule = problem?.kind === 'bad-rule' || problem?.kind === 'bad-reference';
  const isStill = sent?.json === json;
  return {
    problem:
      problem === null || (isOfRule && !isStill)
        ? null
        : told.includes(problem.kind)
          ? (problem.kind as SaveProblem)
          : 'not-saved',
    partProblems: sent !== null && isStill && problem !== null ? partProblems(problem, sent) : [],
    savedId: answer?.ok === true ? answer.segmentId : null,
    save(form) {
      setSent({ draft, written, json });
      void fetcher.submit(form, { method: 'post' });
    },
    forget: () => setSent(null),
  };
}

function partProblems({ problems, reference }: Problem, { draft, written }: Sent): readonly PartProblem[] {
  if (reference) return referenceProblems(draft, reference);
  return (problems ?? []).map((problem) => problemAt(problem, written));
}
