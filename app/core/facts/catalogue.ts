/** Everything a rule can ask of a customer by name: the stored facts and those that follow from them. */
import type { Yardsticks } from '../yardsticks/yardsticks.ts';
import { derivedFacts } from './catalogue/derived.ts';
import type { FactKind, FactValueOf } from './fact.ts';
import { type Facts, storedFacts } from './stored.ts';

export { type Facts, noFacts } from './stored.ts';

export const factCatalogue = { ...storedFacts, ...derivedFacts };

type Catalogue = typeof factCatalogue;

/** The name of a fact. */
export type FactName = keyof Catalogue;

/** The name of a fact of one of these kinds. */
export type FactNameOf<Kind extends FactKind> = {
  [Name in FactName]: Catalogue[Name]['kind'] extends Kind ? Name : never;
}[FactName];

/** The value of one fact. */
export type ValueOf<Name extends FactName> = FactValueOf<Catalogue[Name]>;

/** The value of some fact. */
export type FactValue = ValueOf<FactName>;

/** All names, in the order of declaration. */
export const factNames = Object.keys(factCatalogue) as readonly FactName[];

/** Whether a text names a fact. */
export function isFactName(text: string): text is FactName {
  return Object.hasOwn(factCatalogue, text);
}

/** The names of the facts of these kinds, in the order of declaration. */
export function factNamesOf<Kind extends FactKind>(...kinds: readonly Kind[]): readonly FactNameOf<Kind>[] {
  const wanted: readonly FactKind[] = kinds;
  return factNames.filter((name): name is FactNameOf<Kind> => wanted.includes(factCatalogue[name].kind));
}

/** The value of a fact of one customer, looked up or worked out. */
export function factOf<Name extends FactName>(name: Name, facts: Facts, yardsticks: Yardsticks): ValueOf<Name> {
  const value: unknown =
    name in derivedFacts
      ? derivedFacts[name as keyof typeof derivedFacts].of(facts, yardsticks)
      : facts[name as keyof typeof storedFacts];
  return value as ValueOf<Name>;
}
