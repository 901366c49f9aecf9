/** What a fact's declaration says, and the TypeScript type its kind stands for. */
import type { LocalText } from '../text.ts';

/**
 * - `count`: a whole number from 0 to 2,147,483,647.
 * - `money`: a sum in minor units of the shop's currency, a whole number within ±(2^53 − 1), which is ninety trillion
 *   in a currency with two decimals; past that, arithmetic on a `number` would no longer be exact.
 * - `ratio`: a number that need not be whole, a double.
 * - `instant`: milliseconds since 1970-01-01T00:00:00Z, a whole number.
 * - `span`: a length of time in whole milliseconds.
 * - `flag`: true or false.
 * - `text`: a text, compared as `foldText` folds it.
 * - `words`: a list of texts without an order, such as tags.
 * - `map`: texts by their name, such as metafields.
 * - `date`: a calendar day without a zone, `YYYY-MM-DD`, of the years 1800 to 2099.
 */
export type FactKind = keyof FactTypes;

interface FactTypes {
  count: number;
  money: number;
  ratio: number;
  instant: number;
  span: number;
  flag: boolean;
  text: string;
  words: readonly string[];
  map: Readonly<Record<string, string>>;
  date: string;
}

/**
 * Where a fact comes from: an SQL expression over the rows of one source (see store/factSources.ts for the sources and what
 * each row offers). Of sources with many rows per customer it is an aggregate.
 */
export interface FactOrigin {
  readonly source: 'customer' | 'orders' | 'visits' | 'origins' | 'emails' | 'checkouts' | 'scores' | 'prediction';
  readonly sql: string;
  /** What becomes of the aggregate: an expression over `{}`, which stands for it, and row `c` of the customer. Default `{}`. */
  readonly then?: string;
}

interface FactTexts {
  readonly kind: FactKind;
  /** Whether the fact may be unknown, or may never have happened: `null` here, NULL in SQL. */
  readonly nullable: boolean;
  /** As forms and explanations name it. */
  readonly label: LocalText;
  /** What it means to the merchant, where the label does not say. */
  readonly help?: LocalText;
  /** What it means exactly, and what null means where it may be null. */
  readonly doc: string;
}

/** A fact kept in a column of `customer_fact`, named like the fact. */
export interface StoredFact extends FactTexts {
  readonly from: FactOrigin;
}

/** Everything the rest of the program has to know about one stored fact. */
export type FactDeclaration = StoredFact;

/** The TypeScript value of a fact so declared. */
export type FactValueOf<Declaration extends Pick<FactTexts, 'kind' | 'nullable'>> = Declaration extends unknown
  ? FactTypes[Declaration['kind']] | (Declaration['nullable'] extends true ? null : never)
  : never;

/** A list of declarations, checked and kept as literal as it is written. */
export const declareFacts = <const Declarations extends Record<string, FactDeclaration>>(
  declarations: Declarations,
): Declarations => declarations;
