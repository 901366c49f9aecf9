/** The facts that are kept: one declaration each. The type, the columns, the rules and the SQL are all derived from it. */
import type { Answers } from '../questions/question.ts';
import { marketingFacts } from './catalogue/marketing.ts';
import { orderFacts } from './catalogue/orders.ts';
import { predictionFacts } from './catalogue/prediction.ts';
import { profileFacts } from './catalogue/profile.ts';
import { siteFacts } from './catalogue/site.ts';
import type { FactValueOf, StoredFact } from './fact.ts';

export const storedFacts = { ...orderFacts, ...marketingFacts, ...siteFacts, ...profileFacts, ...predictionFacts };

type Stored = typeof storedFacts;

export type StoredFactName = keyof Stored;

/** What is known of one customer. */
export type Facts = { readonly [Name in StoredFactName]: FactValueOf<Stored[Name]> } & {
  /** What the shop's rules ask beyond the facts, answered; see questions/question.ts. */
  readonly asked: Answers;
};

/** All names, in the order of declaration. */
export const storedFactNames = Object.keys(storedFacts) as readonly StoredFactName[];

export const storedFact = (name: StoredFactName): StoredFact => storedFacts[name];

/** The column of `customer_fact` that holds a fact: its name in snake case. */
export function factColumn(name: StoredFactName): string {
  return name.replaceAll(/[A-Z]|(?<=[a-z])\d+/g, (part) => `_${part.toLowerCase()}`);
}

/** The facts of a customer of whom nothing has been seen yet. */
export const noFacts: Facts = {
  ...(Object.fromEntries(storedFactNames.map((name) => [name, nothing(storedFact(name))])) as Omit<Facts, 'asked'>),
  asked: {},
};

function nothing({ kind, nullable }: StoredFact): unknown {
  if (nullable) return null;
  switch (kind) {
    case 'flag':
      return false;
    case 'words':
      return [];
    case 'map':
      return {};
    case 'text':
    case 'date':
      throw new TypeError(`a ${kind} must be nullable`);
    default:
      return 0;
  }
}
