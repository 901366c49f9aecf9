/** What a webhook topic is to us: its name, the scope it needs, and how its body is read. */
import type { Change } from '#app/core/changes.ts';
import type { Fields } from '../payloads/fields.ts';

/** What is known of a delivery beside its body. */
export interface TopicContext {
  /** When Shopify sent it, or if it does not say, when it came in. Epoch milliseconds. */
  toldAt: number;
}

export interface Topic {
  /** As `readDeliveryHeaders` names it: `orders/create`, or of the Events family `Order/create`. */
  topic: string;
  /** The access scope without which Shopify does not send it; null if it needs none. */
  scope: 'read_orders' | 'read_customers' | 'read_customer_merge' | 'read_products' | null;
  /** The key of shopify.app.toml that lists it; null for one that is read when it comes, but not asked for. */
  listedUnder: 'topics' | 'compliance_topics' | null;
  /** Tells what the body says. A missing or malformed field that is needed ends the reading with its name. */
  read(fields: Fields, context: TopicContext): Change[];
}
