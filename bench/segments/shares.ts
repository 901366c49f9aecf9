/** Chance without chance: numbers spread evenly by a hash, so that the same size always gives the same shop. */

/** What the statements that fill a shop have in common. */
export interface ShopTerms {
  shopId: number;
  /** Ids of the shop's objects begin behind it. */
  base: number;
  /** The present instant, as PostgreSQL reads it. */
  at: string;
  customers: number;
}

/** An SQL expression from 0 to 1, spread evenly over the values of `n`; each salt gives another. */
export const share = (n: string, salt: number): string =>
  `((hashint8extended(${n}, ${salt}) & 1073741823) / 1073741824::double precision)`;

/** So many of them, as columns h1, h2 …. @param salt The one before the first. */
export const shares = (n: string, salt: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `${share(n, salt + index + 1)} AS h${index + 1}`).join(', ');
