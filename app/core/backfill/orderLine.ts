/** An order's line of the bulk export as changes: the order's present version and its refunds. */
import { z } from 'zod';
import type { Change } from '../changes.ts';
import { failure, type Result, success } from '../result.ts';
import { gidField, instantField, problemsOf, shopMoneyField } from './fields.ts';

const refundSchema = z.object({
  id: gidField('Refund'),
  /** Null for some refunds of old; they are then told by when they were processed. */
  createdAt: instantField.nullable(),
  processedAt: instantField,
  totalRefundedSet: shopMoneyField,
});

const lineSchema = z.object({
  id: gidField('Order'),
  name: z.string().nullable(),
  createdAt: instantField,
  processedAt: instantField,
  updatedAt: instantField,
  cancelledAt: instantField.nullable(),
  test: z.boolean(),
  displayFinancialStatus: z.string().nullable(),
  sourceName: z.string().nullable(),
  customer: z.object({ id: gidField('Customer') }).nullable(),
  totalPriceSet: shopMoneyField,
  currentTotalPriceSet: shopMoneyField,
  totalDiscountsSet: shopMoneyField.nullable(),
  refunds: z.array(refundSchema),
});

/** The changes an order's line tells, or what is wrong with it. */
export function orderChanges(node: unknown): Result<Change[], string> {
  const parsed = lineSchema.safeParse(node);
  if (!parsed.success) return failure(problemsOf(parsed.error));
  const line = parsed.data;
  const orderId = line.id;
  const changes: Change[] = [
    {
      kind: 'order',
      orderId,
      customerId: line.customer?.id ?? null,
      updatedAt: line.updatedAt,
      toldAt: 0,
      name: line.name,
      createdAt: line.createdAt,
      processedAt: line.processedAt,
      cancelledAt: line.cancelledAt,
      isTest: line.test,
      financialStatus: line.displayFinancialStatus?.toLowerCase() ?? null,
      currencyCode: line.totalPriceSet.currencyCode,
      totalMinor: line.totalPriceSet.minor,
      currentTotalMinor: line.currentTotalPriceSet.minor,
      discountMinor: line.totalDiscountsSet?.minor ?? 0,
      sourceName: line.sourceName,
      tags: [],
      checkoutToken: null,
      cartToken: null,
      lines: null,
    },
  ];
  for (const refund of line.refunds)
    changes.push({
      kind: 'refund',
      orderId,
      refundId: refund.id,
      refundedAt: refund.createdAt ?? refund.processedAt,
      amountMinor: refund.totalRefundedSet.minor,
    });
  return success(changes);
}
