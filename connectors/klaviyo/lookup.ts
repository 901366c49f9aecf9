/** Finds the profiles of customers whose profile id we do not know (yet): by our id, which every import gives them, else by e-mail. */
import { emailKey } from '#app/core/email.ts';
import type { Row } from '../kit/connector.ts';
import { any } from './filters.ts';
import { PAGE_ROWS } from './limits.ts';
import type { Sdk } from './sdk.ts';

/** Calls under way at once: an answer takes longer than the pace that Klaviyo allows. */
const CALLS_AT_ONCE = 4;

/** Profile ids by customer id. */
export async function profileIdsOf(sdk: Sdk, rows: readonly Row[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const wanted = new Set(rows.map(({ customerId }) => customerId));
  for (const { id, externalId } of await readProfiles(sdk, 'external_id', [...wanted])) {
    if (externalId !== null && wanted.has(externalId)) found.set(externalId, id);
  }

  const byAddress = new Map<string, string>();
  const addresses: string[] = [];
  for (const { customerId, email } of rows) {
    const key = emailKey(email ?? '');
    if (email === null || key === null || found.has(customerId)) continue;
    byAddress.set(key, customerId);
    addresses.push(email.trim());
  }
  for (const { id, externalId, email } of await readProfiles(sdk, 'email', addresses)) {
    const customerId = byAddress.get(emailKey(email ?? '') ?? '');
    // A profile with another customer's id is that customer's.
    if (customerId !== undefined && externalId === null) found.set(customerId, id);
  }
  return found;
}

export interface Found {
  id: string;
  externalId: string | null;
  email: string | null;
}

/** The profiles that have one of these values. */
export async function readProfiles(
  sdk: Sdk,
  field: 'id' | 'external_id' | 'email' | 'phone_number',
  values: readonly string[],
): Promise<Found[]> {
  const parts: string[][] = [];
  for (let start = 0; start < values.length; start += PAGE_ROWS) parts.push(values.slice(start, start + PAGE_ROWS));
  const found: Found[] = [];
  const work = async (): Promise<void> => {
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      const { body } = await sdk.profiles.getProfiles({
        filter: any(field, part),
        fieldsProfile: ['external_id', 'email'],
        pageSize: PAGE_ROWS,
      });
      for (const { id, attributes } of body.data) {
        if (id) found.push({ id, externalId: attributes.externalId ?? null, email: attributes.email ?? null });
      }
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  return found;
}
