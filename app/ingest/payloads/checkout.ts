/** A checkout as checkouts/create and checkouts/update tell it. It has a token; since API 2026-04 it has no id. */
import type { Change } from '#app/core/changes.ts';
import type { TopicContext } from '../topics/topic.ts';
import type { Fields } from './fields.ts';

export function readCheckout(checkout: Fields, { toldAt }: TopicContext): Change[] {
  const createdAt = checkout.instant('created_at');
  const currencyCode = checkout.textOrNull('currency');
  return [
    {
      kind: 'checkout',
      token: checkout.token('token'),
      customerId: checkout.objectOrNull('customer')?.ownIdOrNull('Customer') ?? null,
      email: checkout.addressOrNull('email'),
      createdAt,
      updatedAt: checkout.instantOrNull('updated_at') ?? createdAt,
      toldAt,
      completedAt: checkout.instantOrNull('completed_at'),
      currencyCode,
      totalMinor: currencyCode === null ? 0 : (checkout.moneyOrNull('total_price', currencyCode) ?? 0),
    },
  ];
}
