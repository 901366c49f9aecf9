// Resolvers of bulk operations and of the uploads for them: start, cancel, look up one, list with the vendor's status and type filters.
import type { BulkOperation } from '../bulk/model.ts';
import type { PageArguments } from './connections.ts';
import { listConnection } from './connections.ts';
import type { Resolvers } from './context.ts';
import { fromGid, gid } from './context.ts';
import { readTerms } from './search.ts';

function matches(operation: BulkOperation, query: string | null | undefined): boolean {
  return readTerms(query ?? '').every(({ field, value }) => {
    if (field === 'status') return operation.status.toLowerCase() === value.toLowerCase();
    if (field === 'operation_type') return operation.type.toLowerCase() === value.toLowerCase();
    if (field === 'id') return String(operation.no) === value;
    return true;
  });
}

const unsigned = (value: number): string => String(value);

export const operationResolvers: Resolvers = {
  QueryRoot: {
    bulkOperation: (_: unknown, args: { id: string }, context) => {
      const no = fromGid('BulkOperation', args.id);
      return no === null ? null : (context.bulk.find(context.shop.no, Number(no)) ?? null);
    },
    bulkOperations: (_: unknown, args: PageArguments & { query?: string | null }, context) =>
      listConnection(
        context.bulk.list(context.shop.no).filter((operation) => matches(operation, args.query)),
        (operation) => String(operation.no),
        args,
      ),
  },
  Mutation: {
    bulkOperationRunQuery: (_: unknown, args: { query: string; groupObjects: boolean }, context) => {
      const started = context.bulk.start(context.shop, context.scopes, args.query, args.groupObjects);
      return 'operation' in started
        ? { bulkOperation: started.operation, userErrors: [] }
        : {
            bulkOperation: null,
            userErrors: started.problems.map((message) => ({ code: started.code, field: ['query'], message })),
          };
    },
    bulkOperationRunMutation: (_: unknown, args: { mutation: string; stagedUploadPath: string }, context) => {
      const started = context.bulk.startMutation(context.shop, context.scopes, args.mutation, args.stagedUploadPath);
      return 'operation' in started
        ? { bulkOperation: started.operation, userErrors: [] }
        : {
            bulkOperation: null,
            userErrors: started.problems.map((message) => ({ code: started.code, field: null, message })),
          };
    },
    stagedUploadsCreate: (
      _: unknown,
      args: { input: { filename: string; httpMethod: 'POST' | 'PUT' }[] },
      context,
    ) => ({
      stagedTargets: args.input.map(({ filename, httpMethod }) =>
        context.uploads.stage(context.shop.no, filename, httpMethod),
      ),
      userErrors: [],
    }),
    bulkOperationCancel: (_: unknown, args: { id: string }, context) => {
      const no = fromGid('BulkOperation', args.id);
      const operation = no === null ? undefined : context.bulk.find(context.shop.no, Number(no));
      if (operation === undefined) {
        return { bulkOperation: null, userErrors: [{ field: ['id'], message: 'Bulk operation does not exist' }] };
      }
      if (!context.bulk.cancel(operation)) {
        const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
        return { bulkOperation: operation, userErrors: [{ field: null, message }] };
      }
      return { bulkOperation: context.bulk.find(context.shop.no, operation.no), userErrors: [] };
    },
  },
  BulkOperation: {
    id: (operation: BulkOperation) => gid('BulkOperation', operation.no),
    createdAt: (operation: BulkOperation) => new Date(operation.createdMs).toISOString(),
    completedAt: (operation: BulkOperation) =>
      operation.completedMs === null ? null : new Date(operation.completedMs).toISOString(),
    objectCount: (operation: BulkOperation) => unsigned(operation.objectCount),
    rootObjectCount: (operation: BulkOperation) => unsigned(operation.rootObjectCount),
    fileSize: (operation: BulkOperation) => (operation.fileSize === null ? null : unsigned(operation.fileSize)),
  },
};
