// orders/create and the other bodies of whole orders, orders/edited and refunds/create in Shopify's field names (sample payloads of API
// 2026-07). What the shop model does not know is what a plain online order has there: null, zero or an empty list.
import type { Customer, Order, OrderLine, OrderRefund, RemovedLine } from '../model.ts';
import { webhookAmount } from '../money.ts';
import type { Shop } from '../storage/shops.ts';
import { buyerPayload, orderAddress, shopInstant } from './payloads.ts';

const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;

const moneySet = (amountMinor: number, currency: string) => {
  const money = { amount: webhookAmount(amountMinor, currency), currency_code: currency };
  return { shop_money: money, presentment_money: money };
};

function linePayload(line: OrderLine, currency: string) {
  return {
    id: BigInt(line.id),
    admin_graphql_api_id: gid('LineItem', line.id),
    attributed_staffs: [],
    current_quantity: line.currentQuantity ?? line.quantity,
    fulfillable_quantity: line.currentQuantity ?? line.quantity,
    fulfillment_service: 'manual',
    fulfillment_status: null,
    gift_card: line.isGiftCard ?? false,
    grams: 0,
    name: line.title,
    price: webhookAmount(line.priceMinor, currency),
    price_set: moneySet(line.priceMinor, currency),
    product_exists: line.productId !== null,
    product_id: line.productId === null ? null : BigInt(line.productId),
    properties: [],
    quantity: line.quantity,
    requires_shipping: true,
    sales_line_item_group_id: null,
    sku: line.sku ?? null,
    taxable: true,
    title: line.title,
    total_discount: webhookAmount(line.discountMinor, currency),
    total_discount_set: moneySet(line.discountMinor, currency),
    variant_id: null,
    variant_inventory_management: null,
    variant_title: null,
    vendor: line.vendor,
    tax_lines: [],
    duties: [],
    discount_allocations: [],
  };
}

/** A refund of an amount: no line items, one order adjustment, one transaction. */
export function refundPayload(order: Order, refund: OrderRefund, shop: Shop) {
  const { currency } = order;
  const createdAt = shopInstant(refund.createdAt, shop.timezone);
  const [id, orderId] = [BigInt(refund.id), BigInt(order.id)];
  return {
    id,
    order_id: orderId,
    created_at: createdAt,
    note: null,
    user_id: null,
    processed_at: createdAt,
    duties: [],
    total_duties_set: moneySet(0, currency),
    return: null,
    refund_shipping_lines: [],
    restock: false,
    admin_graphql_api_id: gid('Refund', refund.id),
    order_adjustments: [
      {
        id,
        order_id: orderId,
        refund_id: id,
        amount: webhookAmount(-refund.amountMinor, currency),
        amount_set: moneySet(-refund.amountMinor, currency),
        kind: 'refund_discrepancy',
        reason: 'Refund discrepancy',
        tax_amount: webhookAmount(0, currency),
        tax_amount_set: moneySet(0, currency),
      },
    ],
    refund_line_items: [],
    transactions: [
      {
        id,
        order_id: orderId,
        kind: 'refund',
        gateway: 'manual',
        status: 'success',
        message: null,
        created_at: createdAt,
        test: order.test,
        authorization: null,
        location_id: null,
        user_id: null,
        parent_id: null,
        processed_at: createdAt,
        device_id: null,
        error_code: null,
        source_name: order.sourceName,
        receipt: {},
        amount: webhookAmount(refund.amountMinor, currency),
        currency,
        payment_id: `${order.name}.1`,
        total_unsettled_set: {
          presentment_money: { amount: '0.0', currency },
          shop_money: { amount: '0.0', currency },
        },
        manual_payment_gateway: false,
        amount_rounding: null,
        admin_graphql_api_id: gid('OrderTransaction', refund.id),
      },
    ],
  };
}

/** orders/edited: what was added and taken away, line by line; nothing of the order itself. */
export function orderEditPayload(order: Order, edit: { add: OrderLine[]; remove: RemovedLine[] }, shop: Shop) {
  const at = shopInstant(order.updatedAt, shop.timezone);
  return {
    order_edit: {
      id: BigInt(Date.parse(order.updatedAt)) * 1000n + (BigInt(order.id) % 1000n),
      app_id: null,
      created_at: at,
      committed_at: at,
      notify_customer: false,
      order_id: BigInt(order.id),
      staff_note: '',
      user_id: null,
      line_items: {
        additions: edit.add.map((line) => ({ id: BigInt(line.id), delta: line.quantity })),
        removals: edit.remove.map(({ lineId, quantity }) => ({ id: BigInt(lineId), delta: quantity })),
      },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

const withSet = <Name extends string>(name: Name, amountMinor: number, currency: string) =>
  ({
    [name]: webhookAmount(amountMinor, currency),
    [`${name}_set`]: moneySet(amountMinor, currency),
  }) as Record<Name, string> & Record<`${Name}_set`, ReturnType<typeof moneySet>>;

export function orderPayload(order: Order, customer: Customer | undefined, shop: Shop) {
  const { currency } = order;
  const number = Number(order.name.replace(/\D/g, '').slice(-9)) || 1;
  const instant = (value: string | null) => shopInstant(value, shop.timezone);
  const listedMinor = order.lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0);
  const unpaid = order.financialStatus === 'pending' || order.financialStatus === 'authorized';
  const token = `order-${order.id}`;
  return {
    id: BigInt(order.id),
    admin_graphql_api_id: gid('Order', order.id),
    app_id: null,
    browser_ip: null,
    buyer_accepts_marketing: customer?.emailConsent.state === 'subscribed',
    cancel_reason: order.cancelledAt === null ? null : 'customer',
    cancelled_at: instant(order.cancelledAt),
    cart_token: order.cartToken ?? null,
    checkout_token: order.checkoutToken ?? null,
    client_details: null,
    closed_at: null,
    confirmation_number: null,
    confirmed: true,
    contact_email: order.email,
    created_at: instant(order.createdAt),
    currency,
    current_shipping_price_set: moneySet(0, currency),
    ...withSet('current_subtotal_price', order.currentTotalMinor, currency),
    current_total_additional_fees_set: null,
    ...withSet('current_total_discounts', order.totalDiscountsMinor, currency),
    current_total_duties_set: null,
    ...withSet('current_total_price', order.currentTotalMinor, currency),
    ...withSet('current_total_tax', 0, currency),
    customer_locale: customer?.locale ?? shop.locale,
    device_id: null,
    discount_codes: order.discountCodes.map((code) => ({
      code,
      amount: webhookAmount(order.totalDiscountsMinor, currency),
      type: 'fixed_amount',
    })),
    duties_included: false,
    email: order.email ?? '',
    estimated_taxes: false,
    financial_status: order.financialStatus,
    fulfillment_status: order.fulfilledAt ? 'fulfilled' : null,
    landing_site: null,
    landing_site_ref: null,
    location_id: null,
    merchant_business_entity_id: 'MTU0ODM4MDAwOQ',
    merchant_of_record_app_id: null,
    name: order.name,
    note: null,
    note_attributes: [],
    number,
    order_number: number,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${token}/authenticate?key=${token}`,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    payment_gateway_names: [unpaid ? 'Cash on Delivery (COD)' : 'bogus'],
    phone: null,
    po_number: null,
    presentment_currency: currency,
    processed_at: instant(order.processedAt),
    reference: null,
    referring_site: null,
    source_identifier: null,
    source_name: order.sourceName,
    source_url: null,
    ...withSet('subtotal_price', order.totalMinor, currency),
    tags: (order.tags ?? []).join(', '),
    tax_exempt: false,
    tax_lines: [],
    taxes_included: true,
    test: order.test,
    token,
    total_cash_rounding_payment_adjustment_set: moneySet(0, currency),
    total_cash_rounding_refund_adjustment_set: moneySet(0, currency),
    ...withSet('total_discounts', order.totalDiscountsMinor, currency),
    ...withSet('total_line_items_price', listedMinor, currency),
    total_outstanding: webhookAmount(unpaid ? order.currentTotalMinor : 0, currency),
    ...withSet('total_price', order.totalMinor, currency),
    total_shipping_price_set: moneySet(0, currency),
    ...withSet('total_tax', 0, currency),
    total_tip_received: '0.00',
    total_weight: 0,
    updated_at: instant(order.updatedAt),
    user_id: null,
    billing_address: orderAddress(customer),
    ...(customer === undefined ? {} : { customer: buyerPayload(customer, shop) }),
    discount_applications: [],
    fulfillments: [],
    line_items: order.lines.map((line) => linePayload(line, currency)),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(order, refund, shop)),
    shipping_address: orderAddress(customer),
    shipping_lines: [],
    returns: [],
    line_item_groups: [],
  };
}
