/**
 * A checkout that was deleted. Shopify's samples name it by an `id` that no other topic carries any more: without its
 * token nobody can tell which of ours it is, and it goes with the old ones.
 */
import type { Topic } from './topic.ts';

export const checkoutsDelete: Topic = {
  topic: 'checkouts/delete',
  scope: 'read_orders',
  listedUnder: 'topics',
  read(checkout, { toldAt }) {
    const token = checkout.tokenOrNull('token');
    if (token !== null) return [{ kind: 'checkout-deleted', token, at: toldAt }];
    checkout.id('id');
    return [];
  },
};
