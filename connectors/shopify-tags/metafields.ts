/** How the list of segments is written to customers: inputs of calls, alone or as lines of a bulk operation. */
import { gidFromId, idFromGid } from '#app/core/identifiers.ts';
import type { Change } from './changes.ts';
import { KEY, NAMESPACE, TYPE } from './limits.ts';

export const customerGid = (customerId: string): string => gidFromId('Customer', customerId);
export const customerIdOf = (gid: string): string | null => idFromGid(gid, 'Customer');

export function setInput({ customerId, list, digest }: Change): object {
  return {
    ownerId: customerGid(customerId),
    namespace: NAMESPACE,
    key: KEY,
    type: TYPE,
    value: list,
    ...(digest === undefined ? {} : { compareDigest: digest }),
  };
}

export function deleteInput({ customerId }: Change): object {
  return { ownerId: customerGid(customerId), namespace: NAMESPACE, key: KEY };
}

export function inParts<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < all.length; from += size) parts.push(all.slice(from, from + size));
  return parts;
}
