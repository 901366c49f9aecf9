/** What a merchant does with a rule under construction: every step makes a new tree, and says where the focus belongs then. */
import type { Rule } from '#app/core/rules/rule.ts';
import { maxRuleConditions, maxRuleLevels } from '#app/core/rules/rule.ts';
import { aboutSubject, askedBy, emptyCondition, withValues, type ConditionDraft } from './conditionDraft.ts';
import type { Operator } from './conditionFields.ts';
import type { FieldTerms, FieldValues } from './fieldValues.ts';
import {
  conditionsIn,
  draftOf,
  type GroupDraft,
  type GroupForm,
  isGroup,
  levelsOf,
  type PartDraft,
  type RuleDraft,
} from './ruleDraft.ts';
import type { SubjectId } from './subjects.ts';

export type Edit =
  | { readonly what: 'add-condition' | 'add-group'; readonly groupKey: number }
  | { readonly what: 'remove'; readonly key: number }
  | { readonly what: 'move'; readonly key: number; readonly direction: Direction }
  | { readonly what: 'form'; readonly key: number; readonly form: GroupForm }
  | { readonly what: 'about'; readonly key: number; readonly about: SubjectId }
  | { readonly what: 'operator'; readonly key: number; readonly is: Operator }
  | { readonly what: 'values'; readonly key: number; readonly values: FieldValues }
  /** Nothing is held back any more of what is wrong with this condition, or with any. */
  | { readonly what: 'leave'; readonly key: number | null }
  | { readonly what: 'start'; readonly rule: Rule; readonly terms: FieldTerms };

export type Direction = 'up' | 'down';

export function edited(draft: RuleDraft, edit: Edit): RuleDraft {
  const { root, nextKey } = draft;
  const inGroup = (key: number, change: (group: GroupDraft) => GroupDraft): RuleDraft => ({
    ...draft,
    root: changeGroups(root, (group) => (group.key === key ? change(group) : group)),
  });
  const inCondition = (key: number | null, change: (condition: ConditionDraft) => ConditionDraft): RuleDraft => ({
    ...draft,
    root: changeGroups(root, (group) => ({
      ...group,
      parts: group.parts.map((part) => (!isGroup(part) && (key === null || part.key === key) ? change(part) : part)),
    })),
  });
  switch (edit.what) {
    case 'add-condition':
      return {
        ...inGroup(edit.groupKey, (group) => ({ ...group, parts: [...group.parts, emptyCondition(nextKey)] })),
        nextKey: nextKey + 1,
      };
    case 'add-group': {
      const added: GroupDraft = { key: nextKey, form: 'any', parts: [emptyCondition(nextKey + 1)] };
      return {
        ...inGroup(edit.groupKey, (group) => ({ ...group, parts: [...group.parts, added] })),
        nextKey: nextKey + 2,
      };
    }
    case 'remove':
      return {
        ...draft,
        root: changeGroups(root, (group) => ({ ...group, parts: group.parts.filter(({ key }) => key !== edit.key) })),
      };
    case 'move':
      return { ...draft, root: moved(root, edit.key, edit.direction) };
    case 'form':
      return inGroup(edit.key, (group) => ({ ...group, form: edit.form }));
    case 'about':
      return inCondition(edit.key, (condition) => aboutSubject(condition, edit.about));
    case 'operator':
      return inCondition(edit.key, (condition) => askedBy(condition, edit.is));
    case 'values':
      return inCondition(edit.key, (condition) => withValues(condition, edit.values));
    case 'leave':
      return inCondition(edit.key, (condition) => (condition.isLeft ? condition : { ...condition, isLeft: true }));
    case 'start':
      return draftOf(edit.rule, edit.terms);
  }
}

/** The group of a part; null for the outermost, and for what is not there. */
export function groupOf(root: GroupDraft, key: number): GroupDraft | null {
  if (root.parts.some((part) => part.key === key)) return root;
  for (const part of root.parts) {
    const found = isGroup(part) ? groupOf(part, key) : null;
    if (found) return found;
  }
  return null;
}

/**
 * A step through the tree as it is read: past the neighbour, into it where it is a group, or out of the own group at its end.
 * What would make the rule too deep passes by the group. Without a place to go to everything stays.
 */
export function moved(root: GroupDraft, key: number, direction: Direction): GroupDraft {
  const group = groupOf(root, key);
  const index = group?.parts.findIndex((part) => part.key === key) ?? -1;
  const part = group?.parts[index];
  if (!group || !part) return root;
  const isUp = direction === 'up';
  const neighbour = group.parts[isUp ? index - 1 : index + 1];
  const without = changeGroups(root, (each) => ({ ...each, parts: each.parts.filter((other) => other !== part) }));
  if (neighbour === undefined) {
    const outer = groupOf(root, group.key);
    return outer ? placed(without, outer.key, part, group.key, isUp ? 'before' : 'after') : root;
  }
  if (isGroup(neighbour)) {
    const inside = changeGroups(without, (each) =>
      each.key === neighbour.key ? { ...each, parts: isUp ? [...each.parts, part] : [part, ...each.parts] } : each,
    );
    if (levelsOf({ root: inside }) <= maxRuleLevels) return inside;
  }
  return placed(without, group.key, part, neighbour.key, isUp ? 'before' : 'after');
}

function placed(
  root: GroupDraft,
  groupKey: number,
  part: PartDraft,
  besideKey: number,
  side: 'before' | 'after',
): GroupDraft {
  return changeGroups(root, (group) => {
    if (group.key !== groupKey) return group;
    const beside = group.parts.findIndex(({ key }) => key === besideKey) + (side === 'after' ? 1 : 0);
    return { ...group, parts: group.parts.toSpliced(beside, 0, part) };
  });
}

/** Changes a group before those within it. */
function changeGroups(group: GroupDraft, change: (group: GroupDraft) => GroupDraft): GroupDraft {
  const changed = change(group);
  return { ...changed, parts: changed.parts.map((part) => (isGroup(part) ? changeGroups(part, change) : part)) };
}

export const canAddCondition = ({ root }: RuleDraft): boolean => conditionsIn(root).length < maxRuleConditions;

export const canAddGroup = (draft: RuleDraft, groupKey: number): boolean =>
  canAddCondition(draft) && levelsOf(edited(draft, { what: 'add-group', groupKey })) <= maxRuleLevels;

/** The part that has the focus after a step: what was added or moved, or what took the place of what is gone. */
export function focusAfter(before: RuleDraft, edit: Edit, after: RuleDraft): number | null {
  switch (edit.what) {
    case 'add-condition':
      return before.nextKey;
    case 'add-group':
      return before.nextKey + 1;
    case 'move':
      return edit.key;
    case 'remove': {
      const group = groupOf(before.root, edit.key);
      const index = group?.parts.findIndex(({ key }) => key === edit.key) ?? -1;
      const left = group && (groupIn(after.root, group.key)?.parts ?? []);
      return left?.[Math.min(index, left.length - 1)]?.key ?? group?.key ?? null;
    }
    case 'start':
      return after.root.key;
    default:
      return null;
  }
}

function groupIn(root: GroupDraft, key: number): GroupDraft | null {
  if (root.key === key) return root;
  for (const part of root.parts) {
    const found = isGroup(part) ? groupIn(part, key) : null;
    if (found) return found;
  }
  return null;
}
