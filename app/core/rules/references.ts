/** References from one segment to another: replaced by the rule they stand for, and kept from going round in a circle. */
import { failure, type Result, success } from '../result.ts';
import type { MembershipCondition } from './conditions/membership.ts';
import { conditionsOf, type Rule } from './rule.ts';

/**
 * The most conditions and references of a rule together with all it refers to. Without a limit segments that refer to others
 * often would grow by a power with every level.
 */
export const maxResolvedParts = 500;

/**
 * - `missing`: there is no such segment.
 * - `cycle`: the segment would stand for itself.
 * - `too-large`: with this segment the rule would have more than `maxResolvedParts`.
 */
export interface ReferenceProblem {
  readonly kind: 'missing' | 'cycle' | 'too-large';
  readonly segment: number;
}

const isReference = (rule: Rule): rule is MembershipCondition => 'segment' in rule;

/** The segments a rule refers to itself, each once. */
export function referencesOf(rule: Rule): number[] {
  return [...new Set(conditionsOf(rule).flatMap((condition) => (isReference(condition) ? [condition.segment] : [])))];
}

/**
 * The rule with every reference replaced by the rule of that segment.
 * @param ruleOf The rule of a segment as it is kept; undefined where there is none.
 * @param of The segment whose rule it is; null for one that is not kept yet.
 */
export function withoutReferences(
  rule: Rule,
  ruleOf: (segment: number) => Rule | undefined,
  of: number | null = null,
): Result<Rule, ReferenceProblem> {
  const problems: ReferenceProblem[] = [];
  let partCount = 0;
  const resolved = replace(rule, of === null ? [] : [of]);
  return problems[0] ? failure(problems[0]) : success(resolved);

  function replace(part: Rule, within: readonly number[]): Rule {
    if (problems.length > 0) return part;
    if ('all' in part) return { all: part.all.map((inner) => replace(inner, within)) };
    if ('any' in part) return { any: part.any.map((inner) => replace(inner, within)) };
    if ('not' in part) return { not: replace(part.not, within) };
    partCount += 1;
    if (!isReference(part)) return part;
    const { segment, is } = part;
    const target = ruleOf(segment);
    if (target === undefined) return refuse('missing', part);
    if (within.includes(segment)) return refuse('cycle', part);
    if (partCount + conditionsOf(target).length > maxResolvedParts) return refuse('too-large', part);
    const inner = replace(target, [...within, segment]);
    return is === 'member-of' ? inner : { not: inner };
  }

  function refuse(kind: ReferenceProblem['kind'], part: MembershipCondition): Rule {
    problems.push({ kind, segment: part.segment });
    return part;
  }
}
