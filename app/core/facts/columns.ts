/** How facts lie in table `customer_fact`: the columns' SQL types, and a row read back as facts. */
import { type FactName, type Facts, type FactValue, factCatalogue, factNames } from './catalogue.ts';
import type { FactKind } from './fact.ts';

const sqlTypes: Record<FactKind, string> = {
  count: 'integer',
  money: 'bigint',
  instant: 'timestamptz(3)',
  flag: 'boolean',
};

export interface FactColumn {
  readonly column: string;
  readonly sqlType: string;
  readonly nullable: boolean;
}

/** The columns of `customer_fact` that hold facts, in the order of declaration. */
export function factColumns(): readonly FactColumn[] {
  return factNames.map((name) => {
    const { column, kind, nullable } = factCatalogue[name];
    return { column, sqlType: sqlTypes[kind], nullable };
  });
}

/**
 * A row of `customer_fact` as facts, whatever shape the driver gives: a `bigint` column as text, BigInt or number, an
 * instant as Date or epoch milliseconds. Columns that are not facts are left alone. A column that is missing, null
 * against its declaration or outside its kind's range throws, for then the query and the catalogue have drifted apart.
 */
export function factsFromRow(row: Readonly<Record<string, unknown>>): Facts {
  const facts: Partial<Record<FactName, FactValue>> = {};
  for (const name of factNames) {
    const { column, kind, nullable } = factCatalogue[name];
    const raw = row[column];
    const value = raw === null && nullable ? null : readValue(kind, raw);
    if (value === undefined) throw new TypeError(`column ${column} holds no ${kind}: ${String(raw)}`);
    facts[name] = value;
  }
  return facts as Facts;
}

/** Facts as the columns of a row; what is null is left out, and instants are texts that PostgreSQL reads in any time zone. */
export function rowFromFacts(facts: Facts): Record<string, string | number | boolean> {
  const row: Record<string, string | number | boolean> = {};
  for (const name of factNames) {
    const value = facts[name];
    if (value === null) continue;
    const { column, kind } = factCatalogue[name];
    row[column] = kind === 'instant' && typeof value === 'number' ? new Date(value).toISOString() : value;
  }
  return row;
}

/** The value, or undefined if `raw` is not one of that kind. */
function readValue(kind: FactKind, raw: unknown): Exclude<FactValue, null> | undefined {
  switch (kind) {
    case 'flag':
      return typeof raw === 'boolean' ? raw : undefined;
    case 'instant':
      return wholeNumber(raw instanceof Date ? raw.getTime() : raw);
    case 'count':
    case 'money':
      return wholeNumber(typeof raw === 'bigint' || (typeof raw === 'string' && raw !== '') ? Number(raw) : raw);
  }
}

function wholeNumber(raw: unknown): number | undefined {
  return typeof raw === 'number' && Number.isSafeInteger(raw) ? raw : undefined;
}
