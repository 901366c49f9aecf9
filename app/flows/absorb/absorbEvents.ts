/** Waiting storefront events → their owners → what is folded from them, batch by batch, within the caller's transaction. */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import type { Arrival } from '#app/store/arrivals.ts';
import { saveIdentifications, takeSiteEvents } from '#app/store/siteEvents.ts';
import { foldSiteEvents } from '#app/store/siteEventFolds.ts';
import { stitch, weekOf } from '#app/store/siteEventOwners.ts';
import type { OwnerChange } from '#app/store/siteEventRows.ts';

export interface AbsorbedEvents {
  /** How many waited and were taken, those of erased customers among them. */
  taken: number;
  /** When each of them came in, and whether its customer is known now. */
  arrivals: Arrival[];
  /** Those whose facts may have changed. */
  customerIds: DecimalId[];
}

/** Takes up to `limit` of the shop's waiting events. The caller holds the shop. */
export async function absorbEvents(sql: ShopSql, limit: number): Promise<AbsorbedEvents> {
  const { taken, events, gone } = await takeSiteEvents(sql, limit);
  const identifications = await saveIdentifications(sql, events);
  const weeks = new Map(
    events.map(({ visitorId, occurredAt }) => {
      const weekAt = weekOf(occurredAt);
      return [`${weekAt} ${visitorId}`, { visitorId, weekAt }];
    }),
  );
  const stitched = weeks.size === 0 ? [] : await stitch(sql, { weeks: [...weeks.values()], identifications });
  const named = events.flatMap((event): OwnerChange[] =>
    event.ownerId === null ? [] : [{ ...event, before: null, after: event.ownerId }],
  );
  const owned = new Set([...named, ...stitched].flatMap(({ eventId, after }) => (after === null ? [] : [eventId])));
  return {
    taken,
    arrivals: [
      ...events.map(({ eventId, receivedAt }) => ({ receivedAt, isIdentified: owned.has(eventId) })),
      ...gone.map(({ receivedAt }) => ({ receivedAt })),
    ],
    customerIds: await foldSiteEvents(sql, [...named, ...stitched]),
  };
}
