/**
 * A rule while it is being built: a tree of groups and conditions, each with a key of its own. Read from a rule, and written as
 * one, with the place of every part, so that a problem with the rule can be shown at the very part.
 */
import type { Rule } from '#app/core/rules/rule.ts';
import { type ConditionDraft, conditionDraftOf, type ConditionFault, writeCondition } from './conditionDraft.ts';
import type { FieldTerms } from './fieldValues.ts';

/** `none` is not any, `not-all` is not all. */
export const groupForms = ['all', 'any', 'none', 'not-all'] as const;
export type GroupForm = (typeof groupForms)[number];

export interface GroupDraft {
  readonly key: number;
  readonly form: GroupForm;
  readonly parts: readonly PartDraft[];
}

export type PartDraft = GroupDraft | ConditionDraft;

export const isGroup = (part: PartDraft): part is GroupDraft => 'parts' in part;

const isNegated = (part: PartDraft): boolean => isGroup(part) && (part.form === 'none' || part.form === 'not-all');

/** Whether a part, standing by itself, is read again as the very same. */
const isUnmistakable = (part: PartDraft): boolean => !isGroup(part) || isNegated(part);

/** The only part of a group around all, where it says as much without the group. */
function loneIn(root: GroupDraft): PartDraft | null {
  const [only, ...others] = root.parts;
  return only && others.length === 0 && !isNegated(root) && isUnmistakable(only) ? only : null;
}

/** A rule with the number that the next part will have as its key. */
export interface RuleDraft {
  readonly root: GroupDraft;
  readonly nextKey: number;
}

export const emptyDraft: RuleDraft = { root: { key: 1, form: 'all', parts: [] }, nextKey: 2 };

/** A lone condition becomes a group of one, so that others can be put beside it. */
export function draftOf(rule: Rule, terms: FieldTerms): RuleDraft {
  let nextKey = 1;
  const read = (part: Rule): PartDraft => {
    const key = nextKey;
    nextKey += 1;
    if ('all' in part) return { key, form: 'all', parts: part.all.map(read) };
    if ('any' in part) return { key, form: 'any', parts: part.any.map(read) };
    if (!('not' in part)) return conditionDraftOf(part, key, terms);
    if ('all' in part.not) return { key, form: 'not-all', parts: part.not.all.map(read) };
    return { key, form: 'none', parts: 'any' in part.not ? part.not.any.map(read) : [read(part.not)] };
  };
  const root = read(rule);
  if (isGroup(root)) return { root, nextKey };
  return { root: { key: nextKey, form: 'all', parts: [root] }, nextKey: nextKey + 1 };
}

export type RulePath = readonly PropertyKey[];

export interface WrittenRule {
  /** To be judged by `parseRule`: what is not filled in is not in it. */
  readonly rule: unknown;
  /** Everything that is wrong with what is typed, by the key of the condition. */
  readonly faults: readonly (ConditionFault & { readonly key: number })[];
  /** The part at a place of the rule, and what of the place lies within it; the root where the place is none. */
  partAt(path: RulePath): { readonly key: number; readonly within: RulePath };
}

export function writeRule({ root }: Pick<RuleDraft, 'root'>, terms: FieldTerms): WrittenRule {
  const keys = new Map<string, number>();
  const faults: (ConditionFault & { readonly key: number })[] = [];
  const place = (path: RulePath): string => path.map(String).join('/');

  function write(part: PartDraft, path: RulePath): unknown {
    keys.set(place(path), part.key);
    if (isGroup(part)) return writeGroup(part, path);
    const written = writeCondition(part, terms);
    faults.push(...written.faults.map((fault) => ({ ...fault, key: part.key })));
    return written.condition;
  }

  function writeGroup(group: GroupDraft, path: RulePath): unknown {
    const list = (within: RulePath): unknown[] => group.parts.map((part, index) => write(part, [...within, index]));
    const [only, ...others] = group.parts;
    switch (group.form) {
      case 'all':
        return { all: list([...path, 'all']) };
      case 'any':
        return { any: list([...path, 'any']) };
      case 'not-all':
        return { not: { all: list([...path, 'not', 'all']) } };
      case 'none':
        // A level less; a plain group within would read as part of this one.
        return only && others.length === 0 && isUnmistakable(only)
          ? { not: write(only, [...path, 'not']) }
          : { not: { any: list([...path, 'not', 'any']) } };
    }
  }

  const lone = loneIn(root);
  const rule = write(lone ?? root, []);
  return {
    rule,
    faults,
    partAt(path) {
      for (let length = path.length; length >= 0; length -= 1) {
        const key = keys.get(place(path.slice(0, length)));
        if (key !== undefined) return { key, within: path.slice(length) };
      }
      return { key: root.key, within: path };
    },
  };
}

/** How many levels the rule has; see `maxRuleLevels`. */
export function levelsOf({ root }: Pick<RuleDraft, 'root'>): number {
  const deepest = (parts: readonly PartDraft[]): number => Math.max(0, ...parts.map(levels));
  const levels = (part: PartDraft): number => {
    if (!isGroup(part)) return 1;
    const [only, ...others] = part.parts;
    const isLoneNot = part.form === 'none' && only && others.length === 0 && isUnmistakable(only);
    return deepest(part.parts) + (isNegated(part) && !isLoneNot ? 2 : 1);
  };
  return levels(loneIn(root) ?? root);
}

/** The conditions of a group and of all groups in it. */
export function conditionsIn(group: GroupDraft): readonly ConditionDraft[] {
  return group.parts.flatMap((part) => (isGroup(part) ? conditionsIn(part) : [part]));
}
