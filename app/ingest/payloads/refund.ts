/** A refund, on its own (refunds/create) or within its order. */
import type { RefundChange } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { Unreadable, type Fields } from './fields.ts';

/** @param order What the order around it says; alone, a refund names its order and only hints at the currency. */
export function readRefund(refund: Fields, order?: { orderId: DecimalId; currencyCode: string }): RefundChange {
  return {
    kind: 'refund',
    orderId: order?.orderId ?? refund.id('order_id'),
    refundId: refund.ownId('Refund'),
    refundedAt: refund.instant('created_at'),
    amountMinor: refundedMinor(refund, order?.currencyCode ?? shopCurrency(refund)),
  };
}

/**
 * The money given back, in the shop's currency: that of the successful transactions, or where one was in the buyer's
 * currency, of the goods with their taxes less the adjustments, which are told in both.
 */
function refundedMinor(refund: Fields, currencyCode: string | null): number {
  const paid = refund
    .objects('transactions')
    .filter((one) => one.textOrNull('kind') === 'refund' && one.textOrNull('status') === 'success');
  const isForeign = paid.some((one) => (one.textOrNull('currency') ?? currencyCode) !== currencyCode);
  if (currencyCode === null) {
    if (paid.length === 0) return 0;
    throw new Unreadable('The refund does not tell its currency.');
  }
  if (!isForeign) return refund.exact(sum(paid.map((one) => one.money('amount', currencyCode))));
  const goods = refund.objects('refund_line_items');
  const adjustments = refund.objects('order_adjustments');
  const parts = [
    ...goods.flatMap((one) => [inShopMoney(one, 'subtotal_set'), inShopMoney(one, 'total_tax_set')]),
    ...adjustments.flatMap((one) => [-inShopMoney(one, 'amount_set'), -inShopMoney(one, 'tax_amount_set')]),
  ];
  return refund.exact(sum(parts));
}

function inShopMoney(fields: Fields, name: string): number {
  const money = fields.object(name).object('shop_money');
  return money.money('amount', money.text('currency_code'));
}

/** The shop's currency, from whichever amount of the refund is told in it; null if none is. */
function shopCurrency(refund: Fields): string | null {
  const sets = [
    refund.objectOrNull('total_duties_set'),
    ...refund.objects('refund_line_items').map((one) => one.objectOrNull('subtotal_set')),
    ...refund.objects('order_adjustments').map((one) => one.objectOrNull('amount_set')),
  ];
  for (const set of sets) {
    const code = set?.objectOrNull('shop_money')?.textOrNull('currency_code') ?? null;
    if (code !== null) return code;
  }
  const own = refund.objects('transactions').map((one) => one.textOrNull('currency'));
  return own.find((code) => code !== null) ?? null;
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
