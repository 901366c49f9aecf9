/** What one order of the demo shop contains and costs. */
import { catalogue } from './catalogue.ts';
import type { OrderLine } from './model.ts';
import type { Random } from './random.ts';

export type Basket = {
  lines: OrderLine[];
  /** After discounts, with shipping. */
  totalMinor: number;
  totalDiscountsMinor: number;
  discountCodes: string[];
};

/** Discount codes and the share of the price they take off. */
const codes = [
  ['HOSGELDIN10', 0.1],
  ['BAHAR15', 0.15],
  ['KASIM25', 0.25],
  ['SEPETTE20', 0.2],
] as const;

const freeShippingFromMinor = 75_000;
const shippingMinor = 4_990;

/** Up to four different lines, three in ten baskets with a discount code; `lineId` names the n-th line. */
export function basketOf(random: Random, lineId: (index: number) => string): Basket {
  const [code, rate] = random.pick(codes);
  const discounted = random.chance(0.3);
  const count = random.weighted([
    [1, 55],
    [2, 28],
    [3, 12],
    [4, 5],
  ]);
  const lines = Array.from({ length: count }, (_, index): OrderLine => {
    const product = random.pick(catalogue);
    const quantity = random.weighted([
      [1, 80],
      [2, 15],
      [4, 5],
    ]);
    return {
      id: lineId(index),
      productId: product.id,
      title: product.title,
      productType: product.productType,
      vendor: product.vendor,
      quantity,
      priceMinor: product.priceMinor,
      discountMinor: discounted ? Math.round(product.priceMinor * quantity * rate) : 0,
    };
  });
  const totalDiscountsMinor = lines.reduce((sum, line) => sum + line.discountMinor, 0);
  const netMinor = lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0) - totalDiscountsMinor;
  return {
    lines,
    totalMinor: netMinor + (netMinor < freeShippingFromMinor ? shippingMinor : 0),
    totalDiscountsMinor,
    discountCodes: discounted ? [code] : [],
  };
}
