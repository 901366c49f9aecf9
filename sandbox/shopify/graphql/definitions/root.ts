// Queries, mutations and the types everything shares, as in the Admin API 2026-10.

export const ROOT_DEFINITIONS = /* GraphQL */ `
  schema {
    query: QueryRoot
    mutation: Mutation
  }

  scalar DateTime
  scalar Decimal
  scalar JSON
  scalar UnsignedInt64
  scalar URL

  interface Node {
    id: ID!
  }
  interface LegacyInteroperability {
    legacyResourceId: UnsignedInt64!
  }
  interface DisplayableError {
    field: [String!]
    message: String!
  }

  type QueryRoot {
    shop: Shop!
    customer(id: ID!): Customer
    customers(
      after: String
      first: Int
      query: String
      reverse: Boolean = false
      sortKey: CustomerSortKeys = ID
    ): CustomerConnection!
    customersCount(limit: Int = 10000, query: String): Count
    order(id: ID!): Order
    orders(
      after: String
      first: Int
      query: String
      reverse: Boolean = false
      sortKey: OrderSortKeys = PROCESSED_AT
    ): OrderConnection!
    ordersCount(limit: Int = 10000, query: String): Count
    product(id: ID!): Product
    products(
      after: String
      first: Int
      query: String
      reverse: Boolean = false
      sortKey: ProductSortKeys = ID
    ): ProductConnection!
    productsCount(limit: Int = 10000, query: String): Count
    collection(id: ID!): Collection
    collections(
      after: String
      first: Int
      query: String
      reverse: Boolean = false
      sortKey: CollectionSortKeys = ID
    ): CollectionConnection!
    collectionsCount(limit: Int = 10000, query: String): Count
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    bulkOperation(id: ID!): BulkOperation
    bulkOperations(after: String, first: Int, query: String, reverse: Boolean = false): BulkOperationConnection!
    metafieldDefinition(identifier: MetafieldDefinitionIdentifierInput): MetafieldDefinition
    currentAppInstallation: AppInstallation!
    webPixel(id: ID): WebPixel
  }

  type Mutation {
    bulkOperationRunQuery(groupObjects: Boolean! = false, query: String!): BulkOperationRunQueryPayload
    bulkOperationRunMutation(
      clientIdentifier: String
      mutation: String!
      stagedUploadPath: String!
    ): BulkOperationRunMutationPayload
    bulkOperationCancel(id: ID!): BulkOperationCancelPayload
    metafieldDefinitionCreate(definition: MetafieldDefinitionInput!): MetafieldDefinitionCreatePayload
    metafieldsDelete(metafields: [MetafieldIdentifierInput!]!): MetafieldsDeletePayload
    metafieldsSet(metafields: [MetafieldsSetInput!]!): MetafieldsSetPayload
    stagedUploadsCreate(input: [StagedUploadInput!]!): StagedUploadsCreatePayload
    tagsAdd(id: ID!, tags: [String!]!): TagsAddPayload
    tagsRemove(id: ID!, tags: [String!]!): TagsRemovePayload
    webPixelCreate(webPixel: WebPixelInput!): WebPixelCreatePayload
    webPixelUpdate(id: ID!, webPixel: WebPixelInput!): WebPixelUpdatePayload
  }

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }
  type Count {
    count: Int!
    precision: CountPrecision!
  }
  enum CountPrecision {
    AT_LEAST
    EXACT
  }

  type MoneyV2 {
    amount: Decimal!
    currencyCode: CurrencyCode!
  }
  type MoneyBag {
    presentmentMoney: MoneyV2!
    shopMoney: MoneyV2!
  }
`;
