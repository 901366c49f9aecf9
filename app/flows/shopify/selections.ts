/**
 * What is asked of a customer, an order, a line, a product: the same fields whether in a bulk export or read alone, so that
 * both ways tell the same changes.
 */

/** `metafields` are names as `namespace.key`; the answer holds them as `m0`, `m1` … in this order. The last order needs read_orders. */
export function customerSelection(metafields: readonly string[], withLastOrder = true): string {
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
    ${withLastOrder ? 'lastOrder { processedAt }' : ''}
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
/** Beside another amount of the same order: in the shop's currency too, which is then named once. */
const SHOP_AMOUNT = '{ shopMoney { amount } }';

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
    currentTotalPriceSet ${SHOP_AMOUNT}
    totalDiscountsSet ${SHOP_AMOUNT}
    refunds { id createdAt processedAt totalRefundedSet ${SHOP_AMOUNT} }`;

/**
 * A line of an order, with every discount that falls on it, those of the whole order too.
 * @param withProduct Whether read_products is granted: an export that asks for products without it is refused as a whole.
 */
export function lineSelection(withProduct: boolean): string {
  return /* GraphQL */ `
    id
    title
    vendor
    quantity
    currentQuantity
    ${withProduct ? 'product { id }' : ''}
    originalTotalSet ${SHOP_MONEY}
    totalDiscountSet ${SHOP_AMOUNT}
    discountAllocations { allocatedAmountSet ${SHOP_AMOUNT} }`;
}

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
