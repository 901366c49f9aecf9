/** Everything of the shop is to be erased: sent 48 hours after the app was removed. */
import type { Topic } from './topic.ts';

export const shopRedact: Topic = {
  topic: 'shop/redact',
  scope: null,
  isCompliance: true,
  read: () => [{ kind: 'redact-shop' }],
};
