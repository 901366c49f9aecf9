/** Everything a condition can be about: each fact, each thing that may have happened, and each other segment. */
import { orderFacts } from '#app/core/facts/catalogue/orders.ts';
import { derivedFacts } from '#app/core/facts/catalogue/derived.ts';
import { marketingFacts } from '#app/core/facts/catalogue/marketing.ts';
import { predictionFacts } from '#app/core/facts/catalogue/prediction.ts';
import { profileFacts } from '#app/core/facts/catalogue/profile.ts';
import { siteFacts } from '#app/core/facts/catalogue/site.ts';
import { factCatalogue, type FactName, isFactName } from '#app/core/facts/catalogue.ts';
import { historyEvents, type HistoryEvent } from '#app/core/questions/question.ts';
import { type Condition, conditionKinds, conditionKindsFor } from '#app/core/rules/conditions/registry.ts';
import { type HappenedCondition, happenedCondition } from '#app/core/rules/conditions/happened.ts';
import { type MembershipCondition, membershipCondition } from '#app/core/rules/conditions/membership.ts';
import { isHistoryEvent, isOperator, type Operator } from './conditionFields.ts';

/** A condition that needs no fact: what it is about is its operator. */
export type LoneOperator = Exclude<Condition, { fact: unknown } | HappenedCondition | MembershipCondition>['is'];

export type Subject =
  | { readonly kind: 'fact'; readonly fact: FactName }
  | { readonly kind: 'event'; readonly event: HistoryEvent }
  | { readonly kind: 'lone'; readonly is: LoneOperator }
  | { readonly kind: 'segment'; readonly segmentId: number };

/** A subject as one text, which a list of choices can hold; empty where nothing is chosen yet. */
export type SubjectId = string;

export function subjectId(subject: Subject): SubjectId {
  switch (subject.kind) {
    case 'fact':
      return `fact:${subject.fact}`;
    case 'event':
      return `event:${subject.event}`;
    case 'lone':
      return `lone:${subject.is}`;
    case 'segment':
      return `segment:${subject.segmentId}`;
  }
}

/** Null where nothing is chosen, and for what nobody can choose. */
export function subjectOf(id: SubjectId): Subject | null {
  const [kind, name = ''] = id.split(':');
  if (kind === 'fact') return isFactName(name) ? { kind, fact: name } : null;
  if (kind === 'event') return isHistoryEvent(name) ? { kind, event: name } : null;
  if (kind === 'lone') return loneOperators.includes(name as LoneOperator) ? { kind, is: name as LoneOperator } : null;
  if (kind === 'segment') return /^[1-9]\d*$/.test(name) ? { kind, segmentId: Number(name) } : null;
  return null;
}

const happenedOperators: readonly Operator[] = happenedCondition.operators.filter(isOperator);
const membershipOperators: readonly Operator[] = membershipCondition.operators.filter(isOperator);

const loneOperators = conditionKinds
  .filter(({ factKinds }) => factKinds.length === 0)
  .flatMap(({ operators }) => operators.filter(isOperator))
  .filter((operator) => ![...happenedOperators, ...membershipOperators].includes(operator)) as LoneOperator[];

/** The ways to ask about a subject, the first of them first offered. */
export function operatorsOf(subject: Subject): readonly Operator[] {
  switch (subject.kind) {
    case 'fact':
      return factOperators(subject.fact);
    case 'event':
      return happenedOperators;
    case 'lone':
      return [subject.is];
    case 'segment':
      return membershipOperators;
  }
}

/** Merchants seldom ask for exactly so many. */
const seldom: readonly Operator[] = ['equal-to', 'not-equal-to'];

/** Some kinds take only some facts of a kind: what the schema says of the fact decides. */
function factOperators(fact: FactName): readonly Operator[] {
  const all = conditionKindsFor(factCatalogue[fact].kind).flatMap(({ operators, schema }) =>
    operators.filter(isOperator).filter((is) => {
      const checked = schema.safeParse({ fact, is });
      return checked.success || !checked.error.issues.some(({ path }) => path[0] === 'fact');
    }),
  );
  const often = all.filter((operator) => !seldom.includes(operator));
  const [least] = often.filter((operator) => operator === 'at-least');
  return [
    ...(least ? [least] : []),
    ...often.filter((operator) => operator !== least),
    ...all.filter((operator) => seldom.includes(operator)),
  ];
}

export type FactGroup = 'orders' | 'derived' | 'marketing' | 'site' | 'profile' | 'prediction';

/**
 * The facts of each group that can be asked. A length of time is no fact to ask by itself: how long ago something was is
 * compared with it.
 */
export const factsByGroup: Readonly<Record<FactGroup, readonly FactName[]>> = {
  orders: namesIn(orderFacts),
  derived: namesIn(derivedFacts),
  marketing: namesIn(marketingFacts),
  site: namesIn(siteFacts),
  profile: namesIn(profileFacts),
  prediction: namesIn(predictionFacts),
};

function namesIn(facts: object): FactName[] {
  return Object.keys(facts).filter(isFactName);
}

export { historyEvents as eventSubjects, loneOperators };
