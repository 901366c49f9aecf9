/** Why a customer is in a segment, or is not: the rule with the answer and the facts written beside every part. */
import { type Facts, factOf, type FactName, type FactValue } from '../facts/catalogue.ts';
import { answerTo, type Answer } from '../questions/question.ts';
import type { Yardsticks } from '../yardsticks/yardsticks.ts';
import { type Condition, conditionKindOf } from './conditions/registry.ts';
import type { Rule } from './rule.ts';
import { allOf, anyOf, opposite, type Verdict } from './verdict.ts';

/** What a condition looked at: each fact it asks with its value, or the instants that answer its question. */
export interface Looked {
  readonly facts: readonly { readonly fact: FactName; readonly value: FactValue }[];
  /** Null where it asks no question of the customer's history. */
  readonly answer: Answer | null;
}

/**
 * The rule's tree, each part with its own verdict. The `until` of a condition is the very instant at which its answer
 * turns; that of a group is the first at which it can.
 */
export type Explanation = Verdict &
  (
    | { readonly part: 'condition'; readonly condition: Condition; readonly looked: Looked }
    | { readonly part: 'all' | 'any' | 'not'; readonly parts: readonly Explanation[] }
  );

/** Explains the verdict that `evaluate` gives on the same arguments. */
export function explain(rule: Rule, facts: Facts, now: number, yardsticks: Yardsticks): Explanation {
  if ('all' in rule) {
    const parts = rule.all.map((part) => explain(part, facts, now, yardsticks));
    return { part: 'all', ...allOf(parts), parts };
  }
  if ('any' in rule) {
    const parts = rule.any.map((part) => explain(part, facts, now, yardsticks));
    return { part: 'any', ...anyOf(parts), parts };
  }
  if ('not' in rule) {
    const inner = explain(rule.not, facts, now, yardsticks);
    return { part: 'not', ...opposite(inner), parts: [inner] };
  }
  const kind = conditionKindOf(rule);
  const question = kind.asks?.(rule);
  return {
    part: 'condition',
    ...kind.decide(rule, facts, now, yardsticks),
    condition: rule,
    looked: {
      facts: factsLookedAt(rule, yardsticks).map((fact) => ({ fact, value: factOf(fact, facts, yardsticks) })),
      answer: question === undefined ? null : answerTo(question, facts.asked),
    },
  };
}

/** Where the customer's own gaps stand in for the purchase model, they are what is looked at. */
function factsLookedAt(condition: Condition, { model }: Yardsticks): FactName[] {
  return condition.is === 'likely-lost' && model?.kind === 'own-gaps'
    ? ['lastOrderAt', 'longGapMs']
    : factsAsked(condition);
}

/** The facts a condition compares. */
export function factsAsked(condition: Condition): FactName[] {
  if (condition.is === 'likely-lost') return ['orderCount', 'firstOrderAt', 'lastOrderAt'];
  if (condition.is === 'forecast') return ['placeKey'];
  if (!('fact' in condition)) return [];
  if ('other' in condition) return [condition.fact, condition.other];
  if ('span' in condition) return [condition.fact, condition.span];
  return [condition.fact];
}
