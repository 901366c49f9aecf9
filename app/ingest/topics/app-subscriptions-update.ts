/** The merchant's subscription to the app: accepted, cancelled, frozen for want of payment. */
import type { Topic } from './topic.ts';

export const appSubscriptionsUpdate: Topic = {
  topic: 'app_subscriptions/update',
  scope: null,
  listedUnder: 'topics',
  read(body) {
    const subscription = body.object('app_subscription');
    return [
      {
        kind: 'subscription',
        subscriptionId: subscription.token('admin_graphql_api_id'),
        name: subscription.text('name'),
        status: subscription.text('status').toLowerCase(),
        at: subscription.instant('updated_at'),
      },
    ];
  },
};
