/** Shopify's own totals of a customer; the one topic in camelCase and with global ids only. */
import type { Topic } from './topic.ts';

export const customersPurchasingSummary: Topic = {
  topic: 'customers/purchasing_summary',
  scope: 'read_customers',
  listedUnder: 'topics',
  read(summary) {
    const spent = summary.object('amountSpent');
    return [
      {
        kind: 'customer-totals',
        customerId: summary.gid('customerId', 'Customer'),
        orderCount: summary.count('numberOfOrders'),
        spentMinor: spent.money('amount', spent.text('currencyCode')),
        lastOrderAt: null,
        at: summary.instant('occurredAt'),
      },
    ];
  },
};
