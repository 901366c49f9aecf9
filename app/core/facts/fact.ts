/** What a fact's declaration says, and the TypeScript type its kind stands for. */

/**
 * - `count`: a whole number from 0 to 2,147,483,647.
 * - `money`: a sum in minor units of the shop's currency, a whole number within ±(2^53 − 1), which is ninety trillion
 *   in a currency with two decimals; past that, arithmetic on a `number` would no longer be exact.
 * - `instant`: milliseconds since 1970-01-01T00:00:00Z, a whole number.
 * - `flag`: true or false.
 */
export type FactKind = 'count' | 'money' | 'instant' | 'flag';

interface FactTypes {
  count: number;
  money: number;
  instant: number;
  flag: boolean;
}

/** Everything the rest of the program has to know about one fact. */
export interface FactDeclaration {
  readonly kind: FactKind;
  /** The column of table `customer_fact` that holds it. */
  readonly column: string;
  /** Whether the fact may be unknown, or may never have happened: `null` here, NULL in the column. */
  readonly nullable: boolean;
  /** What it means, and what null means where it may be null. */
  readonly doc: string;
}

/** The TypeScript value of a fact so declared. */
export type FactValueOf<Declaration extends FactDeclaration> =
  FactTypes[Declaration['kind']] | (Declaration['nullable'] extends true ? null : never);
