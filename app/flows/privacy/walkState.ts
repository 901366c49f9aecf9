/** How far the raw deliveries were gone through for an erasure, and whom it is about: kept sealed with the request until it is done. */
import { z } from 'zod';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { subjectContext, type OpenRequest } from '#app/store/privacy.ts';

const point = z.object({ receivedAt: z.number(), deliveryId: z.string() }).nullable();

const walkState = z.object({
  customerIds: z.array(z.string()),
  emailKeys: z.array(z.string()),
  /** What came in later is taken away when it is absorbed. */
  until: z.number(),
  /** The last delivery looked at; null before the first. */
  after: point,
  /** Where the walk has to go back to in the end, because a delivery behind it waits to be absorbed; undefined when none does. */
  waitsAfter: point.optional(),
  emptiedCount: z.number(),
});

export type WalkState = z.infer<typeof walkState>;

export function sealWalk({ secrets }: Services, shopId: ShopId, requestId: string, state: WalkState): Buffer {
  return secrets.seal(JSON.stringify(state), subjectContext(shopId, requestId));
}

/** @throws Error when it was sealed with another key. */
export function openWalk({ secrets }: Services, shopId: ShopId, { requestId, sealedSubject }: OpenRequest): WalkState {
  return walkState.parse(JSON.parse(secrets.open(sealedSubject, subjectContext(shopId, requestId))));
}
