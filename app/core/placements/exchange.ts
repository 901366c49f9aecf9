/** What goes to a partner and comes back, row by row. */

import type { Figures } from './figures.ts';

/** Plain data that a connector may ask to be kept for it between calls. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One customer as a partner is told of it. */
export interface Row {
  /** Shopify's customer id, decimal; outcomes are given back under it. */
  customerId: string;
  /** Null when the customer has none or may not be addressed by it; such a row can only be removed. */
  email: string | null;
  /** E.164; null when the customer has none, or none that is a number. */
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  city: string | null;
  /** Shopify's name of the province. */
  province: string | null;
  /** ISO 3166-1 alpha-2. */
  countryCode: string | null;
  /** The partner's own id of the profile, when a former call told it. */
  partnerId: string | null;
  /** Customers who are gone and whose last address this customer has now: what a partner holds under their ids is this customer's. */
  formerIds: readonly string[];
  /**
   * The partner's ids of all lists of the connection that the customer belongs in at the moment of reading, in order. Only for a
   * connector that marks people, and empty for others.
   */
  listIds: readonly string[];
  /** Consents as Shopify or the shop told them, by channel; null where nothing is known. */
  consent?: { email: string | null; sms: string | null; whatsapp: string | null };
  /** When it was last wished otherwise (epoch milliseconds): a row that is asked for again after a failure has the same. */
  changedAt?: number;
  /** What the merchant wants the partner to hold of the customer beside that; left out where nothing is to be said. */
  figures?: Figures;
  /** What the customer is worth, in whole units of the shop's currency and not negative: only for a list by value. */
  value?: number;
}

/** What became of one row. Every row of a batch gets one; a row the partner says nothing of is `retry`. */
export type Outcome =
  /** The partner has applied it. */
  | { kind: 'done'; partnerId?: string }
  /** The partner refuses this row as it is; asking again without a change would be refused again. */
  | { kind: 'rejected'; code: string; reason: string }
  /** Not applied, or not known to be: to be asked again, not before an instant (epoch milliseconds). */
  | { kind: 'retry'; notBeforeMs: number; reason: string };
