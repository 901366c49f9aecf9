/**
 * A customer as customers/create, update, enable and disable tell it: without consent, tags, totals and locale. What the
 * app is not approved to see is null or missing.
 */
import type { Change } from '#app/core/changes.ts';
import type { TopicContext } from '../topics/topic.ts';
import type { Fields } from './fields.ts';

export function readCustomer(customer: Fields, context: TopicContext): Change[] {
  const address = customer.objectOrNull('default_address');
  const customerId = customer.ownId('Customer');
  const createdAt = customer.instantOrNull('created_at');
  return [
    {
      kind: 'customer',
      customerId,
      updatedAt: customer.instant('updated_at'),
      toldAt: context.toldAt,
      email: customer.addressOrNull('email'),
      phone: customer.addressOrNull('phone'),
      firstName: customer.textOrNull('first_name'),
      lastName: customer.textOrNull('last_name'),
      accountState: customer.textOrNull('state')?.toLowerCase() ?? null,
      countryCode: address?.textOrNull('country_code') ?? null,
      province: address?.textOrNull('province') ?? null,
      city: address?.textOrNull('city') ?? null,
      createdAt,
      detail: null,
    },
    // Since when the customer is one is told by the whole customer.
    ...(createdAt === null
      ? [{ kind: 'refetch', object: 'customer', id: customerId, at: context.toldAt } as const]
      : []),
  ];
}
