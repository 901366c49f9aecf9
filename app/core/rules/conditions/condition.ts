/**
 * The socket of a condition: what one kind of question about a customer must bring. A new kind is one file beside this
 * one and one line in registry.ts; the parser, both evaluators and the explanation then know it.
 */
import type { z } from 'zod';
import type { FactKind } from '../../facts/fact.ts';
import type { Facts } from '../../facts/catalogue.ts';
import type { Question } from '../../questions/question.ts';
import type { Yardsticks } from '../../yardsticks/yardsticks.ts';
import type { SqlScope, SqlVerdict } from '../sql/expression.ts';
import type { Verdict } from '../verdict.ts';

/** The functions are declared as methods so that a kind of one condition fits where a kind of any is asked for. */
export interface ConditionKind<Condition> {
  /** The kinds of facts that may be asked so; none of a kind that asks no single fact. */
  readonly factKinds: readonly FactKind[];
  /** The words that may stand under `is`. No two kinds share one. */
  readonly operators: readonly string[];
  /** Checks one condition; its messages go to whoever wrote the rule. */
  readonly schema: z.ZodType<Condition>;
  /** What it asks of the customer's history; nothing where facts are enough. */
  asks?(condition: Condition): Question;
  /** The answer at instant `now`, in epoch milliseconds. */
  decide(condition: Condition, facts: Facts, now: number, yardsticks: Yardsticks): Verdict;
  /** The same answer as SQL text over one row of facts. */
  compile(condition: Condition, scope: SqlScope): SqlVerdict;
}
