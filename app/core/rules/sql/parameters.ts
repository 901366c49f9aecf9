/** Bound values of a statement under construction, and the scope that hands them to conditions. */
import { factCatalogue, type FactName } from '../../facts/catalogue.ts';
import { factColumn, storedFacts } from '../../facts/stored.ts';
import { answerWidth, type Question } from '../../questions/question.ts';
import type { Yardsticks } from '../../yardsticks/yardsticks.ts';
import type { SqlScope } from './expression.ts';

/** Bound values in the order of their placeholders. */
export type SqlParameters = readonly (number | string)[];

export interface ScopeOptions {
  /** The instant asked about, in epoch milliseconds; the same for all rows of the statement. */
  readonly now: number;
  readonly yardsticks: Yardsticks;
  /** The alias under which table `customer_fact` is read. */
  readonly alias: string;
  /**
   * The expressions of a question's instants. By default those of the array `asked` from `slotOf` on.
   */
  readonly answer?: (question: Question) => readonly string[] | undefined;
  /** The first place in the array `asked` of a question's instants, from 1; undefined for one that is not kept. */
  readonly slotOf?: (question: Question) => number | undefined;
  /** The number of the first placeholder that is free: 3 if the caller has used $1 and $2. Default 1. */
  readonly firstParameter?: number;
  /** Has an expression over one row of the table worked out once, and gives the name of the result; by default it stays as it is. */
  readonly once?: (expression: string) => string;
}

/** A scope over one alias, together with the values it has bound so far. Equal values of one type share a placeholder. */
export function sqlScope(options: ScopeOptions): SqlScope & { readonly params: SqlParameters } {
  const { now, yardsticks, alias, firstParameter = 1, once = (expression: string): string => expression } = options;
  if (!/^[a-z_][a-z0-9_]*$/.test(alias)) throw new TypeError(`not a plain SQL alias: ${alias}`);
  if (!Number.isSafeInteger(firstParameter) || firstParameter < 1) {
    throw new TypeError(`not the number of a placeholder: ${firstParameter}`);
  }
  const params: (number | string)[] = [];
  const placeholders = new Map<string, string>();
  const bind = (value: number | string, sqlType: string): string => {
    const key = `${sqlType} ${value}`;
    let placeholder = placeholders.get(key);
    if (placeholder === undefined) {
      params.push(value);
      placeholder = `$${firstParameter + params.length - 1}::${sqlType}`;
      placeholders.set(key, placeholder);
    }
    return placeholder;
  };
  const instant = (atMs: number): string => bind(instantText(atMs), 'timestamptz');
  const scope: SqlScope & { readonly params: SqlParameters } = {
    params,
    now: instant(now),
    nowMs: now,
    yardsticks,
    bind,
    instant,
    once,
    column: (fact: FactName) => {
      if (isStored(fact)) return `${alias}.${factColumn(fact)}`;
      return once((factCatalogue[fact] as { sql(scope: SqlScope): string }).sql(scope));
    },
    answer: (question) => {
      const given = options.answer?.(question);
      if (given !== undefined) return given;
      const slot = options.slotOf?.(question);
      const places = Array.from({ length: answerWidth(question) }, (_, index) => index);
      return places.map((index) =>
        slot === undefined ? 'NULL::timestamptz' : once(`${alias}.asked[${slot + index}]`),
      );
    },
  };
  return scope;
}

const isStored = (fact: FactName): fact is keyof typeof storedFacts => fact in storedFacts;

/** Epoch milliseconds as a text that PostgreSQL reads as the same instant whatever the session's time zone. */
function instantText(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Texts as PostgreSQL writes an array of them. */
export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** Gives a placeholder for a list of texts. */
export const textBinding =
  ({ bind }: Pick<SqlScope, 'bind'>) =>
  (texts: readonly string[]): string =>
    bind(textArray(texts), 'text[]');
