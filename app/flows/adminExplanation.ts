/** Why a customer is in a segment, or is not: the rule with the customer's facts beside every part. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { explain, type Explanation } from '#app/core/rules/explain.ts';
import type { ShopId } from '#app/platform/database.ts';
import { logAccess } from '#app/store/accessLog.ts';
import { readCustomer, readPassages, type Passage, type Person } from '#app/store/adminMembers.ts';
import { customerMark } from '#app/store/person.ts';
import { loadGround } from '#app/store/ground.ts';
import { withoutReferences } from '#app/core/rules/references.ts';
import { readSegment } from '#app/store/adminSegments.ts';
import type { SegmentTitle } from './adminSegments.ts';
import type { Services } from './services.ts';

const PASSAGE_LIMIT = 10;

export interface CustomerExplanation {
  segment: SegmentTitle;
  customer: Person;
  /** Since when the customer is in the segment; null when they are not. */
  enteredAt: number | null;
  /** Null while nothing is known of the customer yet. */
  explanation: Explanation | null;
  passages: Passage[];
  /** The instant the explanation is of. */
  readAt: number;
}

/** Null when the shop has no such segment or customer. @param actor Who asks, for the record of accesses. */
export async function explainCustomer(
  { database, clock, secrets }: Services,
  shopId: ShopId,
  segmentId: number,
  customerId: DecimalId,
  actor: string,
): Promise<CustomerExplanation | null> {
  const now = clock();
  return database.inShop(shopId, async (sql) => {
    const segment = await readSegment(sql, segmentId, now);
    const ground = await loadGround(sql);
    const known = segment && ground && (await readCustomer(sql, segmentId, customerId, ground.slots));
    if (!segment || !known) return null;
    const rules = new Map(ground.stored.map((stored) => [stored.segmentId, stored.rule]));
    const own = rules.get(segmentId);
    const rule = own && withoutReferences(own, (id) => rules.get(id), segmentId);
    if (!rule?.ok) throw new Error(`The rule of segment ${segmentId} refers to what there is not.`);
    const { facts, enteredAt, ...customer } = known;
    const subjectFingerprint = secrets.fingerprint(customerMark(customerId));
    await logAccess(sql, { actor, action: 'explanation', subjectFingerprint, rowCount: 1, at: now });
    return {
      segment: {
        segmentId,
        presetId: segment.presetId,
        name: segment.name,
        parameters: segment.parameters,
      },
      customer,
      enteredAt,
      explanation: facts && explain(rule.value, facts, now, ground.yardsticks),
      passages: await readPassages(sql, segmentId, customerId, PASSAGE_LIMIT),
      readAt: now,
    };
  });
}
