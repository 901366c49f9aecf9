/** One customer in the admin: every segment they are in and since when, and how they came and went. */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { logAccess } from '#app/store/accessLog.ts';
import { type KnownSegment, readPassagesOf, readPerson, type PassageOf } from '#app/store/adminCustomer.ts';
import type { Person } from '#app/store/adminMembers.ts';
import { customerMark } from '#app/store/person.ts';

/** The most comings and goings that are shown. */
const PASSAGES_SHOWN = 50;

export interface CustomerView extends Person {
  /** The segments that are switched on, with since when the customer is in each; null where they are not. */
  segments: KnownSegment[];
  /** The latest first. */
  passages: PassageOf[];
  readAt: number;
}

/** Null when the shop has no such customer. @param actor Who asks, for the record of accesses. */
export async function readCustomerView(
  { database, clock, secrets }: Services,
  shopId: ShopId,
  customerId: DecimalId,
  actor: string,
): Promise<CustomerView | null> {
  const now = clock();
  return database.inShop(shopId, async (sql) => {
    const known = await readPerson(sql, customerId);
    if (!known) return null;
    const passages = await readPassagesOf(sql, customerId, PASSAGES_SHOWN);
    const subjectFingerprint = secrets.fingerprint(customerMark(customerId));
    await logAccess(sql, { actor, action: 'customer', subjectFingerprint, rowCount: 1, at: now });
    return { ...known, passages, readAt: now };
  });
}
