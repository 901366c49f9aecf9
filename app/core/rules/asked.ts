/** What rules ask of a customer's history, beyond facts. */
import { type Question, questionKey } from '../questions/question.ts';
import { conditionKindOf } from './conditions/registry.ts';
import { conditionsOf, type Rule } from './rule.ts';

/** The questions of these rules, each once, in the order of their first place. */
export function questionsOf(rules: readonly Rule[]): Question[] {
  const questions = new Map<string, Question>();
  for (const condition of rules.flatMap(conditionsOf)) {
    const question = conditionKindOf(condition).asks?.(condition);
    if (question !== undefined) questions.set(questionKey(question), question);
  }
  return [...questions.values()];
}
