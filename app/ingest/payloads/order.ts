/**
 * An order as every topic tells it that carries the whole of it, with its lines and refunds. Of the customer inside only
 * the id is taken: the rest comes from the customer's own topics, and consent in particular is not told here.
 */
import type { Change } from '#app/core/changes.ts';
import type { TopicContext } from '../topics/topic.ts';
import type { Fields } from './fields.ts';
import { readOrderLines } from './orderLines.ts';
import { readRefund } from './refund.ts';
import { readTags } from './tags.ts';

export function readOrder(order: Fields, context: TopicContext): Change[] {
  const orderId = order.ownId('Order');
  const currencyCode = order.text('currency');
  const createdAt = order.instant('created_at');
  const lines = readOrderLines(order, currencyCode);
  return [
    {
      kind: 'order',
      orderId,
      customerId: order.objectOrNull('customer')?.ownIdOrNull('Customer') ?? null,
      updatedAt: order.instant('updated_at'),
      toldAt: context.toldAt,
      name: order.textOrNull('name'),
      createdAt,
      processedAt: order.instantOrNull('processed_at') ?? createdAt,
      cancelledAt: order.instantOrNull('cancelled_at'),
      isTest: order.flag('test'),
      financialStatus: order.textOrNull('financial_status')?.toLowerCase() ?? null,
      currencyCode,
      totalMinor: order.money('total_price', currencyCode),
      currentTotalMinor: order.money('current_total_price', currencyCode),
      discountMinor: order.moneyOrNull('total_discounts', currencyCode) ?? 0,
      sourceName: order.textOrNull('source_name'),
      tags: readTags(order),
      checkoutToken: order.tokenOrNull('checkout_token'),
      cartToken: order.tokenOrNull('cart_token'),
      lines,
    },
    // Without its lines it is only a part of the order.
    ...(lines === null ? [{ kind: 'refetch', object: 'order', id: orderId, at: context.toldAt } as const] : []),
    ...order.objects('refunds').map((refund) => readRefund(refund, { orderId, currencyCode })),
  ];
}
