/** An order's node, of a bulk export or read alone, as changes: the order's present version, its lines and its refunds. */
import type { Change, OrderLine } from '../changes.ts';
import type { NodeReading } from './customerLine.ts';
import {
  booleanOf,
  countOf,
  idOf,
  instantOf,
  instantOrNull,
  nodeOrNull,
  nodesOrNull,
  shopCurrencyOf,
  shopMinorOf,
  textOrNull,
  textsOf,
  type Node,
  type Problems,
} from './fields.ts';

/** The changes an order's node tells; of use only when no problem is noted. */
export function orderChanges(node: Node, reading: NodeReading, problems: Problems): Change[] {
  const orderId = idOf(node, 'Order', problems);
  const customer = nodeOrNull(node, 'customer', problems);
  const currencyCode = shopCurrencyOf(node, 'totalPriceSet', problems);
  const minor = (field: string): number => shopMinorOf(node, field, currencyCode, problems);
  const changes: Change[] = [
    {
      kind: 'order',
      orderId,
      customerId: customer && idOf(customer, 'Customer', problems),
      updatedAt: instantOf(node, 'updatedAt', problems),
      toldAt: reading.toldAt,
      name: textOrNull(node, 'name', problems),
      createdAt: instantOf(node, 'createdAt', problems),
      processedAt: instantOf(node, 'processedAt', problems),
      cancelledAt: instantOrNull(node, 'cancelledAt', problems),
      isTest: booleanOf(node, 'test', problems),
      financialStatus: textOrNull(node, 'displayFinancialStatus', problems)?.toLowerCase() ?? null,
      currencyCode,
      totalMinor: minor('totalPriceSet'),
      currentTotalMinor: minor('currentTotalPriceSet'),
      discountMinor: node.totalDiscountsSet === null ? 0 : minor('totalDiscountsSet'),
      sourceName: textOrNull(node, 'sourceName', problems),
      tags: textsOf(node, 'tags', problems),
      checkoutToken: textOrNull(node, 'checkoutToken', problems),
      cartToken: textOrNull(node, 'cartToken', problems),
      lines: nodesOrNull(node, 'lineItems', problems)?.map((line) => orderLine(line, problems)) ?? null,
    },
  ];
  for (const refund of nodesOrNull(node, 'refunds', problems) ?? [])
    changes.push({
      kind: 'refund',
      orderId,
      refundId: idOf(refund, 'Refund', problems),
      // Null for some refunds of old; they are then told by when they were processed.
      refundedAt: instantOrNull(refund, 'createdAt', problems) ?? instantOf(refund, 'processedAt', problems),
      amountMinor: shopMinorOf(refund, 'totalRefundedSet', currencyCode, problems),
    });
  return changes;
}

/** A line item's node. `discountAllocations` hold every discount that falls on it, those of the whole order too. */
export function orderLine(node: Node, problems: Problems): OrderLine {
  const currencyCode = shopCurrencyOf(node, 'originalTotalSet', problems);
  const product = nodeOrNull(node, 'product', problems);
  const parts = nodesOrNull(node, 'discountAllocations', problems) ?? [];
  let discountMinor = 0;
  for (const part of parts) discountMinor += shopMinorOf(part, 'allocatedAmountSet', currencyCode, problems);
  if (parts.length === 0) discountMinor = shopMinorOf(node, 'totalDiscountSet', currencyCode, problems);
  return {
    lineId: idOf(node, 'LineItem', problems),
    productId: product && idOf(product, 'Product', problems),
    title: textOrNull(node, 'title', problems),
    vendor: textOrNull(node, 'vendor', problems),
    quantity: countOf(node, 'quantity', problems),
    currentQuantity: countOf(node, 'currentQuantity', problems),
    totalMinor: shopMinorOf(node, 'originalTotalSet', currencyCode, problems) - discountMinor,
    discountMinor,
  };
}
