/** Encryption of secrets at rest: AES-256-GCM with a random nonce, bound to what the secret belongs to. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;

export interface Secrets {
  /** @param context What the secret belongs to, such as `connection:12:1`; opening it elsewhere fails. */
  seal(plain: string, context: string): Buffer;
  /** @throws Error when the key, the context or the bytes are not those of the sealing. */
  open(sealed: Uint8Array, context: string): string;
  /** A keyed fingerprint: proves that something was there without holding it. Hex, 64 characters. */
  fingerprint(value: string): string;
}

/** @param key At least 32 characters of secret configuration; the keys in use are derived from it. */
export function makeSecrets(key: string): Secrets {
  if (key.length < 32) throw new Error('KESIT_SECRET_KEY must have at least 32 characters.');
  const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, 'kesit', use, 32));
  const sealing = derive('seal');
  const printing = derive('fingerprint');
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== FORMAT || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) throw new Error('Not a sealed secret.');
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES));
      const body = bytes.subarray(1 + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
    fingerprint: (value) => createHmac('sha256', printing).update(value).digest('hex'),
  };
}
