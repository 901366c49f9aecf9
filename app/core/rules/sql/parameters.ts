/** Bound values of a statement under construction, and the scope that hands them to conditions. */
import { type FactName, factCatalogue } from '../../facts/catalogue.ts';
import type { SqlScope } from './expression.ts';

/** Bound values in the order of their placeholders. */
export type SqlParameters = readonly (number | string)[];

export interface ScopeOptions {
  /**
   * An SQL expression for the instant asked about: a timestamptz, whole milliseconds, the same for all rows of the
   * statement (a placeholder such as `$1::timestamptz`; not `clock_timestamp()`). The text goes into the statement as it is.
   */
  readonly now: string;
  /** The alias under which table `customer_fact` is read. */
  readonly alias: string;
  /** The number of the first placeholder that is free: 3 if the caller has used $1 and $2. Default 1. */
  readonly firstParameter?: number;
}

/** A scope over one alias, together with the values it has bound so far. Equal values of one type share a placeholder. */
export function sqlScope({
  now,
  alias,
  firstParameter = 1,
}: ScopeOptions): SqlScope & { readonly params: SqlParameters } {
  if (!/^[a-z_][a-z0-9_]*$/.test(alias)) throw new TypeError(`not a plain SQL alias: ${alias}`);
  if (!Number.isSafeInteger(firstParameter) || firstParameter < 1) {
    throw new TypeError(`not the number of a placeholder: ${firstParameter}`);
  }
  const params: (number | string)[] = [];
  const placeholders = new Map<string, string>();
  return {
    now,
    params,
    column: (fact: FactName) => `${alias}.${factCatalogue[fact].column}`,
    bind: (value, sqlType) => {
      const key = `${sqlType} ${value}`;
      let placeholder = placeholders.get(key);
      if (placeholder === undefined) {
        params.push(value);
        placeholder = `$${firstParameter + params.length - 1}::${sqlType}`;
        placeholders.set(key, placeholder);
      }
      return placeholder;
    },
  };
}
