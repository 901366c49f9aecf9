/** The proof that Shopify sent a body: HMAC-SHA256 over its raw bytes with the app's secret, compared in constant time. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

export interface SignatureCheck {
  /** @param hmac Base64, as in the header; anything else is simply not a match. */
  matches(body: Uint8Array, hmac: string): boolean;
}

const DIGEST_BYTES = 32;
/** Of 32 bytes in base64, with their padding. */
const DIGEST_LENGTH = 44;

/** @param secrets The app's secret; during a rotation the new and the old one, the likelier first. */
export function makeSignatureCheck(secrets: readonly string[]): SignatureCheck {
  if (secrets.length === 0 || secrets.includes('')) throw new Error('The app secret is empty.');
  const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  return {
    matches(body, hmac) {
      // The decoder is lenient: it skips what is no base64 and stops at the padding, whatever follows.
      if (hmac.length !== DIGEST_LENGTH) return false;
      const given = Buffer.from(hmac, 'base64');
      if (given.length !== DIGEST_BYTES) return false;
      return keys.some((key) => timingSafeEqual(createHmac('sha256', key).update(body).digest(), given));
    },
  };
}
