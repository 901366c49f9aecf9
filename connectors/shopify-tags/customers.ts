/** Reads customers as the shop has them now. */
import type { CustomerState } from './changes.ts';
import type { Client } from './client.ts';
import { customersById } from './documents.ts';
import { READ_AT_ONCE } from './limits.ts';
import { customerGid, inParts } from './metafields.ts';

/** By customer id; null for whom the shop does not have. */
export type States = Map<string, CustomerState | null>;

export async function readCustomers(client: Client, customerIds: readonly string[]): Promise<States> {
  const states: States = new Map();
  for (const part of inParts(customerIds, READ_AT_ONCE)) {
    const nodes = await client.ask(customersById, { ids: part.map(customerGid) }, part.length);
    for (const [index, customerId] of part.entries()) {
      const node = nodes[index] ?? null;
      states.set(customerId, node && { tags: node.tags, list: listRead(node.metafield) });
    }
  }
  return states;
}

function listRead(metafield: { value: string; compareDigest: string } | null): CustomerState['list'] {
  return metafield && { value: metafield.value, digest: metafield.compareDigest };
}
