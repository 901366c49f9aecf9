// Customers with their addresses and consents, as in the Admin API 2026-10.

export const CUSTOMER_DEFINITIONS = /* GraphQL */ `
  enum CustomerSortKeys {
    CREATED_AT
    ID
    UPDATED_AT
  }
  type CustomerConnection {
    edges: [CustomerEdge!]!
    nodes: [Customer!]!
    pageInfo: PageInfo!
  }
  type CustomerEdge {
    cursor: String!
    node: Customer!
  }
  enum CustomerState {
    DECLINED
    DISABLED
    ENABLED
    INVITED
  }
  type Customer implements HasMetafields & LegacyInteroperability & Node {
    amountSpent: MoneyV2!
    createdAt: DateTime!
    dataSaleOptOut: Boolean!
    defaultAddress: MailingAddress
    defaultEmailAddress: CustomerEmailAddress
    defaultPhoneNumber: CustomerPhoneNumber
    displayName: String!
    firstName: String
    id: ID!
    lastName: String
    lastOrder: Order
    legacyResourceId: UnsignedInt64!
    locale: String!
    metafield(key: String!, namespace: String): Metafield
    metafields(
      after: String
      first: Int
      keys: [String!]
      namespace: String
      reverse: Boolean = false
    ): MetafieldConnection!
    note: String
    numberOfOrders: UnsignedInt64!
    orders(
      after: String
      first: Int
      query: String
      reverse: Boolean = false
      sortKey: OrderSortKeys = ID
    ): OrderConnection!
    state: CustomerState!
    tags: [String!]!
    updatedAt: DateTime!
    verifiedEmail: Boolean!
  }
  type MailingAddress implements Node {
    city: String
    country: String
    countryCodeV2: CountryCode
    id: ID!
    phone: String
    province: String
  }
  type CustomerEmailAddress {
    emailAddress: String!
    marketingOptInLevel: CustomerMarketingOptInLevel
    marketingState: CustomerEmailAddressMarketingState!
    marketingUpdatedAt: DateTime
    validFormat: Boolean!
  }
  type CustomerPhoneNumber {
    phoneNumber: String!
    smsMarketingConsent: CustomerSmsMarketingConsent!
    whatsAppMarketingConsent: CustomerWhatsAppMarketingConsent!
  }
  interface CustomerMarketingConsent {
    collectedFrom: CustomerConsentCollectedFrom
    optInLevel: CustomerMarketingOptInLevel
    state: CustomerMarketingConsentState!
    updatedAt: DateTime
  }
  type CustomerWhatsAppMarketingConsent implements CustomerMarketingConsent {
    collectedFrom: CustomerConsentCollectedFrom
    optInLevel: CustomerMarketingOptInLevel
    state: CustomerMarketingConsentState!
    updatedAt: DateTime
  }
  type CustomerSmsMarketingConsent implements CustomerMarketingConsent {
    collectedFrom: CustomerConsentCollectedFrom
    optInLevel: CustomerMarketingOptInLevel
    state: CustomerMarketingConsentState!
    updatedAt: DateTime
  }
  enum CustomerMarketingOptInLevel {
    CONFIRMED_OPT_IN
    SINGLE_OPT_IN
    UNKNOWN
  }
  enum CustomerEmailAddressMarketingState {
    INVALID
    NOT_SUBSCRIBED
    PENDING
    SUBSCRIBED
    UNSUBSCRIBED
  }
  enum CustomerMarketingConsentState {
    NEVER_SUBSCRIBED
    PENDING
    REDACTED
    SUBSCRIBED
    UNSUBSCRIBED
  }
  enum CustomerConsentCollectedFrom {
    OTHER
    SHOPIFY
  }
`;
