// checkouts/create, checkouts/update and checkouts/delete in Shopify's field names (sample payloads of API 2026-07): a
// token, no id, except that the last one has an id and no token.
import { createHash } from 'node:crypto';
import type { Checkout, Customer, OrderLine } from '../model.ts';
import { webhookAmount } from '../money.ts';
import type { Shop } from '../storage/shops.ts';
import { buyerPayload, orderAddress, shopInstant } from './payloads.ts';

const listedMinor = (checkout: Checkout): number =>
  checkout.lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0);
const discountMinor = (checkout: Checkout): number => checkout.lines.reduce((sum, line) => sum + line.discountMinor, 0);

function linePayload(line: OrderLine, currency: string) {
  const price = webhookAmount(line.priceMinor, currency);
  return {
    applied_discounts: [],
    discount_allocations: [],
    key: line.id,
    destination_location_id: null,
    fulfillment_service: 'manual',
    gift_card: line.isGiftCard ?? false,
    grams: 0,
    origin_location_id: null,
    presentment_title: line.title,
    presentment_variant_title: '',
    product_id: line.productId === null ? null : BigInt(line.productId),
    properties: [],
    quantity: line.quantity,
    requires_shipping: true,
    sku: line.sku ?? '',
    tax_lines: [],
    taxable: true,
    title: line.title,
    variant_id: null,
    variant_title: '',
    variant_price: price,
    vendor: line.vendor ?? '',
    user_id: null,
    unit_price_measurement: {
      measured_type: null,
      quantity_value: null,
      quantity_unit: null,
      reference_value: null,
      reference_unit: null,
    },
    rank: null,
    compare_at_price: null,
    line_price: webhookAmount(line.priceMinor * line.quantity - line.discountMinor, currency),
    price,
  };
}

const sums = (checkout: Checkout) => ({
  total_discounts: webhookAmount(discountMinor(checkout), checkout.currency),
  total_line_items_price: webhookAmount(listedMinor(checkout), checkout.currency),
  total_price: webhookAmount(checkout.totalMinor, checkout.currency),
  total_tax: webhookAmount(0, checkout.currency),
  subtotal_price: webhookAmount(listedMinor(checkout) - discountMinor(checkout), checkout.currency),
  total_duties: null,
  reservation_token: null,
});

/** A checkout's number as `checkouts/delete` names it: nothing else of Shopify's tells it. */
const numberOf = (checkout: Checkout): bigint =>
  createHash('sha256').update(checkout.token).digest().readBigUInt64BE() >> 4n;

export function checkoutPayload(checkout: Checkout, customer: Customer | undefined, shop: Shop) {
  const instant = (value: string | null) => shopInstant(value, shop.timezone);
  return {
    token: checkout.token,
    cart_token: checkout.cartToken,
    email: checkout.email,
    gateway: null,
    buyer_accepts_marketing: checkout.buyerAcceptsMarketing ?? false,
    created_at: instant(checkout.createdAt),
    updated_at: instant(checkout.updatedAt),
    landing_site: null,
    note: null,
    note_attributes: [],
    referring_site: null,
    shipping_lines: [],
    taxes_included: true,
    total_weight: 0,
    currency: checkout.currency,
    completed_at: instant(checkout.completedAt),
    closed_at: null,
    user_id: null,
    location_id: null,
    source_identifier: null,
    source_url: null,
    device_id: null,
    phone: checkout.phone,
    customer_locale: customer?.locale ?? shop.locale,
    line_items: checkout.lines.map((line) => linePayload(line, checkout.currency)),
    name: `#${numberOf(checkout)}`,
    source: null,
    abandoned_checkout_url: `https://${shop.domain}/${shop.id}/checkouts/${checkout.token}/recover`,
    discount_codes: [],
    tax_lines: [],
    source_name: 'web',
    presentment_currency: checkout.currency,
    buyer_accepts_sms_marketing: checkout.buyerAcceptsSmsMarketing ?? false,
    sms_marketing_phone: checkout.buyerAcceptsSmsMarketing ? checkout.phone : null,
    ...sums(checkout),
    billing_address: orderAddress(customer),
    shipping_address: orderAddress(customer),
    ...(customer === undefined ? {} : { customer: buyerPayload(customer, shop) }),
  };
}

export const checkoutDeletedPayload = (checkout: Checkout) => ({
  id: numberOf(checkout),
  presentment_currency: checkout.currency,
  buyer_accepts_sms_marketing: checkout.buyerAcceptsSmsMarketing ?? false,
  sms_marketing_phone: checkout.buyerAcceptsSmsMarketing ? checkout.phone : null,
  cart_token: checkout.cartToken,
  ...sums(checkout),
});
