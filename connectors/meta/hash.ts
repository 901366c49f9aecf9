/** From what is known of a person to a cell that Meta is sent: in the form it compares, and hashed. */
import { createHash, createHmac } from 'node:crypto';
import { normalise, type Key } from './normalise.ts';

/** SHA-256 of the form that is compared, in small hexadecimal digits; the id itself for EXTERN_ID; empty when nothing is known. */
export function cellOf(key: Key, raw: string | null, countryCode: string | null = null): string {
  const text = raw?.trim() ?? '';
  if (text === '') return '';
  // Hashed already: never a second time.
  if (key !== 'EXTERN_ID' && /^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const plain = normalise(key, text, countryCode);
  if (plain === null || key === 'EXTERN_ID') return plain ?? '';
  return createHash('sha256').update(plain).digest('hex');
}

/** Shows Meta that a call comes from the app itself and not from somebody who found the token. */
export function proofOf(accessToken: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}
