/**
 * What Klaviyo publishes about the calls this connector makes: how often, how large, and whether a call may be made twice.
 * Source: Klaviyo's OpenAPI document, revision 2026-07-15 (`x-klaviyo-ratelimit` and the text of each call); a contract test holds
 * the figures equal to it.
 */

/** The API revision that this connector speaks; the SDK pins the same one. */
export const REVISION = '2026-07-15';

export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** OpenAPI path template; `{name}` matches one segment. */
  readonly path: string;
  readonly perSecond: number;
  readonly perMinute: number;
  readonly perDay?: number;
  /**
   * Whether it may be sent again when the fate of the first try is unknown. Never for what makes something new: a second list of the
   * same name, or an import that is still worked on after we believe all is done.
   */
  readonly repeatable: boolean;
  /** It is answered without a body. */
  readonly answersNothing?: true;
}

export const OPERATIONS: readonly Operation[] = [
  { id: 'get_accounts', method: 'GET', path: '/api/accounts', perSecond: 1, perMinute: 15, repeatable: true },
  { id: 'get_lists', method: 'GET', path: '/api/lists', perSecond: 75, perMinute: 750, repeatable: true },
  { id: 'get_list', method: 'GET', path: '/api/lists/{id}', perSecond: 75, perMinute: 750, repeatable: true },
  {
    id: 'create_list',
    method: 'POST',
    path: '/api/lists',
    perSecond: 10,
    perMinute: 150,
    perDay: 150,
    repeatable: false,
  },
  { id: 'update_list', method: 'PATCH', path: '/api/lists/{id}', perSecond: 10, perMinute: 150, repeatable: true },
  {
    id: 'remove_profiles_from_list',
    method: 'DELETE',
    path: '/api/lists/{id}/relationships/profiles',
    perSecond: 10,
    perMinute: 150,
    repeatable: true,
  },
  { id: 'get_profiles', method: 'GET', path: '/api/profiles', perSecond: 75, perMinute: 750, repeatable: true },
  {
    id: 'bulk_import_profiles',
    method: 'POST',
    path: '/api/profile-bulk-import-jobs',
    perSecond: 10,
    perMinute: 150,
    repeatable: false,
  },
  {
    id: 'get_bulk_import_profiles_jobs',
    method: 'GET',
    path: '/api/profile-bulk-import-jobs',
    perSecond: 10,
    perMinute: 150,
    repeatable: true,
  },
  {
    id: 'get_bulk_import_profiles_job',
    method: 'GET',
    path: '/api/profile-bulk-import-jobs/{job_id}',
    perSecond: 10,
    perMinute: 150,
    repeatable: true,
  },
  {
    id: 'get_errors_for_bulk_import_profiles_job',
    method: 'GET',
    path: '/api/profile-bulk-import-jobs/{id}/import-errors',
    perSecond: 10,
    perMinute: 150,
    repeatable: true,
  },
  {
    id: 'get_profiles_for_bulk_import_profiles_job',
    method: 'GET',
    path: '/api/profile-bulk-import-jobs/{id}/profiles',
    perSecond: 10,
    perMinute: 150,
    repeatable: true,
  },
  {
    id: 'request_profile_deletion',
    method: 'POST',
    path: '/api/data-privacy-deletion-jobs',
    perSecond: 3,
    perMinute: 60,
    // Who is erased already is not erased again.
    repeatable: true,
    answersNothing: true,
  },
  { id: 'get_tags', method: 'GET', path: '/api/tags', perSecond: 3, perMinute: 60, repeatable: true },
  { id: 'create_tag', method: 'POST', path: '/api/tags', perSecond: 3, perMinute: 60, repeatable: false },
  { id: 'get_tag_groups', method: 'GET', path: '/api/tag-groups', perSecond: 3, perMinute: 60, repeatable: true },
  { id: 'create_tag_group', method: 'POST', path: '/api/tag-groups', perSecond: 3, perMinute: 60, repeatable: false },
  {
    id: 'tag_lists',
    method: 'POST',
    path: '/api/tags/{id}/relationships/lists',
    perSecond: 3,
    perMinute: 60,
    repeatable: true,
    answersNothing: true,
  },
  { id: 'get_metrics', method: 'GET', path: '/api/metrics', perSecond: 10, perMinute: 150, repeatable: true },
  { id: 'get_events', method: 'GET', path: '/api/events', perSecond: 350, perMinute: 3500, repeatable: true },
  {
    id: 'get_webhook_topics',
    method: 'GET',
    path: '/api/webhook-topics',
    perSecond: 1,
    perMinute: 15,
    repeatable: true,
  },
  { id: 'get_webhooks', method: 'GET', path: '/api/webhooks', perSecond: 1, perMinute: 15, repeatable: true },
  { id: 'create_webhook', method: 'POST', path: '/api/webhooks', perSecond: 1, perMinute: 15, repeatable: false },
  { id: 'delete_webhook', method: 'DELETE', path: '/api/webhooks/{id}', perSecond: 1, perMinute: 15, repeatable: true },
];

/** Most profiles of one import job. */
export const IMPORT_ROWS = 10_000;
/** Most bytes of one import's body; "5 MB" taken at its smaller meaning. */
export const IMPORT_BYTES = 5_000_000;
/** Most bytes of one profile; "100 KB" taken at its smaller meaning. */
export const PROFILE_BYTES = 100_000;
/** Most ids of one call that removes profiles from a list. */
export const REMOVE_ROWS = 1000;
/** Largest page of profiles, import jobs and import errors, and most values of one `any(...)` filter. */
export const PAGE_ROWS = 100;
/** Largest page of events. */
export const EVENT_PAGE_ROWS = 1000;
/** Most characters of an external id. */
export const EXTERNAL_ID_LENGTH = 255;

const patterns = OPERATIONS.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The entry of a call; throws for a call that this connector has no business making. */
export function operationOf(method: string, path: string): Operation {
  const found = patterns.find(({ operation, pattern }) => operation.method === method && pattern.test(path));
  if (found === undefined) throw new Error(`The Klaviyo connector does not make the call ${method} ${path}.`);
  return found.operation;
}
