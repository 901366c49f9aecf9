/** The lines of an order, in the shop's currency. */
import type { OrderLine } from '#app/core/changes.ts';
import type { Fields } from './fields.ts';

/** Null when the payload carries no lines at all, which is not the same as an order without lines. */
export function readOrderLines(order: Fields, currencyCode: string): OrderLine[] | null {
  return order.objectsOrNull('line_items')?.map((line) => readLine(line, currencyCode)) ?? null;
}

function readLine(line: Fields, currencyCode: string): OrderLine {
  const quantity = line.count('quantity');
  const unitMinor = shopMoneyOrNull(line, 'price_set', currencyCode) ?? line.money('price', currencyCode);
  const discountMinor = readDiscount(line, currencyCode);
  return {
    lineId: line.ownId('LineItem'),
    productId: line.idOrNull('product_id'),
    title: line.textOrNull('title'),
    vendor: line.textOrNull('vendor'),
    quantity,
    currentQuantity: line.countOrNull('current_quantity') ?? quantity,
    totalMinor: line.exact(unitMinor * quantity - discountMinor),
    discountMinor,
  };
}

/**
 * What discounts take off the line: the parts of every discount that were allocated to it. `total_discount` holds only
 * some kinds of them and counts where nothing is allocated.
 */
function readDiscount(line: Fields, currencyCode: string): number {
  const parts = line
    .objects('discount_allocations')
    .map((part) => shopMoneyOrNull(part, 'amount_set', currencyCode) ?? part.money('amount', currencyCode));
  if (parts.length > 0) return line.exact(parts.reduce((total, part) => total + part, 0));
  return (
    shopMoneyOrNull(line, 'total_discount_set', currencyCode) ?? line.moneyOrNull('total_discount', currencyCode) ?? 0
  );
}

function shopMoneyOrNull(fields: Fields, name: string, currencyCode: string): number | null {
  return fields.objectOrNull(name)?.objectOrNull('shop_money')?.moneyOrNull('amount', currencyCode) ?? null;
}
