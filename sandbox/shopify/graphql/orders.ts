// Resolvers of Order, its lines and its refunds. Money leaves as MoneyBag; the shop sells in one currency, so shop and
// presentment money are the same.
import { adminAmount } from '../money.ts';
import type { Order, OrderLine, OrderRefund } from '../model.ts';
import { listConnection, recordConnection } from './connections.ts';
import type { PageArguments } from './connections.ts';
import type { Resolvers } from './context.ts';
import { fromGid, gid } from './context.ts';
import type { CountArguments, ListArguments } from './listing.ts';
import { countRecords, mayReadOrder, oldestReadableOrder, searchConditions, sortColumn } from './listing.ts';
import { productOfLine } from './products.ts';

interface Money {
  amountMinor: number;
  currency: string;
}
interface LineOf {
  line: OrderLine;
  order: Order;
}
interface RefundOf {
  refund: OrderRefund;
  order: Order;
}

const refundedMinor = (order: Order): number => order.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);

const isPaid = (order: Order): boolean =>
  !['pending', 'authorized', 'voided', 'expired'].includes(order.financialStatus);

const ofOrder =
  (minor: (order: Order) => number) =>
  (order: Order): Money => ({ amountMinor: minor(order), currency: order.currency });

const ofLine =
  (minor: (line: OrderLine) => number) =>
  ({ line, order }: LineOf): Money => ({ amountMinor: minor(line), currency: order.currency });

export const orderResolvers: Resolvers = {
  QueryRoot: {
    order: (_: unknown, args: { id: string }, context) => {
      const id = fromGid('Order', args.id);
      const order = id === null ? undefined : context.records.order(context.shop.no, id);
      return order && mayReadOrder(order, context) ? order : null;
    },
    orders: (_: unknown, args: ListArguments, context) => {
      const conditions = [...searchConditions(args.query, 'orders', context), ...oldestReadableOrder(context)];
      return recordConnection(context.records, 'orders', context.shop.no, sortColumn(args.sortKey), conditions, args);
    },
    ordersCount: (_: unknown, args: CountArguments, context) => countRecords('orders', args, context),
  },
  MoneyBag: {
    shopMoney: (money: Money) => money,
    presentmentMoney: (money: Money) => money,
  },
  MoneyV2: {
    amount: (money: Money) => adminAmount(money.amountMinor, money.currency),
    currencyCode: (money: Money) => money.currency,
  },
  Order: {
    id: (order: Order) => gid('Order', order.id),
    legacyResourceId: (order: Order) => order.id,
    currencyCode: (order: Order) => order.currency,
    presentmentCurrencyCode: (order: Order) => order.currency,
    customer: (order: Order, _: unknown, context) =>
      order.customerId === null ? null : (context.records.customer(context.shop.no, order.customerId) ?? null),
    discountCode: (order: Order) => order.discountCodes[0] ?? null,
    displayFinancialStatus: (order: Order) => order.financialStatus.toUpperCase(),
    phone: () => null,
    tags: (order: Order) => order.tags ?? [],
    checkoutToken: (order: Order) => order.checkoutToken ?? null,
    cartToken: (order: Order) => order.cartToken ?? null,
    note: () => null,
    displayFulfillmentStatus: (order: Order) => (order.fulfilledAt ? 'FULFILLED' : 'UNFULFILLED'),
    customerLocale: (order: Order, _: unknown, { records, shop }) =>
      (order.customerId === null ? undefined : records.customer(shop.no, order.customerId)?.locale) ?? shop.locale,
    netPaymentSet: ofOrder((order) => (isPaid(order) ? order.totalMinor - refundedMinor(order) : 0)),
    totalPriceSet: ofOrder((order) => order.totalMinor),
    originalTotalPriceSet: ofOrder((order) => order.totalMinor),
    currentTotalPriceSet: ofOrder((order) => order.currentTotalMinor),
    subtotalPriceSet: ofOrder((order) => order.totalMinor),
    totalDiscountsSet: ofOrder((order) => order.totalDiscountsMinor),
    totalRefundedSet: ofOrder(refundedMinor),
    lineItems: (order: Order, args: PageArguments) =>
      listConnection(
        order.lines.map((line): LineOf => ({ line, order })),
        ({ line }) => line.id,
        args,
      ),
    refunds: (order: Order, args: { first?: number | null }) =>
      order.refunds.slice(0, args.first ?? undefined).map((refund): RefundOf => ({ refund, order })),
  },
  LineItem: {
    id: ({ line }: LineOf) => gid('LineItem', line.id),
    name: ({ line }: LineOf) => line.title,
    title: ({ line }: LineOf) => line.title,
    quantity: ({ line }: LineOf) => line.quantity,
    currentQuantity: ({ line }: LineOf) => line.currentQuantity ?? line.quantity,
    isGiftCard: ({ line }: LineOf) => line.isGiftCard ?? false,
    sku: ({ line }: LineOf) => line.sku ?? null,
    vendor: ({ line }: LineOf) => line.vendor,
    variantTitle: () => null,
    product: ({ line, order }: LineOf, _: unknown, context) => productOfLine(line, order.createdAt, context),
    originalUnitPriceSet: ofLine((line) => line.priceMinor),
    originalTotalSet: ofLine((line) => line.priceMinor * line.quantity),
    discountedTotalSet: ofLine((line) => line.priceMinor * line.quantity - line.discountMinor),
    totalDiscountSet: ofLine((line) => line.discountMinor),
    discountAllocations: () => [],
  },
  Refund: {
    id: ({ refund }: RefundOf) => gid('Refund', refund.id),
    legacyResourceId: ({ refund }: RefundOf) => refund.id,
    createdAt: ({ refund }: RefundOf) => refund.createdAt,
    processedAt: ({ refund }: RefundOf) => refund.createdAt,
    updatedAt: ({ refund }: RefundOf) => refund.createdAt,
    note: () => null,
    totalRefundedSet: ({ refund, order }: RefundOf): Money => ({
      amountMinor: refund.amountMinor,
      currency: order.currency,
    }),
    // Refunds here are of an amount, not of lines: Shopify lists no line items for those.
    refundLineItems: (_: RefundOf, args: PageArguments) => listConnection<never>([], String, args),
  },
};
