// The shop, its plan and address, and the app's installation, as in the Admin API 2026-10.

export const SHOP_DEFINITIONS = /* GraphQL */ `
  type Shop implements Node {
    billingAddress: ShopAddress!
    contactEmail: String!
    createdAt: DateTime!
    currencyCode: CurrencyCode!
    email: String!
    ianaTimezone: String!
    id: ID!
    myshopifyDomain: String!
    name: String!
    plan: ShopPlan!
    shopAddress: ShopAddress!
    shopOwnerName: String!
    url: URL!
  }
  type ShopPlan {
    partnerDevelopment: Boolean!
    publicDisplayName: String!
    shopifyPlus: Boolean!
  }
  type ShopAddress implements Node {
    country: String
    countryCodeV2: CountryCode
    id: ID!
  }

  type AppInstallation implements Node {
    accessScopes: [AccessScope!]!
    id: ID!
  }
  type AccessScope {
    description: String!
    handle: String!
  }
`;
