/** Why a customer is in a segment, or is not: the rule with the answer and the facts written beside every part. */
import type { Facts, FactValue } from '../facts/catalogue.ts';
import { type Condition, conditionKindOf } from './conditions/registry.ts';
import type { Rule } from './rule.ts';
import { allOf, anyOf, opposite, type Verdict } from './verdict.ts';

/**
 * The rule's tree, each part with its own verdict. The `until` of a condition is the very instant at which its answer
 * turns; that of a group is the first at which it can.
 */
export type Explanation = Verdict &
  (
    | { readonly part: 'condition'; readonly condition: Condition; readonly value: FactValue }
    | { readonly part: 'all' | 'any' | 'not'; readonly parts: readonly Explanation[] }
  );

/** Explains the verdict that `evaluate` gives on the same arguments. */
export function explain(rule: Rule, facts: Facts, now: number): Explanation {
  if ('all' in rule) {
    const parts = rule.all.map((part) => explain(part, facts, now));
    return { part: 'all', ...allOf(parts), parts };
  }
  if ('any' in rule) {
    const parts = rule.any.map((part) => explain(part, facts, now));
    return { part: 'any', ...anyOf(parts), parts };
  }
  if ('not' in rule) {
    const inner = explain(rule.not, facts, now);
    return { part: 'not', ...opposite(inner), parts: [inner] };
  }
  return {
    part: 'condition',
    ...conditionKindOf(rule).decide(rule, facts, now),
    condition: rule,
    value: facts[rule.fact],
  };
}
