// Orders with their lines and refunds, as in the Admin API 2026-10.

export const ORDER_DEFINITIONS = /* GraphQL */ `
  enum OrderSortKeys {
    CREATED_AT
    ID
    PROCESSED_AT
    UPDATED_AT
  }
  type OrderConnection {
    edges: [OrderEdge!]!
    nodes: [Order!]!
    pageInfo: PageInfo!
  }
  type OrderEdge {
    cursor: String!
    node: Order!
  }
  enum OrderDisplayFinancialStatus {
    AUTHORIZED
    EXPIRED
    PAID
    PARTIALLY_PAID
    PARTIALLY_REFUNDED
    PENDING
    REFUNDED
    VOIDED
  }
  enum OrderDisplayFulfillmentStatus {
    FULFILLED
    PARTIALLY_FULFILLED
    UNFULFILLED
  }
  type Order implements LegacyInteroperability & Node {
    cancelledAt: DateTime
    cartToken: String
    checkoutToken: String
    createdAt: DateTime!
    currencyCode: CurrencyCode!
    currentTotalPriceSet: MoneyBag!
    customer: Customer
    customerLocale: String
    discountCode: String
    discountCodes: [String!]!
    displayFinancialStatus: OrderDisplayFinancialStatus
    displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
    email: String
    id: ID!
    legacyResourceId: UnsignedInt64!
    lineItems(after: String, first: Int, reverse: Boolean = false): LineItemConnection!
    name: String!
    netPaymentSet: MoneyBag!
    note: String
    originalTotalPriceSet: MoneyBag!
    phone: String
    presentmentCurrencyCode: CurrencyCode!
    processedAt: DateTime!
    refunds(first: Int): [Refund!]!
    sourceName: String
    subtotalPriceSet: MoneyBag
    tags: [String!]!
    test: Boolean!
    totalDiscountsSet: MoneyBag
    totalPriceSet: MoneyBag!
    totalRefundedSet: MoneyBag!
    updatedAt: DateTime!
  }
  type LineItemConnection {
    edges: [LineItemEdge!]!
    nodes: [LineItem!]!
    pageInfo: PageInfo!
  }
  type LineItemEdge {
    cursor: String!
    node: LineItem!
  }
  type DiscountAllocation {
    allocatedAmountSet: MoneyBag!
  }
  type LineItem implements Node {
    currentQuantity: Int!
    discountAllocations: [DiscountAllocation!]!
    discountedTotalSet(withCodeDiscounts: Boolean = false): MoneyBag!
    id: ID!
    isGiftCard: Boolean!
    name: String!
    originalTotalSet: MoneyBag!
    originalUnitPriceSet: MoneyBag!
    product: Product
    quantity: Int!
    sku: String
    title: String!
    totalDiscountSet: MoneyBag!
    variantTitle: String
    vendor: String
  }
  type Refund implements LegacyInteroperability & Node {
    createdAt: DateTime
    id: ID!
    legacyResourceId: UnsignedInt64!
    note: String
    processedAt: DateTime!
    refundLineItems(after: String, first: Int, reverse: Boolean = false): RefundLineItemConnection!
    totalRefundedSet: MoneyBag!
    updatedAt: DateTime!
  }
  type RefundLineItemConnection {
    edges: [RefundLineItemEdge!]!
    nodes: [RefundLineItem!]!
    pageInfo: PageInfo!
  }
  type RefundLineItemEdge {
    cursor: String!
    node: RefundLineItem!
  }
  type RefundLineItem {
    id: ID
    lineItem: LineItem!
    quantity: Int!
  }
`;
