/** The evaluator in memory: one rule, one customer, one instant. Its counterpart for a whole shop is sql/compile.ts. */
import type { Facts } from '../facts/catalogue.ts';
import type { Yardsticks } from '../yardsticks/yardsticks.ts';
import { conditionKindOf } from './conditions/registry.ts';
import type { Rule } from './rule.ts';
import { allOf, anyOf, opposite, type Verdict } from './verdict.ts';

/** The rule's answer for a customer of whom `facts` are known, at instant `now` in epoch milliseconds. */
export function evaluate(rule: Rule, facts: Facts, now: number, yardsticks: Yardsticks): Verdict {
  if ('all' in rule) return allOf(rule.all.map((part) => evaluate(part, facts, now, yardsticks)));
  if ('any' in rule) return anyOf(rule.any.map((part) => evaluate(part, facts, now, yardsticks)));
  if ('not' in rule) return opposite(evaluate(rule.not, facts, now, yardsticks));
  return conditionKindOf(rule).decide(rule, facts, now, yardsticks);
}
