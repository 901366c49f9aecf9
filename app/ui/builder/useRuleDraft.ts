/** The rule under construction on the page: its steps, the focus after each, and what is said aloud of it. */
import type { TFunction } from 'i18next';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Edit, edited, focusAfter } from './draftEdits.ts';
import { placesOf, type PartPlace } from './outline.ts';
import type { GroupDraft, RuleDraft } from './ruleDraft.ts';

export interface DraftState {
  draft: RuleDraft;
  /** For those who listen: what the latest step did. */
  announcement: string;
  dispatch: (edit: Edit) => void;
  /** Back to how it was. */
  reset: (draft: RuleDraft) => void;
}

export function useRuleDraft(initial: RuleDraft): DraftState {
  const { t } = useTranslation();
  const [{ draft, latest }, setState] = useState<Progress>({ draft: initial, latest: null });
  // Steps can follow one another faster than the page is drawn; each goes on from what the one before made.
  const dispatch = useCallback(
    (edit: Edit) => setState(({ draft: before }) => ({ draft: edited(before, edit), latest: { edit, before } })),
    [],
  );
  const reset = useCallback((before: RuleDraft) => setState({ draft: before, latest: null }), []);
  useEffect(() => {
    if (latest === null) return;
    for (const id of controlsFor(latest.edit, focusAfter(latest.before, latest.edit, draft))) {
      const control = document.getElementById(id);
      if (!control || control.matches(':disabled, [aria-disabled="true"]')) continue;
      control.focus();
      return;
    }
  }, [draft, latest]);
  return {
    draft,
    announcement: latest === null ? '' : announced(t, latest.edit, latest.before, draft),
    dispatch,
    reset,
  };
}

interface Progress {
  draft: RuleDraft;
  /** The latest step, and what it began with. */
  latest: { edit: Edit; before: RuleDraft } | null;
}

/** Ids of the controls of a part, which take the focus when it is their turn. */
export const controlId = {
  subject: (key: number): string => `subject-${key}`,
  up: (key: number): string => `up-${key}`,
  down: (key: number): string => `down-${key}`,
  remove: (key: number): string => `remove-${key}`,
  add: (key: number): string => `add-${key}`,
};

/** The first of these that is there and can be used. */
function controlsFor(edit: Edit, key: number | null): string[] {
  if (key === null) return [];
  switch (edit.what) {
    case 'add-condition':
    case 'add-group':
      return [controlId.subject(key)];
    case 'move':
      return edit.direction === 'up'
        ? [controlId.up(key), controlId.down(key)]
        : [controlId.down(key), controlId.up(key)];
    case 'remove':
      return [controlId.remove(key), controlId.add(key)];
    default:
      return [];
  }
}

function announced(t: TFunction, edit: Edit, before: RuleDraft, after: RuleDraft): string {
  const place = (root: GroupDraft, key: number): string => placeText(t, placesOf(root).get(key));
  switch (edit.what) {
    case 'add-condition':
    case 'add-group':
      return t('builder.part.added', { place: place(after.root, before.nextKey) });
    case 'remove':
      return t('builder.part.removed', { place: place(before.root, edit.key) });
    case 'move':
      return t('builder.part.moved', { place: place(after.root, edit.key) });
    case 'start':
      return t('builder.part.started');
    default:
      return '';
  }
}

/** "Condition 2 of group 1". */
export function placeText(t: TFunction, place: PartPlace | undefined): string {
  if (!place) return '';
  return place.condition === null
    ? t('builder.places.group', { group: place.group })
    : t('builder.places.condition', { group: place.group, condition: place.condition });
}
