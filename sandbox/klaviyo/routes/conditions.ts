/** Turns parsed filter conditions into SQL over the columns that answer them. */
import type { SQLInputValue } from 'node:sqlite';
import type { FilterOperator } from '../protocol/endpoint.ts';
import { normaliseEmail } from '../protocol/identifiers.ts';
import type { Condition } from '../protocol/filters.ts';

export interface SqlCondition {
  readonly sql: string;
  readonly params: readonly SQLInputValue[];
}

/** Conditions on parts of a text; letters count as they are written. */
const PARTS: Partial<Record<FilterOperator, (column: string) => string>> = {
  contains: (column) => `instr(${column}, ?) > 0`,
  'starts-with': (column) => `instr(${column}, ?) = 1`,
  'ends-with': (column) => `substr(${column}, -length(?)) = ?`,
};

const SYMBOLS: Partial<Record<FilterOperator, string>> = {
  'greater-than': '>',
  'greater-or-equal': '>=',
  'less-than': '<',
  'less-or-equal': '<=',
};

/** `columns` maps each filter field to a column; fields that are not in it (such as `has(metric)`) hold for every row. */
export function toSql(conditions: readonly Condition[], columns: Readonly<Record<string, string>>): SqlCondition[] {
  return conditions.flatMap((condition) => {
    const column = columns[condition.field];
    if (column === undefined || condition.operator === 'has') return [];
    const values = condition.values.map((value) =>
      condition.field === 'email' && typeof value === 'string' ? normaliseEmail(value) : value,
    );
    const part = PARTS[condition.operator];
    if (part !== undefined && values[0] !== undefined) {
      const sql = part(column);
      return [{ sql, params: [...sql.matchAll(/\?/g)].map(() => values[0] ?? '') }];
    }
    const symbol = SYMBOLS[condition.operator];
    const [first] = values;
    if (symbol !== undefined && first !== undefined) return [{ sql: `${column} ${symbol} ?`, params: [first] }];
    if (values.length === 1 && first !== undefined) return [{ sql: `${column} = ?`, params: [first] }];
    return [{ sql: `${column} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(values)] }];
  });
}
