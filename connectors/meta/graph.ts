/**
 * What Meta publishes about the calls this connector makes: the version it speaks, the only calls there are, how large and how often
 * they may be. Read on 2026-11-21 in the Marketing API's pages on custom audiences, rate limiting and versions.
 */

/** The version of the Graph API; nothing else names one. */
export const GRAPH_VERSION = 'v25.0';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** What follows the id of an ad account (`act_…`), an audience, `me` or `oauth`; null when nothing does. */
  readonly edge: string | null;
  readonly about: 'account' | 'audience' | 'token' | 'login';
  /**
   * Whether it may be sent again when the fate of the first try is unknown. Never an addition: one that comes late would undo a removal.
   * Never a replacement: its first batch begins a new one.
   */
  readonly repeatable: boolean;
}

/** Every call that is made; there is no way to make another. */
export const OPERATIONS = {
  exchangeCode: { method: 'POST', edge: 'access_token', about: 'login', repeatable: false },
  lengthenToken: { method: 'POST', edge: 'access_token', about: 'login', repeatable: true },
  readPerson: { method: 'GET', edge: null, about: 'token', repeatable: true },
  removeApp: { method: 'DELETE', edge: 'permissions', about: 'token', repeatable: true },
  findAccounts: { method: 'GET', edge: 'adaccounts', about: 'token', repeatable: true },
  readPermissions: { method: 'GET', edge: 'permissions', about: 'token', repeatable: true },
  readAccount: { method: 'GET', edge: null, about: 'account', repeatable: true },
  findAudiences: { method: 'GET', edge: 'customaudiences', about: 'account', repeatable: true },
  createAudience: { method: 'POST', edge: 'customaudiences', about: 'account', repeatable: false },
  readAudience: { method: 'GET', edge: null, about: 'audience', repeatable: true },
  renameAudience: { method: 'POST', edge: null, about: 'audience', repeatable: true },
  readUpload: { method: 'GET', edge: 'sessions', about: 'audience', repeatable: true },
  addUsers: { method: 'POST', edge: 'users', about: 'audience', repeatable: false },
  removeUsers: { method: 'DELETE', edge: 'users', about: 'audience', repeatable: true },
  replaceUsers: { method: 'POST', edge: 'usersreplace', about: 'audience', repeatable: false },
  removeEverywhere: { method: 'DELETE', edge: 'usersofanyaudience', about: 'account', repeatable: true },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;

/** Most rows of one call that adds, removes or replaces. */
export const MOST_ROWS = 10_000;
/** Most audiences made from customers' data in one ad account. */
export const MOST_AUDIENCES = 500;
/** An audience with so many people cannot be replaced. */
export const MOST_REPLACED_PEOPLE = 100_000_000;
/** A replacement ends so long after its first batch; what comes later is thrown away. */
export const REPLACE_WINDOW_MS = 90 * 60_000;
/** Changes of an audience may take so long until they show. */
export const SETTLING_MS = 24 * 60 * 60_000;

/** Points of the score per ad account that a call costs. */
export const POINTS = { read: 1, write: 3 } as const;
/** Points are forgotten after this time. */
export const SCORE_WINDOW_MS = 300_000;

export type Tier = 'limited' | 'full';
/** Most points within the window, and how long nothing may be asked after more. */
export const SCORES: Readonly<Record<Tier, { mostPoints: number; blockedMs: number }>> = {
  limited: { mostPoints: 60, blockedMs: 300_000 },
  full: { mostPoints: 9000, blockedMs: 60_000 },
};

/** The page on which the terms for audiences are accepted, by a person and not by a system user. */
export function termsLink(accountId: string): string {
  return `https://business.facebook.com/ads/manage/customaudiences/tos/?act=${accountId.replace(/^act_/, '')}`;
}
