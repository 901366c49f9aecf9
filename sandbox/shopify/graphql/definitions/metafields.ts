// Values that a merchant or an app adds to a record, as in the Admin API 2026-10.

export const METAFIELD_DEFINITIONS = /* GraphQL */ `
  interface HasMetafields {
    metafield(key: String!, namespace: String): Metafield
    metafields(
      after: String
      first: Int
      keys: [String!]
      namespace: String
      reverse: Boolean = false
    ): MetafieldConnection!
  }
  type MetafieldConnection {
    edges: [MetafieldEdge!]!
    nodes: [Metafield!]!
    pageInfo: PageInfo!
  }
  type MetafieldEdge {
    cursor: String!
    node: Metafield!
  }
  type Metafield implements LegacyInteroperability & Node {
    compareDigest: String!
    createdAt: DateTime!
    id: ID!
    jsonValue: JSON!
    key: String!
    legacyResourceId: UnsignedInt64!
    namespace: String!
    owner: HasMetafields!
    type: String!
    updatedAt: DateTime!
    value: String!
  }
`;
