/** How a key is written: `kesit_` with the shop's number, the key's id, and what proves it, so that it is found without a search. */

export interface Token {
  shopId: number;
  keyId: string;
}

const SHAPE = /^kesit_([1-9a-z][0-9a-z]{0,9})_([0-9a-f]{16})_[\w-]{43}$/;

/** @param secret 32 random bytes in base64url. @param keyId 16 hexadecimal digits. */
export const tokenOf = ({ shopId, keyId }: Token, secret: string): string =>
  `kesit_${shopId.toString(36)}_${keyId}_${secret}`;

/** What a token names; null when it is none. It proves nothing yet. */
export function readToken(text: string): Token | null {
  const [, shop = '', keyId = ''] = SHAPE.exec(text) ?? [];
  const shopId = Number.parseInt(shop, 36);
  return Number.isSafeInteger(shopId) ? { shopId, keyId } : null;
}
