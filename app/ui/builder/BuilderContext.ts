/** What every part of the rule under construction needs to know. */
import { createContext, useContext } from 'react';
import type { NamedSegment } from '../segmentText.ts';
import type { Edit } from './draftEdits.ts';
import type { PartProblem } from './draftProblems.ts';
import type { PartPlace } from './outline.ts';
import { emptyDraft, type RuleDraft } from './ruleDraft.ts';
import type { SubjectGroup } from './subjectTexts.ts';

export interface Builder {
  draft: RuleDraft;
  dispatch: (edit: Edit) => void;
  places: ReadonlyMap<number, PartPlace>;
  problems: readonly PartProblem[];
  /** Everything a condition can be about. */
  groups: readonly SubjectGroup[];
  /** Those that the rule may refer to, or does. */
  segments: readonly NamedSegment[];
}

const BuilderContext = createContext<Builder>({
  draft: emptyDraft,
  dispatch: () => undefined,
  places: new Map(),
  problems: [],
  groups: [],
  segments: [],
});

export const BuilderProvider = BuilderContext.Provider;

export const useBuilder = (): Builder => useContext(BuilderContext);
