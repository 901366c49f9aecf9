/**
 * What is asked of a customer, an order, a line, a product: the same fields whether in a bulk export or read alone, so that
 * both ways tell the same changes.
 */

/** `metafields` are names as `namespace.key`; the answer holds them as `m0`, `m1` … in this order. */
export function customerSelection(metafields: readonly string[]): string {
  const named = metafields.map((name, index) => {
    const dot = name.indexOf('.');
    const [namespace, key] = [name.slice(0, dot), name.slice(dot + 1)].map((text) => JSON.stringify(text));
    return `m${index}: metafield(namespace: ${namespace}, key: ${key}) { value }`;
  });
  return /* GraphQL */ `
    id
    createdAt
    updatedAt
    firstName
    lastName
    locale
    state
    tags
    numberOfOrders
    amountSpent { amount currencyCode }
    lastOrder { processedAt }
    defaultAddress { countryCodeV2 province city }
    defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
    defaultPhoneNumber {
      phoneNumber
      smsMarketingConsent { state updatedAt }
      whatsAppMarketingConsent { state updatedAt }
    }
    ${named.join('\n    ')}`;
}

const SHOP_MONEY = '{ shopMoney { amount currencyCode } }';

/** An order without its lines. */
export const ORDER_SELECTION = /* GraphQL */ `
    id
    name
    createdAt
    processedAt
    updatedAt
    cancelledAt
    test
    displayFinancialStatus
    sourceName
    tags
    checkoutToken
    cartToken
    customer { id }
    totalPriceSet ${SHOP_MONEY}
    currentTotalPriceSet ${SHOP_MONEY}
    totalDiscountsSet ${SHOP_MONEY}
    refunds { id createdAt processedAt totalRefundedSet ${SHOP_MONEY} }`;

/** A line of an order: its worth before and after every discount on it, whether by a code or not. */
export const LINE_SELECTION = /* GraphQL */ `
    id
    title
    vendor
    quantity
    currentQuantity
    product { id }
    originalTotalSet ${SHOP_MONEY}
    discountedTotalSet(withCodeDiscounts: true) ${SHOP_MONEY}`;

/** A product without its collections. */
export const PRODUCT_SELECTION = /* GraphQL */ `
    id
    updatedAt
    title
    productType
    vendor
    tags`;

/** A collection, as a product's. */
export const COLLECTION_SELECTION = 'id title';
