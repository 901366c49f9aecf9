// Shopify's search syntax as far as an app that reconciles needs it: `updated_at:>='2026-01-01T00:00:00Z'` terms,
// joined by spaces or AND. Terms that are not understood are ignored with a remark, as Shopify does.
import type { Condition, RecordKind, SortColumn } from '../storage/records.ts';

/** The search fields of each list; Shopify calls the creation of a customer `customer_date`. */
const COLUMNS: Record<RecordKind, Record<string, SortColumn>> = {
  customers: { id: 'id', customer_date: 'created_ms', updated_at: 'updated_ms' },
  orders: { id: 'id', created_at: 'created_ms', updated_at: 'updated_ms', processed_at: 'processed_ms' },
  products: { id: 'id', created_at: 'created_ms', updated_at: 'updated_ms' },
  collections: { id: 'id', updated_at: 'updated_ms' },
};

interface Term {
  field: string;
  comparator: Condition['operator'];
  value: string;
}

/** Splits a query into its `field:value` terms. */
export function readTerms(query: string): Term[] {
  const terms: Term[] = [];
  const pattern = /(\w+):\s*(<=|>=|<|>|=)?\s*(?:'([^']*)'|"([^"]*)"|([^\s()]+))/g;
  for (const match of query.matchAll(pattern)) {
    const [, field, comparator, single, double, bare] = match;
    const value = single ?? double ?? bare ?? '';
    terms.push({ field: field ?? '', comparator: (comparator ?? '=') as Condition['operator'], value });
  }
  return terms;
}

/** Conditions on rows, and Shopify's remarks about what it could not use. */
export function readSearch(
  query: string | null | undefined,
  kind: RecordKind,
): { conditions: Condition[]; warnings: { field: string; message: string }[] } {
  const conditions: Condition[] = [];
  const warnings: { field: string; message: string }[] = [];
  for (const { field, comparator, value } of readTerms(query ?? '')) {
    const column = COLUMNS[kind][field];
    if (field === 'status' && value === 'any') continue;
    if (field === 'customer_id' && kind === 'orders' && /^\d+$/.test(value)) {
      conditions.push({ column: 'customer_id', operator: comparator, value: BigInt(value) });
    } else if (column === undefined) {
      warnings.push({ field, message: 'Invalid search field for this query.' });
    } else if (column === 'id') {
      if (/^\d+$/.test(value)) conditions.push({ column, operator: comparator, value: BigInt(value) });
      else warnings.push({ field, message: 'Input `' + value + '` is not an accepted value.' });
    } else {
      const instant = Date.parse(value);
      if (Number.isNaN(instant)) warnings.push({ field, message: 'Input `' + value + '` is not an accepted value.' });
      else conditions.push({ column, operator: comparator, value: BigInt(instant) });
    }
  }
  return { conditions, warnings };
}
