/**
 * Shopify's ids. They are 64-bit numbers, more than a `number` holds exactly, so everywhere in TypeScript an id is its
 * decimal text; global ids (`gid://shopify/Customer/42`) exist only at the doors to Shopify.
 */

/** An id as decimal text: from 1 to 2^63 − 1, no leading zero, no sign. */
export type DecimalId = string;

const greatestId = 2n ** 63n - 1n;

/** Whether a text is a proper id: one that fits PostgreSQL's bigint. */
export function isDecimalId(text: string): text is DecimalId {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= greatestId;
}

/**
 * An id in any form that has kept all its digits (text, BigInt, or a number small enough to be exact) as decimal text;
 * null for anything else, above all for a number past 2^53, whose last digits are lost already.
 */
export function decimalId(raw: unknown): DecimalId | null {
  const exact = typeof raw === 'string' || typeof raw === 'bigint' || Number.isSafeInteger(raw);
  const text = exact ? String(raw) : '';
  return isDecimalId(text) ? text : null;
}

/**
 * The id within a global id of the given type (`Customer`, `Order`, …); null if the text is not a global id, or one of
 * another type. Shopify appends query parameters to some (`?inventory_item_id=…`); they are left out.
 */
export function idFromGid(gid: string, type: string): DecimalId | null {
  const [, foundType, id] = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/.exec(gid) ?? [];
  return foundType === type && id !== undefined && isDecimalId(id) ? id : null;
}

/** The global id of an object of the given type. */
export function gidFromId(type: string, id: DecimalId): string {
  return `gid://shopify/${type}/${id}`;
}
