/** What the endpoint table says of one call: its shape, its limits and what its query may contain. */
import type { FieldsetType } from './fieldsets.ts';

/** The only API revision the stand-in speaks. */
export const REVISION = '2026-07-15';

/** A published limit: requests per one-second window, per sixty-second window and, where there is one, per day. */
export interface Bucket {
  readonly burstPerSecond: number;
  readonly steadyPerMinute: number;
  readonly perDay?: number;
}

export type FilterOperator =
  | 'equals'
  | 'any'
  | 'contains'
  | 'starts-with'
  | 'ends-with'
  | 'has'
  | 'greater-than'
  | 'greater-or-equal'
  | 'less-than'
  | 'less-or-equal';

export interface FilterRule {
  readonly operators: readonly FilterOperator[];
  /** What the value must be; `none` for `has(field)`, which takes no value. */
  readonly value: 'string' | 'date-time' | 'number' | 'none';
}

export interface Endpoint {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** OpenAPI path template; `{name}` matches one segment. */
  readonly path: string;
  readonly scopes: readonly string[];
  readonly bucket: Bucket;
  /** Stricter buckets consumed on top of the endpoint's own when the query asks for something dear. */
  readonly extraBuckets?: readonly { readonly parameter: string; readonly value: string; readonly bucket: Bucket }[];
  readonly filters?: Readonly<Record<string, FilterRule>>;
  readonly sorts?: readonly string[];
  /** Cursor pagination; `sizeParameter` is false where the page size is fixed. */
  readonly page?: { readonly defaultSize: number; readonly maxSize: number; readonly sizeParameter: boolean };
  /** Resource types whose sparse fieldset (`fields[type]`) may be asked for. */
  readonly fieldsets?: readonly FieldsetType[];
  readonly includes?: readonly string[];
  readonly additionalFields?: Readonly<Record<string, readonly string[]>>;
  /** Largest accepted body in bytes; absent for calls without a body. */
  readonly bodyLimitBytes?: number;
}

/** Klaviyo's tiers, smallest to largest. */
export const XS: Bucket = { burstPerSecond: 1, steadyPerMinute: 15 };
export const S: Bucket = { burstPerSecond: 3, steadyPerMinute: 60 };
export const M: Bucket = { burstPerSecond: 10, steadyPerMinute: 150 };
export const L: Bucket = { burstPerSecond: 75, steadyPerMinute: 750 };
export const XL: Bucket = { burstPerSecond: 350, steadyPerMinute: 3500 };

/** 100 KB, the documented ceiling of one profile. */
export const PROFILE_LIMIT_BYTES = 100_000;
/** 5 MB, the documented ceiling of a bulk import body. */
export const IMPORT_LIMIT_BYTES = 5_000_000;
/** Not documented for the remaining calls; generous enough for 1,000 profile ids. */
export const PLAIN_LIMIT_BYTES = 1_000_000;
