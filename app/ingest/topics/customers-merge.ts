/**
 * Two customers became one, or should have: the same topic tells of failures. The kept customer's profile may be made of
 * both, so it is read anew.
 */
import type { Topic } from './topic.ts';

/** CustomerMergeRequestStatus of the Admin API, in the lower case of webhooks. */
const NOT_MERGED: ReadonlySet<string> = new Set(['requested', 'in_progress', 'failed']);

export const customersMerge: Topic = {
  topic: 'customers/merge',
  scope: 'read_customer_merge',
  listedUnder: 'topics',
  read(body, { toldAt }) {
    const status = body.text('status').toLowerCase();
    const keptId = body.gid('admin_graphql_api_customer_kept_id', 'Customer');
    const customerId = body.gid('admin_graphql_api_customer_deleted_id', 'Customer');
    if (NOT_MERGED.has(status)) return [];
    if (status !== 'completed') return body.refuse('status', 'is none that is known');
    if (customerId === keptId) return body.refuse('admin_graphql_api_customer_deleted_id', 'is the customer kept');
    return [
      { kind: 'customer-merged', customerId, keptId, at: toldAt },
      { kind: 'refetch', object: 'customer', id: keptId, at: toldAt },
    ];
  },
};
