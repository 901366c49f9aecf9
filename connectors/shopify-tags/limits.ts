/** Figures of Shopify's that the connector keeps to. https://shopify.dev/docs/api/usage/limits and …/bulk-operations/imports (read 2026-11) */

/** Rows of one batch: a file of a few megabytes of the 100 that Shopify takes. */
export const MOST_ROWS = 10_000;
/** Customers read by one call: two points each, and a query may cost 1,000. */
export const READ_AT_ONCE = 100;
/** Metafields of one call. */
export const MOST_METAFIELDS = 25;
/** Texts in one metafield. */
export const MOST_ELEMENTS = 128;
/** From so many rows on a bulk operation takes less time than single calls of ten points each. */
export const BULK_FROM_ROWS = 100;
/** So many differences that a bulk operation left are made good by single calls. */
export const MOST_SINGLE_CHANGES = 100;
/** Bulk operations one after the other for one batch. */
export const MOST_ROUNDS = 4;

/** Where the list of segments is kept with a customer. `$app` stands for the app's own namespace. */
export const NAMESPACE = '$app:kesit';
export const KEY = 'segments';
export const TYPE = 'list.single_line_text_field';

/** The scope without which nothing can be written. */
export const SCOPE = 'write_customers';
