/** A table `customer_fact` made from the declarations alone, on one connection, filled with imagined customers. */
import type pg from 'pg';
import { factCatalogue, factNames, type Facts } from '#app/core/facts/catalogue.ts';
import { factColumns } from '#app/core/facts/columns.ts';

/** The shop whose rows `fillFactTable` writes. */
export const factTableShopId = '7';

/** Creates the table for this session only; it hides any table of that name. */
export async function createFactTable(client: pg.ClientBase): Promise<void> {
  const columns = factColumns().map(
    ({ column, sqlType, nullable }) => `${column} ${sqlType} ${nullable ? 'NULL' : 'NOT NULL'}`,
  );
  await client.query(
    `CREATE TEMPORARY TABLE customer_fact (shop_id bigint NOT NULL, customer_id bigint NOT NULL, ${columns.join(', ')})`,
  );
}

/** Replaces all rows by these customers, whose ids are 0, 1, 2, … in their order. */
export async function fillFactTable(client: pg.ClientBase, customers: readonly Facts[]): Promise<void> {
  const rows = customers.map((facts, customerId) => ({
    shop_id: factTableShopId,
    customer_id: customerId,
    ...Object.fromEntries(factNames.map((name) => [factCatalogue[name].column, columnValue(facts, name)])),
  }));
  await client.query('TRUNCATE customer_fact');
  await client.query(
    'INSERT INTO customer_fact SELECT * FROM jsonb_populate_recordset(NULL::customer_fact, $1::text::jsonb)',
    [JSON.stringify(rows)],
  );
}

function columnValue(facts: Facts, name: keyof Facts): unknown {
  const value = facts[name];
  return factCatalogue[name].kind === 'instant' && typeof value === 'number' ? instantText(value) : value;
}

/** Epoch milliseconds as a text that PostgreSQL reads as the same instant whatever the session's time zone. */
export function instantText(atMs: number): string {
  return new Date(atMs).toISOString();
}
