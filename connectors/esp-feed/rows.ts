/** Sets aside customers whom no receiver could address, or who would be there twice by one address. */
import { emailKey } from '#app/core/email.ts';
import type { Outcome, Row } from '../kit/connector.ts';
import { byStanding } from '../kit/rowOrder.ts';

export type RejectionCode = 'no_address' | 'invalid_email' | 'duplicate_email' | 'too_large';

export const REJECTIONS: Readonly<Record<RejectionCode, string>> = {
  no_address: 'The customer has neither an e-mail address nor a phone number.',
  invalid_email: 'This is not an e-mail address, and there is no phone number.',
  duplicate_email:
    'Another customer of this segment has the same e-mail address. Most receivers keep one entry per address; merge the two customers in Shopify.',
  too_large: 'The receiver refuses even this one customer as too large.',
};

/** Not who may have it, only what can be none. */
const ADDRESS = /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]+$/;

export const rejected = (code: RejectionCode): Outcome => ({ kind: 'rejected', code, reason: REJECTIONS[code] });

export function prepareAdditions(rows: readonly Row[]): { going: Row[]; setAside: Map<string, Outcome> } {
  const setAside = new Map<string, Outcome>();
  const going = new Map<string, Row>();
  const taken = new Set<string>();
  // Of two customers with one address the one that is there already goes, else the older one: the same at every run.
  for (const row of [...rows].sort(byStanding)) {
    const email = (row.email ?? '').trim();
    const key = ADDRESS.test(email) ? emailKey(email) : null;
    if (key === null && row.phone === null)
      setAside.set(row.customerId, rejected(email === '' ? 'no_address' : 'invalid_email'));
    else if (key !== null && taken.has(key)) setAside.set(row.customerId, rejected('duplicate_email'));
    else {
      if (key !== null) taken.add(key);
      going.set(row.customerId, { ...row, email: key === null ? null : email });
    }
  }
  // In the order given, so that the same rows always make the same push.
  return { going: rows.flatMap((row) => going.get(row.customerId) ?? []), setAside };
}
