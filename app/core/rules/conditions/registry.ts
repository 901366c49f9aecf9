/** The only list of condition kinds. A test holds it equal to the files of this folder. */
import type { FactKind } from '../../facts/fact.ts';
import type { ConditionKind } from './condition.ts';
import { type FlagCondition, flagCondition } from './flag.ts';
import { type NumberCondition, numberCondition } from './number.ts';
import { type PresenceCondition, presenceCondition } from './presence.ts';
import { type RecencyCondition, recencyCondition } from './recency.ts';

/** One question about one fact. */
export type Condition = NumberCondition | FlagCondition | RecencyCondition | PresenceCondition;

export const conditionKinds: readonly ConditionKind<Condition>[] = [
  numberCondition,
  flagCondition,
  recencyCondition,
  presenceCondition,
];

const kindOfOperator = new Map(conditionKinds.flatMap((kind) => kind.operators.map((operator) => [operator, kind])));

/** The kind that understands this condition. */
export function conditionKindOf(condition: Condition): ConditionKind<Condition> {
  const kind = kindOfOperator.get(condition.is);
  if (kind === undefined) throw new Error(`no condition kind knows "${condition.is}"`);
  return kind;
}

/** The kinds that may ask a fact of this kind. */
export function conditionKindsFor(factKind: FactKind): readonly ConditionKind<Condition>[] {
  return conditionKinds.filter((kind) => kind.factKinds.includes(factKind));
}
