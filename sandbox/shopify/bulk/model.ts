// What a bulk operation is to the rest of the sandbox: its state as the Admin API tells it, and what may be done with it.
import type { Shop } from '../storage/shops.ts';

export type BulkStatus = 'CREATED' | 'RUNNING' | 'CANCELING' | 'CANCELED' | 'COMPLETED' | 'FAILED' | 'EXPIRED';

export interface BulkOperation {
  no: number;
  shop: number;
  type: 'QUERY' | 'MUTATION';
  query: string;
  status: BulkStatus;
  errorCode: string | null;
  createdMs: number;
  completedMs: number | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number | null;
  url: string | null;
  partialDataUrl: string | null;
}

/** How the next operation is to go wrong, set by the control API. */
export interface BulkFault {
  ends: 'FAILED' | 'CANCELED' | 'EXPIRED';
  /** Lines written before it stops. */
  afterObjects?: number;
  errorCode?: 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | 'ACCESS_DENIED';
}

export type Started = { operation: BulkOperation } | { code: 'INVALID' | 'LIMIT_REACHED'; problems: string[] };

export type StartedMutation =
  | { operation: BulkOperation }
  | {
      code:
        'INVALID_MUTATION' | 'INVALID_STAGED_UPLOAD_FILE' | 'LIMIT_REACHED' | 'NO_SUCH_FILE' | 'OPERATION_IN_PROGRESS';
      problems: string[];
    };

export interface BulkOperations {
  start(shop: Shop, scopes: ReadonlySet<string>, query: string, grouped: boolean): Started;
  /** `upload` is the path of a staged upload. */
  startMutation(shop: Shop, scopes: ReadonlySet<string>, mutation: string, upload: string): StartedMutation;
  find(shop: number, no: number): BulkOperation | undefined;
  list(shop: number): BulkOperation[];
  /** False when it is already over. */
  cancel(operation: BulkOperation): boolean;
  /** Where the result file lies, if there is one, and whether it may be packed on the way. */
  file(no: number): { path: string; gzip: boolean };
  /** Makes the next operation end badly. */
  failNext(fault: BulkFault): void;
  close(): Promise<void>;
}
