// Addresses of result files: signed, and good for seven days after the operation ended.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Settings } from '../storage/settings.ts';

export const RESULT_LIFE_MS = 7 * 86_400_000;

export interface SignedAddresses {
  sign(no: number, completedMs: number): string;
  /** Why the address is refused, or null when it is good. */
  refusal(no: number, query: URLSearchParams, nowMs: number): 'expired' | 'signature' | null;
}

export function makeSignedAddresses(settings: Settings, baseUrl: () => string): SignedAddresses {
  const secret = settings.read('resultSecret', randomBytes(16).toString('hex'));
  settings.write('resultSecret', secret);
  const signature = (no: number, expires: string) =>
    createHmac('sha256', secret).update(`${no}:${expires}`).digest('hex');
  return {
    sign(no, completedMs) {
      const expires = String(Math.floor((completedMs + RESULT_LIFE_MS) / 1000));
      const query = new URLSearchParams({
        Expires: expires,
        Signature: signature(no, expires),
        'response-content-disposition': `attachment; filename="bulk-${no}.jsonl"`,
      });
      return `${baseUrl()}/bulk-results/${no}.jsonl?${query}`;
    },
    refusal(no, query, nowMs) {
      const expires = query.get('Expires') ?? '';
      const right = Buffer.from(signature(no, expires));
      const given = Buffer.from(query.get('Signature') ?? '');
      if (given.length !== right.length || !timingSafeEqual(given, right)) return 'signature';
      return Number(expires) * 1000 <= nowMs ? 'expired' : null;
    },
  };
}
