// What an app writes to customers: tags, metafields and their definitions, and files of variables for bulk mutations, as in
// the Admin API 2026-10.

export const WRITING_DEFINITIONS = /* GraphQL */ `
  type TagsAddPayload {
    node: Node
    userErrors: [UserError!]!
  }
  type TagsRemovePayload {
    node: Node
    userErrors: [UserError!]!
  }

  input MetafieldsSetInput {
    compareDigest: String
    key: String!
    namespace: String
    ownerId: ID!
    type: String
    value: String!
  }
  type MetafieldsSetPayload {
    metafields: [Metafield!]
    userErrors: [MetafieldsSetUserError!]!
  }
  type MetafieldsSetUserError implements DisplayableError {
    code: MetafieldsSetUserErrorCode
    elementIndex: Int
    field: [String!]
    message: String!
  }
  enum MetafieldsSetUserErrorCode {
    BLANK
    INVALID
    INVALID_TYPE
    INVALID_VALUE
    LESS_THAN_OR_EQUAL_TO
    STALE_OBJECT
  }
  input MetafieldIdentifierInput {
    key: String!
    namespace: String!
    ownerId: ID!
  }
  type MetafieldIdentifier {
    key: String!
    namespace: String!
    ownerId: ID!
  }
  type MetafieldsDeletePayload {
    deletedMetafields: [MetafieldIdentifier]
    userErrors: [UserError!]!
  }

  enum MetafieldOwnerType {
    CUSTOMER
  }
  enum MetafieldAdminAccessInput {
    MERCHANT_READ
    MERCHANT_READ_WRITE
  }
  enum MetafieldStorefrontAccessInput {
    NONE
    PUBLIC_READ
  }
  enum MetafieldAdminAccess {
    MERCHANT_READ
    MERCHANT_READ_WRITE
  }
  enum MetafieldStorefrontAccess {
    NONE
    PUBLIC_READ
  }
  input MetafieldAccessInput {
    admin: MetafieldAdminAccessInput
    storefront: MetafieldStorefrontAccessInput
  }
  input MetafieldCapabilityAdminFilterableInput {
    enabled: Boolean!
  }
  input MetafieldCapabilityCreateInput {
    adminFilterable: MetafieldCapabilityAdminFilterableInput
  }
  input MetafieldDefinitionInput {
    access: MetafieldAccessInput
    capabilities: MetafieldCapabilityCreateInput
    description: String
    key: String!
    name: String!
    namespace: String
    ownerType: MetafieldOwnerType!
    type: String!
  }
  input MetafieldDefinitionIdentifierInput {
    key: String!
    namespace: String
    ownerType: MetafieldOwnerType!
  }
  type MetafieldAccess {
    admin: MetafieldAdminAccess
    storefront: MetafieldStorefrontAccess
  }
  type MetafieldCapabilityAdminFilterable {
    enabled: Boolean!
  }
  type MetafieldCapabilities {
    adminFilterable: MetafieldCapabilityAdminFilterable!
  }
  type MetafieldDefinitionType {
    name: String!
  }
  type MetafieldDefinition implements Node {
    access: MetafieldAccess!
    capabilities: MetafieldCapabilities!
    description: String
    id: ID!
    key: String!
    name: String!
    namespace: String!
    ownerType: MetafieldOwnerType!
    type: MetafieldDefinitionType!
  }
  type MetafieldDefinitionCreatePayload {
    createdDefinition: MetafieldDefinition
    userErrors: [MetafieldDefinitionCreateUserError!]!
  }
  type MetafieldDefinitionCreateUserError implements DisplayableError {
    code: MetafieldDefinitionCreateUserErrorCode
    field: [String!]
    message: String!
  }
  enum MetafieldDefinitionCreateUserErrorCode {
    ADMIN_ACCESS_INPUT_NOT_ALLOWED
    INVALID
    LIMIT_EXCEEDED
    TAKEN
    TOO_LONG
    TOO_SHORT
  }

  input StagedUploadInput {
    fileSize: UnsignedInt64
    filename: String!
    httpMethod: StagedUploadHttpMethodType = PUT
    mimeType: String!
    resource: StagedUploadTargetGenerateUploadResource!
  }
  enum StagedUploadHttpMethodType {
    POST
    PUT
  }
  enum StagedUploadTargetGenerateUploadResource {
    BULK_MUTATION_VARIABLES
  }
  type StagedUploadParameter {
    name: String!
    value: String!
  }
  type StagedMediaUploadTarget {
    parameters: [StagedUploadParameter!]!
    resourceUrl: URL
    url: URL
  }
  type StagedUploadsCreatePayload {
    stagedTargets: [StagedMediaUploadTarget!]
    userErrors: [UserError!]!
  }

  type BulkOperationRunMutationPayload {
    bulkOperation: BulkOperation
    userErrors: [BulkMutationUserError!]!
  }
  type BulkMutationUserError implements DisplayableError {
    code: BulkMutationErrorCode
    field: [String!]
    message: String!
  }
  enum BulkMutationErrorCode {
    INTERNAL_FILE_SERVER_ERROR
    INVALID_MUTATION
    INVALID_STAGED_UPLOAD_FILE
    LIMIT_REACHED
    NO_SUCH_FILE
    OPERATION_IN_PROGRESS
  }
`;
