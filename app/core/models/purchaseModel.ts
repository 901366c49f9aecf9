/** The purchase model in force for a shop, as it is stored among its yardsticks. Time is counted in days of 24 hours. */

/**
 * - `bg-nbd`, `mbg-nbd`: fitted; see bgNbd.ts for the parameters. `value` are those of the Gamma-Gamma model of what an order is
 *   worth, in minor units; null where it could not be fitted.
 * - `own-gaps`: the fit says that nobody is ever lost, which cannot be used; each customer's own gaps stand in.
 */
export type PurchaseModel =
  | {
      readonly kind: 'bg-nbd' | 'mbg-nbd';
      readonly r: number;
      readonly alpha: number;
      readonly a: number;
      readonly b: number;
      readonly value: { readonly p: number; readonly q: number; readonly gamma: number } | null;
      /** The instant up to which the orders were looked at, epoch milliseconds; what is expected counts from here. */
      readonly fittedAt: number;
    }
  | { readonly kind: 'own-gaps'; readonly fittedAt: number };
