// Bulk operations and the web pixel, as in the Admin API 2026-10.

export const OPERATION_DEFINITIONS = /* GraphQL */ `
  type BulkOperationConnection {
    edges: [BulkOperationEdge!]!
    nodes: [BulkOperation!]!
    pageInfo: PageInfo!
  }
  type BulkOperationEdge {
    cursor: String!
    node: BulkOperation!
  }
  type BulkOperation implements Node {
    completedAt: DateTime
    createdAt: DateTime!
    errorCode: BulkOperationErrorCode
    fileSize: UnsignedInt64
    id: ID!
    objectCount: UnsignedInt64!
    partialDataUrl: URL
    query: String!
    rootObjectCount: UnsignedInt64!
    status: BulkOperationStatus!
    type: BulkOperationType!
    url: URL
  }
  enum BulkOperationStatus {
    CANCELED
    CANCELING
    COMPLETED
    CREATED
    EXPIRED
    FAILED
    RUNNING
  }
  enum BulkOperationErrorCode {
    ACCESS_DENIED
    INTERNAL_SERVER_ERROR
    TIMEOUT
  }
  enum BulkOperationType {
    MUTATION
    QUERY
  }
  type BulkOperationRunQueryPayload {
    bulkOperation: BulkOperation
    userErrors: [BulkOperationUserError!]!
  }
  type BulkOperationUserError implements DisplayableError {
    code: BulkOperationUserErrorCode
    field: [String!]
    message: String!
  }
  enum BulkOperationUserErrorCode {
    INVALID
    LIMIT_REACHED
    OPERATION_IN_PROGRESS
  }
  type BulkOperationCancelPayload {
    bulkOperation: BulkOperation
    userErrors: [UserError!]!
  }
  type UserError implements DisplayableError {
    field: [String!]
    message: String!
  }

  type WebPixel implements Node {
    id: ID!
    settings: JSON!
  }
  input WebPixelInput {
    settings: JSON!
  }
  type WebPixelCreatePayload {
    userErrors: [ErrorsWebPixelUserError!]!
    webPixel: WebPixel
  }
  type WebPixelUpdatePayload {
    userErrors: [ErrorsWebPixelUserError!]!
    webPixel: WebPixel
  }
  type ErrorsWebPixelUserError implements DisplayableError {
    code: ErrorsWebPixelUserErrorCode
    field: [String!]
    message: String!
  }
  enum ErrorsWebPixelUserErrorCode {
    BLANK
    INVALID_CONFIGURATION_JSON
    INVALID_SETTINGS
    NOT_FOUND
    NO_EXTENSION
    TAKEN
    UNEXPECTED_ERROR
  }
`;
