/** The questions that a shop's rules ask, and the place of each one's answer. */
import type { Slots } from '#app/core/facts/columns.ts';
import { answerWidth, type Question, questionKey, questionOfKey } from '#app/core/questions/question.ts';
import type { ShopSql } from '#app/platform/database.ts';

export async function loadSlots(sql: ShopSql): Promise<Slots> {
  const { rows } = await sql.query<{ slot: number; question: string }>({
    name: 'slots',
    text: 'SELECT slot, question FROM asked_question WHERE shop_id = $1 ORDER BY slot',
    values: [sql.shopId],
  });
  return rows.map(({ slot, question }) => ({ slot, question: questionOfKey(question) }));
}

/** The places for these questions, side by side from the first on. */
export function slotsFor(questions: readonly Question[]): Slots {
  let next = 1;
  return questions.map((question) => {
    const slot = next;
    next += answerWidth(question);
    return { question, slot };
  });
}

/** Whether two lists hold the same questions in the same places. */
export const sameSlots = (one: Slots, other: Slots): boolean => keyOf(one) === keyOf(other);

const keyOf = (slots: Slots): string =>
  JSON.stringify(slots.map(({ slot, question }) => `${slot} ${questionKey(question)}`).sort());

/** Replaces the shop's questions. The answers kept with the customers are then those of others, and have to be given anew. */
export async function saveSlots(sql: ShopSql, slots: Slots): Promise<void> {
  await sql.query('DELETE FROM asked_question WHERE shop_id = $1', [sql.shopId]);
  await sql.query(
    `INSERT INTO asked_question (shop_id, slot, question)
     SELECT $1, g.slot, g.question FROM unnest($2::int[], $3::text[]) AS g (slot, question)`,
    [sql.shopId, slots.map(({ slot }) => slot), slots.map(({ question }) => questionKey(question))],
  );
}

/** Questions about what a product is, or where it is listed: other products change the answers of those who bought or saw them. */
const ABOUT_PRODUCTS = `question ~ '"by":"(type|vendor|collection|tag)"' OR question LIKE '%"ask":"interest"%'`;

/** Notes that answers about products are stale, as products are others now. They are given anew by the job `resegment`. */
export async function productsChanged(sql: ShopSql): Promise<void> {
  await sql.query(
    `UPDATE asked_question SET stale_at = now() WHERE shop_id = $1 AND stale_at IS NULL AND (${ABOUT_PRODUCTS})`,
    [sql.shopId],
  );
}

/** The keys of the questions whose answers are stale; they count as fresh from now on. */
export async function takeStale(sql: ShopSql): Promise<string[]> {
  const { rows } = await sql.query<{ question: string }>(
    'UPDATE asked_question SET stale_at = NULL WHERE shop_id = $1 AND stale_at IS NOT NULL RETURNING question',
    [sql.shopId],
  );
  return rows.map(({ question }) => question);
}
