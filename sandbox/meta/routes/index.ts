/** Every call the stand-in answers: its method and path, what the path names, and who handles it. */
import { accessToken, debugToken } from '../oauth/tokens.ts';
import { myAccounts, readAccount } from './accounts.ts';
import { change, create, list, read, remove } from './audiences.ts';
import type { AccountExchange, AudienceExchange, OpenExchange, TokenExchange } from './exchange.ts';
import { me, permissions, revoke } from './me.ts';
import { replaceUsers } from './replace.ts';
import { readSessions } from './sessions.ts';
import { addUsers, removeEverywhere, removeUsers } from './users.ts';

/** `account` and `audience` routes capture the id first; they are counted against the ad account. */
type Route = {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE' | 'ANY';
  readonly path: RegExp;
} & (
  | { readonly on: 'open'; readonly handle: (exchange: OpenExchange, askedWith: string | undefined) => unknown }
  | { readonly on: 'token'; readonly handle: (exchange: TokenExchange) => unknown }
  | { readonly on: 'account'; readonly handle: (exchange: AccountExchange) => unknown }
  | { readonly on: 'audience'; readonly handle: (exchange: AudienceExchange) => unknown }
);

const ACCOUNT = /^\/act_(\d+)$/;
const AUDIENCES = /^\/act_(\d+)\/customaudiences$/;
const AUDIENCE = /^\/(\d+)$/;
const USERS = /^\/(\d+)\/users$/;

const ROUTES: readonly Route[] = [
  { name: 'access_token', method: 'ANY', path: /^\/oauth\/access_token$/, on: 'open', handle: accessToken },
  { name: 'debug_token', method: 'GET', path: /^\/debug_token$/, on: 'open', handle: debugToken },
  { name: 'me', method: 'GET', path: /^\/me$/, on: 'token', handle: me },
  { name: 'permissions', method: 'GET', path: /^\/me\/permissions$/, on: 'token', handle: permissions },
  { name: 'revoke', method: 'DELETE', path: /^\/me\/permissions(?:\/(\w+))?$/, on: 'token', handle: revoke },
  { name: 'ad_accounts', method: 'GET', path: /^\/me\/adaccounts$/, on: 'token', handle: myAccounts },
  { name: 'ad_account', method: 'GET', path: ACCOUNT, on: 'account', handle: readAccount },
  { name: 'list_audiences', method: 'GET', path: AUDIENCES, on: 'account', handle: list },
  { name: 'create_audience', method: 'POST', path: AUDIENCES, on: 'account', handle: create },
  {
    name: 'remove_everywhere',
    method: 'DELETE',
    path: /^\/act_(\d+)\/usersofanyaudience$/,
    on: 'account',
    handle: removeEverywhere,
  },
  { name: 'audience', method: 'GET', path: AUDIENCE, on: 'audience', handle: read },
  { name: 'change_audience', method: 'POST', path: AUDIENCE, on: 'audience', handle: change },
  { name: 'delete_audience', method: 'DELETE', path: AUDIENCE, on: 'audience', handle: remove },
  { name: 'add_users', method: 'POST', path: USERS, on: 'audience', handle: addUsers },
  { name: 'remove_users', method: 'DELETE', path: USERS, on: 'audience', handle: removeUsers },
  { name: 'replace_users', method: 'POST', path: /^\/(\d+)\/usersreplace$/, on: 'audience', handle: replaceUsers },
  { name: 'sessions', method: 'GET', path: /^\/(\d+)\/sessions$/, on: 'audience', handle: readSessions },
];

/** The route and what its path captured. */
export function findRoute(method: string, path: string): { route: Route; parts: string[] } | undefined {
  for (const route of ROUTES) {
    const match = route.method === method || route.method === 'ANY' ? route.path.exec(path) : null;
    if (match !== null) return { route, parts: match.slice(1).filter((part) => part !== undefined) };
  }
  return undefined;
}
