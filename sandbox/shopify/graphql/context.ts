// What a resolver may look at: the shop asked about, its data, the token's scopes, and the sandbox's clock.
import type { BulkOperations } from '../bulk/model.ts';
import type { Uploads } from '../bulk/uploads.ts';
import type { Clock } from '../clock.ts';
import type { Change } from '../model.ts';
import type { Definitions } from '../storage/definitions.ts';
import type { Records } from '../storage/records.ts';
import type { Shop, Shops } from '../storage/shops.ts';

/** What resolvers work with, whoever asks. */
export interface ResolverParts {
  records: Records;
  shops: Shops;
  bulk: BulkOperations;
  uploads: Uploads;
  definitions: Definitions;
  clock: Clock;
  /** Changes the shop's data as the merchant would, with the webhooks that Shopify sends. */
  change(shop: Shop, change: Change): void;
}

export interface ResolverContext extends ResolverParts {
  shop: Shop;
  scopes: ReadonlySet<string>;
  /** Remarks about search terms that were not understood; they go out as extensions.search. */
  searchWarnings: unknown[];
}

/** `source` and `args` are narrowed by each resolver to what its field really gets. */
export type Resolver = (source: never, args: never, context: ResolverContext) => unknown;
export type Resolvers = Record<string, Record<string, Resolver>>;

export const gid = (type: string, id: string | bigint | number): string => `gid://shopify/${type}/${id}`;

/** The decimal id of a global id of that type, or null. */
export function fromGid(type: string, value: string): string | null {
  const prefix = `gid://shopify/${type}/`;
  const id = value.startsWith(prefix) ? value.slice(prefix.length) : '';
  return /^[1-9]\d{0,18}$/.test(id) ? id : null;
}
