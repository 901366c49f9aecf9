/** What the statements on storefront events hand to each other: an event as far as folding it is concerned. */
import { EMPTY_SEARCH } from '#app/core/siteEvents/names.ts';
import type { DecimalId } from '#app/core/identifiers.ts';

export interface SiteEventRow {
  eventId: string;
  occurredAt: number;
  name: string;
  productId: DecimalId | null;
  collectionId: DecimalId | null;
  /** Says where the visitor came from. */
  isSourced: boolean;
  /** A search that found nothing. */
  isEmptySearch: boolean;
}

/** An event that passed from one owner to another; null: nobody. */
export interface OwnerChange extends SiteEventRow {
  before: DecimalId | null;
  after: DecimalId | null;
}

/** The columns of an {@link OwnerChange} beside its owners, of a table or a query `e`. */
export const rowColumns = `e.event_id, e.occurred_at, e.name, e.product_id, e.collection_id,
  coalesce(e.utm_source, e.utm_medium, e.utm_campaign, e.referrer_host) IS NOT NULL AS is_sourced,
  (e.name = 'search_submitted' AND e.result_count IS NOT DISTINCT FROM 0) AS is_empty_search`;

export interface OwnerChangeColumns {
  event_id: string;
  occurred_at: number;
  name: string;
  product_id: DecimalId | null;
  collection_id: DecimalId | null;
  is_sourced: boolean;
  is_empty_search: boolean;
  before: DecimalId | null;
  after: DecimalId | null;
}

export const ownerChangeOf = (row: OwnerChangeColumns): OwnerChange => ({
  eventId: row.event_id,
  occurredAt: row.occurred_at,
  name: row.name,
  productId: row.product_id,
  collectionId: row.collection_id,
  isSourced: row.is_sourced,
  isEmptySearch: row.is_empty_search,
  before: row.before,
  after: row.after,
});

/** A browser of which it is known from an instant on, and for some time before, to whom it belonged. */
export interface Identification {
  visitorId: string;
  seenAt: number;
}

/** What has to be folded anew: the events of one customer, of one name, around one instant and on one subject. */
export interface Touch {
  customerId: DecimalId;
  name: string;
  at: number;
  /** The product or collection; null: none. */
  subjectId: DecimalId | null;
  isSourced: boolean;
}

/** What these changes of owner touch, for those who lost an event and for those who got it. */
export function touchesOf(changes: readonly OwnerChange[]): Touch[] {
  return changes.flatMap((change) =>
    [change.before, change.after].flatMap((customerId) =>
      customerId === null
        ? []
        : [change.name, ...(change.isEmptySearch ? [EMPTY_SEARCH] : [])].map((name) => ({
            customerId,
            name,
            at: change.occurredAt,
            subjectId: change.productId ?? change.collectionId,
            isSourced: change.isSourced,
          })),
    ),
  );
}
