/** Facts → verdicts → memberships and placements, for some customers of a shop, within the caller's transaction. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { saveDue, saveFacts, workOutFacts, type CustomerFacts } from '#app/store/facts.ts';
import { membershipsOf, saveMemberships, type MembershipChange } from '#app/store/memberships.ts';
import { placeCustomers } from '#app/store/placements.ts';
import { loadSegments, saveSizes, type StoredSegment } from '#app/store/segments.ts';
import { loadShop } from '#app/store/shops.ts';

/** How long more placements may gather before a connection is told, in milliseconds. */
export const GATHER_MS = 400;

/** Recomputes the facts of these customers and decides them anew. */
export async function decideCustomers(sql: ShopSql, customerIds: readonly DecimalId[], now: number): Promise<void> {
  if (customerIds.length === 0) return;
  const shop = await loadShop(sql);
  if (!shop) return;
  await decideFacts(sql, customerIds, await workOutFacts(sql, customerIds, shop.settings), now, 'new facts');
}

/**
 * Decides customers whose facts are at hand. Those among `customerIds` without facts are deleted or erased: they are in
 * no segment. New facts are stored along with what is decided of them.
 */
export async function decideFacts(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
  known: readonly CustomerFacts[],
  now: number,
  what: 'stored facts' | 'new facts' = 'stored facts',
): Promise<void> {
  const segments = await loadSegments(sql);
  const before = await membershipsOf(sql, customerIds);
  const decided = known.map(({ customerId, facts }) => ({ customerId, facts, ...verdictsOf(segments, facts, now) }));
  const after = new Map(decided.map((one) => [one.customerId, one.memberOf]));

  const changes: MembershipChange[] = [];
  for (const customerId of customerIds) {
    const was = before.get(customerId) ?? new Set<number>();
    const is = after.get(customerId) ?? new Set<number>();
    for (const segmentId of is) if (!was.has(segmentId)) changes.push({ segmentId, customerId, entered: true });
    for (const segmentId of was) if (!is.has(segmentId)) changes.push({ segmentId, customerId, entered: false });
  }
  await (what === 'new facts' ? saveFacts(sql, decided) : saveDue(sql, decided));
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
  segments: readonly StoredSegment[],
  facts: CustomerFacts['facts'],
  now: number,
): { memberOf: Set<number>; until: number | null } {
  const memberOf = new Set<number>();
  let until: number | null = null;
  for (const segment of segments) {
    const verdict = evaluate(segment.rule, facts, now);
    if (verdict.member) memberOf.add(segment.segmentId);
    if (verdict.until !== null && (until === null || verdict.until < until)) until = verdict.until;
  }
  return { memberOf, until };
}
