/** Facts → verdicts → memberships and placements, for some customers of a shop, within the caller's transaction. */
import { withPredictions } from '#app/core/models/predictions.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { answersHoldUntil } from '#app/core/questions/question.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { saveDecided, saveFacts, workOutFacts, type CustomerFacts } from '#app/store/facts.ts';
import { type Ground, loadGround } from '#app/store/ground.ts';
import { membershipsOf, saveMemberships, type MembershipChange } from '#app/store/memberships.ts';
import { placeCustomers } from '#app/store/placements.ts';
import { saveSizes } from '#app/store/segments.ts';

/** How long more placements may gather before a connection is told, in milliseconds. */
export const GATHER_MS = 400;

/** Recomputes the facts of these customers and decides them anew. */
export async function decideCustomers(sql: ShopSql, customerIds: readonly DecimalId[], now: number): Promise<void> {
  if (customerIds.length === 0) return;
  const ground = await loadGround(sql);
  if (!ground) return;
  const { shop, slots, yardsticks } = ground;
  const known = await workOutFacts(sql, customerIds, { settings: shop.settings, slots, now });
  const whole = known.map(({ customerId, facts }) => ({ customerId, facts: withPredictions(facts, yardsticks.model) }));
  await decideFacts(sql, customerIds, whole, ground, now, 'new facts');
}

/**
 * Decides customers whose facts are at hand. Those among `customerIds` without facts are deleted or erased: they are in
 * no segment. New facts are stored along with what is decided of them.
 */
export async function decideFacts(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
  known: readonly CustomerFacts[],
  ground: Ground,
  now: number,
  what: 'stored facts' | 'new facts' = 'stored facts',
): Promise<void> {
  const before = await membershipsOf(sql, customerIds);
  const decided = known.map((one) => ({ ...one, ...verdictsOf(ground, one.facts, now) }));
  const after = new Map(decided.map((one) => [one.customerId, new Set(one.segmentIds)]));

  const changes: MembershipChange[] = [];
  for (const customerId of customerIds) {
    const was = before.get(customerId) ?? new Set<number>();
    const is = after.get(customerId) ?? new Set<number>();
    for (const segmentId of is) if (!was.has(segmentId)) changes.push({ segmentId, customerId, entered: true });
    for (const segmentId of was) if (!is.has(segmentId)) changes.push({ segmentId, customerId, entered: false });
  }
  await (what === 'new facts' ? saveFacts(sql, decided, ground.slots) : saveDecided(sql, decided));
  await saveMemberships(sql, changes, now);
  await saveSizes(
    sql,
    [...new Set(changes.map((change) => change.segmentId))].map((segmentId) => ({
      segmentId,
      entered: changes.filter((change) => change.segmentId === segmentId && change.entered).length,
      left: changes.filter((change) => change.segmentId === segmentId && !change.entered).length,
    })),
    now,
  );
  for (const connectionId of await placeCustomers(sql, customerIds))
    await ring(sql, { task: 'deliver', shopId: sql.shopId, connectionId, delayMs: GATHER_MS });
}

function verdictsOf(
  { segments, slots, yardsticks }: Ground,
  facts: CustomerFacts['facts'],
  now: number,
): { segmentIds: number[]; until: number | null } {
  const segmentIds: number[] = [];
  let until = answersHoldUntil(
    slots.map(({ question }) => question),
    facts.asked,
    now,
  );
  for (const segment of segments) {
    const verdict = evaluate(segment.rule, facts, now, yardsticks);
    if (verdict.member) segmentIds.push(segment.segmentId);
    if (verdict.until !== null && (until === null || verdict.until < until)) until = verdict.until;
  }
  return { segmentIds: segmentIds.sort((a, b) => a - b), until };
}
