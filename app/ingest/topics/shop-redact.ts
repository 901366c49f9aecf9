/** Everything of the shop is to be erased: sent 48 hours after the app was removed. */
import type { Topic } from './topic.ts';

export const shopRedact: Topic = {
  topic: 'shop/redact',
  scope: null,
  listedUnder: 'compliance_topics',
  read: () => [{ kind: 'redact-shop' }],
};
