/** Writes storefront events: the posts that arrived together by one call, in one transaction with the worker's bell. */
import { instant, type Database, type ShopId } from '#app/platform/database.ts';
import type { SiteEvent } from './siteEvent.ts';

export interface ShopEvents {
  shopId: ShopId;
  events: readonly SiteEvent[];
}

/** Resolves once all are durable; events known already are left as they are. */
export async function writeSiteEvents(
  database: Database,
  posts: readonly ShopEvents[],
  limitMs: number,
): Promise<void> {
  const rows = posts.flatMap(({ shopId, events }) =>
    events.map((event) => ({
      shop_id: shopId,
      event_id: event.eventId,
      visitor_id: event.visitorId,
      name: event.name,
      occurred_at: instant(event.occurredAt),
      customer_id: event.customerId,
      email_key: event.emailKey,
      product_id: event.productId,
      collection_id: event.collectionId,
      checkout_token: event.checkoutToken,
      device: event.device,
      utm_source: event.utmSource,
      utm_medium: event.utmMedium,
      utm_campaign: event.utmCampaign,
      referrer_host: event.referrerHost,
      result_count: event.resultCount,
      data: event.data,
    })),
  );
  // One order for all processes: two writes with common events would otherwise wait for each other.
  rows.sort((a, b) => a.shop_id - b.shop_id || (a.event_id < b.event_id ? -1 : a.event_id > b.event_id ? 1 : 0));
  const statement = {
    text: 'SELECT receive_site_events($1)',
    values: [JSON.stringify(rows)],
    query_timeout: limitMs,
  };
  await database.query(statement);
}
