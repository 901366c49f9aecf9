/** Identifiers in Klaviyo's shapes: 26-character sortable ones for profiles and jobs, six characters for lists and metrics. */
import { randomBytes } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomText(alphabet: string, length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += alphabet[byte % alphabet.length] ?? '';
  return text;
}

/** 10 characters of time, 16 random: ids made later sort later (to the millisecond). */
export function makeUlid(atMs: number): string {
  let time = '';
  for (let rest = Math.max(0, Math.floor(atMs)), i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) {
    time = (CROCKFORD[rest % 32] ?? '0') + time;
  }
  return time + randomText(CROCKFORD, 16);
}

/** Six letters and digits, e.g. `Y6nRLr`. */
export function makeShortId(): string {
  return randomText(ALPHANUMERIC, 6);
}

/** Eleven letters and digits, the length of Klaviyo's event ids. */
export function makeEventId(): string {
  return randomText(ALPHANUMERIC, 11);
}
