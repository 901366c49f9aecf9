// Products and their collections, as in the Admin API 2026-10.

export const PRODUCT_DEFINITIONS = /* GraphQL */ `
  enum ProductSortKeys {
    CREATED_AT
    ID
    UPDATED_AT
  }
  enum CollectionSortKeys {
    ID
    UPDATED_AT
  }
  enum ProductStatus {
    ACTIVE
    ARCHIVED
    DRAFT
    UNLISTED
  }
  type ProductConnection {
    edges: [ProductEdge!]!
    nodes: [Product!]!
    pageInfo: PageInfo!
  }
  type ProductEdge {
    cursor: String!
    node: Product!
  }
  type Product implements LegacyInteroperability & Node {
    collections(
      after: String
      first: Int
      query: String
      reverse: Boolean = false
      sortKey: CollectionSortKeys = ID
    ): CollectionConnection!
    createdAt: DateTime!
    id: ID!
    legacyResourceId: UnsignedInt64!
    productType: String!
    status: ProductStatus!
    tags: [String!]!
    title: String!
    updatedAt: DateTime!
    vendor: String!
  }
  type CollectionConnection {
    edges: [CollectionEdge!]!
    nodes: [Collection!]!
    pageInfo: PageInfo!
  }
  type CollectionEdge {
    cursor: String!
    node: Collection!
  }
  type Collection implements Node {
    id: ID!
    legacyResourceId: UnsignedInt64!
    title: String!
    updatedAt: DateTime!
  }
`;
