/** The rule tree: a condition, or a group of rules. Plain JSON, as it is stored, sent and shown. */
import type { Condition } from './conditions/registry.ts';

/** The most levels of a rule: a lone condition is one level, and every `all`, `any` or `not` around it one more. */
export const maxRuleLevels = 5;

/** The most conditions of a rule. */
export const maxRuleConditions = 50;

/** Each form has exactly the keys shown here, which is how forms are told apart. */
export type Rule =
  { readonly all: readonly Rule[] } | { readonly any: readonly Rule[] } | { readonly not: Rule } | Condition;

/** The conditions of a rule, from left to right. */
export function conditionsOf(rule: Rule): Condition[] {
  if ('all' in rule) return rule.all.flatMap(conditionsOf);
  if ('any' in rule) return rule.any.flatMap(conditionsOf);
  if ('not' in rule) return conditionsOf(rule.not);
  return [rule];
}
