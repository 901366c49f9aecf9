/** The only list of condition kinds. A test holds it equal to the files of this folder. */
import type { FactKind } from '../../facts/fact.ts';
import { type ActiveDaysCondition, activeDaysCondition } from './activeDays.ts';
import { type AliveCondition, aliveCondition } from './alive.ts';
import { type AnniversaryCondition, anniversaryCondition } from './anniversary.ts';
import { type BirthdayCondition, birthdayCondition } from './birthday.ts';
import type { ConditionKind } from './condition.ts';
import { type FlagCondition, flagCondition } from './flag.ts';
import { type ForecastCondition, forecastCondition } from './forecast.ts';
import { type GapCondition, gapCondition } from './gap.ts';
import { type HappenedCondition, happenedCondition } from './happened.ts';
import { type MembershipCondition, membershipCondition } from './membership.ts';
import { type NamedCondition, namedCondition } from './named.ts';
import { type NumberCondition, numberCondition } from './number.ts';
import { type PresenceCondition, presenceCondition } from './presence.ts';
import { type RecencyCondition, recencyCondition } from './recency.ts';
import { type SinceCondition, sinceCondition } from './since.ts';
import { type StandingCondition, standingCondition } from './standing.ts';
import { type StretchCondition, stretchCondition } from './stretches.ts';
import { type TextCondition, textCondition } from './text.ts';
import { type UnorderedCondition, unorderedCondition } from './unordered.ts';
import { type WordsCondition, wordsCondition } from './words.ts';

/** One question about one customer. */
export type Condition =
  | NumberCondition
  | FlagCondition
  | RecencyCondition
  | PresenceCondition
  | SinceCondition
  | GapCondition
  | AnniversaryCondition
  | TextCondition
  | WordsCondition
  | NamedCondition
  | BirthdayCondition
  | StandingCondition
  | HappenedCondition
  | UnorderedCondition
  | ActiveDaysCondition
  | StretchCondition
  | AliveCondition
  | ForecastCondition
  | MembershipCondition;

export const conditionKinds: readonly ConditionKind<Condition>[] = [
  numberCondition,
  flagCondition,
  recencyCondition,
  presenceCondition,
  sinceCondition,
  gapCondition,
  anniversaryCondition,
  textCondition,
  wordsCondition,
  namedCondition,
  birthdayCondition,
  standingCondition,
  happenedCondition,
  unorderedCondition,
  activeDaysCondition,
  stretchCondition,
  aliveCondition,
  forecastCondition,
  membershipCondition,
];

const kindOfOperator = new Map(conditionKinds.flatMap((kind) => kind.operators.map((operator) => [operator, kind])));

/** The kind that has this operator; undefined if none has. */
export const conditionKindNamed = (operator: string): ConditionKind<Condition> | undefined =>
  kindOfOperator.get(operator);

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
