/** Sets aside customers whom Meta cannot match, or who would be the same person twice, so that they do not hold up the others. */
import { emailKey } from '#app/core/email.ts';
import type { Outcome, Row } from '../kit/connector.ts';
import { byStanding } from '../kit/rowOrder.ts';
import { addressOf, phoneOf } from './columns.ts';

export type RejectionCode = 'nothing_to_match' | 'invalid_email' | 'duplicate_person';

export const REJECTIONS: Readonly<Record<RejectionCode, string>> = {
  nothing_to_match:
    'The customer has neither an e-mail address nor a phone number. By a name alone Meta would match other people too.',
  invalid_email: 'This is not an e-mail address, and there is no phone number to match the customer by.',
  duplicate_person:
    'Another customer of this segment has the same e-mail address, or the same phone number and no address. To Meta they are one person; merge the two customers in Shopify.',
};

export interface PreparedRows {
  going: Row[];
  setAside: Map<string, Outcome>;
}

export function prepareAdditions(rows: readonly Row[]): PreparedRows {
  const going: Row[] = [];
  const setAside = new Map<string, Outcome>();
  const reject = ({ customerId }: Row, code: RejectionCode): void => {
    setAside.set(customerId, { kind: 'rejected', code, reason: REJECTIONS[code] });
  };
  const taken = new Set<string>();
  // Of two customers with one address the one that is there already goes, else the older one: the same at every run.
  for (const row of [...rows].sort(byStanding)) {
    const address = addressOf(row);
    const person = (address === null ? null : emailKey(address)) ?? phoneOf(row);
    if (person === null) reject(row, (row.email ?? '').trim() === '' ? 'nothing_to_match' : 'invalid_email');
    else if (taken.has(person)) reject(row, 'duplicate_person');
    else {
      taken.add(person);
      going.push(row);
    }
  }
  return { going, setAside };
}
