/** A table `customer_fact` made from the declarations alone, on one connection, filled with imagined customers. */
import pg from 'pg';
import { factColumns, factsFromRow, rowFromFacts, type Slots, askedFromAnswers } from '#app/core/facts/columns.ts';
import type { Facts } from '#app/core/facts/catalogue.ts';
import { answerWidth, type Question, questionKey } from '#app/core/questions/question.ts';

/** The shop whose rows `fillFactTable` writes. */
export const factTableShopId = '7';

/** Creates the table for this session only; it hides any table of that name. */
export async function createFactTable(client: pg.ClientBase): Promise<void> {
  const columns = factColumns.map(
    ({ column, sqlType, nullable }) => `${column} ${sqlType} ${nullable ? 'NULL' : 'NOT NULL'}`,
  );
  await client.query(
    `CREATE TEMPORARY TABLE customer_fact
       (shop_id bigint NOT NULL, customer_id bigint NOT NULL, ${columns.join(', ')}, asked timestamptz(3)[])`,
  );
}

/** Replaces all rows by these customers, whose ids are 0, 1, 2, … in their order. */
export async function fillFactTable(
  client: pg.ClientBase,
  customers: readonly Facts[],
  slots: Slots = [],
): Promise<void> {
  const rows = customers.map((facts, customerId) => ({
    shop_id: factTableShopId,
    customer_id: customerId,
    ...rowFromFacts(facts),
    asked: askedFromAnswers(facts.asked, slots),
  }));
  await client.query('TRUNCATE customer_fact');
  await client.query(
    'INSERT INTO customer_fact SELECT * FROM jsonb_populate_recordset(NULL::customer_fact, $1::text::jsonb)',
    [JSON.stringify(rows)],
  );
}

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);

/** All customers of the table, read back. */
export async function readFactTable(client: pg.ClientBase, slots: Slots): Promise<Facts[]> {
  const { rows } = await client.query({ text: 'SELECT * FROM customer_fact ORDER BY customer_id', types });
  return rows.map((row: Record<string, unknown>) => factsFromRow(row, slots));
}

/** A place in the array `asked` for every question, one after the other. */
export function slotsFor(questions: readonly Question[]): Slots {
  let slot = 1;
  return questions.map((question) => {
    const place = { question, slot };
    slot += answerWidth(question);
    return place;
  });
}

/** Where the answer to a question begins, if it is kept. */
export function slotIn(slots: Slots): (question: Question) => number | undefined {
  const places = new Map(slots.map(({ question, slot }) => [questionKey(question), slot]));
  return (question) => places.get(questionKey(question));
}
