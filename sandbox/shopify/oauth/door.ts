// POST /admin/oauth/access_token: exchanges a session token for access tokens and refreshes expiring ones, with the
// vendor's error answers. Takes JSON and form bodies.
import type { Clock } from '../clock.ts';
import type { Answer, SandboxRequest } from '../http.ts';
import { json } from '../http.ts';
import type { Shop } from '../storage/shops.ts';
import { readIdToken } from './idToken.ts';
import type { TokenPair, Tokens } from './tokens.ts';

const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:id_token';
const OFFLINE_TYPE = 'urn:shopify:params:oauth:token-type:offline-access-token';
const ONLINE_TYPE = 'urn:shopify:params:oauth:token-type:online-access-token';

/** The sandbox's only member of staff. */
export const STAFF_USER = {
  id: 902541635,
  first_name: 'Deniz',
  last_name: 'Yılmaz',
  email: 'deniz@example.com',
  email_verified: true,
  account_owner: true,
  collaborator: false,
};

const refuse = (status: number, error: string, description: string): Answer =>
  json(status, { error, error_description: description });

function readFields(request: SandboxRequest): Record<string, string> {
  const text = request.body.toString('utf8');
  if (/json/i.test(request.headers['content-type'] ?? '')) {
    const parsed = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  }
  return Object.fromEntries(new URLSearchParams(text));
}

const pairBody = (pair: TokenPair, shop: Shop) => ({
  access_token: pair.accessToken,
  scope: shop.scopes.join(','),
  expires_in: pair.expiresIn,
  refresh_token: pair.refreshToken,
  refresh_token_expires_in: pair.refreshTokenExpiresIn,
});

export interface OauthParts {
  apiKey: string;
  apiSecret: string;
  tokens: Tokens;
  clock: Clock;
}

export function answerTokenRequest(parts: OauthParts, shop: Shop, request: SandboxRequest): Answer {
  let fields: Record<string, string>;
  try {
    fields = readFields(request);
  } catch {
    return refuse(400, 'invalid_request', 'The request body could not be parsed');
  }
  if (fields.client_id !== parts.apiKey) {
    return refuse(400, 'application_cannot_be_found', 'No application was found with this client_id');
  }
  if (fields.client_secret !== parts.apiSecret) {
    return refuse(401, 'invalid_client', 'Client authentication failed');
  }
  if (fields.grant_type === 'refresh_token') return answerRefresh(parts, shop, fields);
  if (fields.grant_type === EXCHANGE_GRANT) return answerExchange(parts, shop, fields);
  return refuse(400, 'unsupported_grant_type', 'The grant_type is not supported');
}

function answerRefresh(parts: OauthParts, shop: Shop, fields: Record<string, string>): Answer {
  const refreshToken = fields.refresh_token;
  if (!refreshToken) return refuse(400, 'invalid_request', 'refresh_token is required');
  const pair = shop.installed ? parts.tokens.refresh(shop.no, refreshToken, shop.scopes) : null;
  if (pair === null) return refuse(400, 'invalid_request', 'This request requires an active refresh_token');
  return json(200, pairBody(pair, shop));
}

function answerExchange(parts: OauthParts, shop: Shop, fields: Record<string, string>): Answer {
  if (fields.subject_token_type !== ID_TOKEN_TYPE) {
    return refuse(400, 'invalid_request', `subject_token_type must be ${ID_TOKEN_TYPE}`);
  }
  const requested = fields.requested_token_type;
  if (requested !== OFFLINE_TYPE && requested !== ONLINE_TYPE) {
    return refuse(400, 'invalid_request', 'requested_token_type is not a token type of this shop');
  }
  const read = readIdToken(fields.subject_token ?? '', {
    domain: shop.domain,
    apiKey: parts.apiKey,
    apiSecret: parts.apiSecret,
    nowMs: parts.clock.nowMs(),
  });
  if ('refused' in read || !shop.installed) {
    return refuse(400, 'invalid_subject_token', 'The subject token is invalid or expired');
  }
  if (requested === ONLINE_TYPE) {
    const { accessToken, expiresIn } = parts.tokens.grantOnline(shop.no, shop.scopes);
    const scope = shop.scopes.join(',');
    return json(200, {
      access_token: accessToken,
      scope,
      expires_in: expiresIn,
      associated_user_scope: scope,
      session: read.claims.sid,
      associated_user: { ...STAFF_USER, id: Number(read.claims.sub), locale: shop.locale },
    });
  }
  if (fields.expiring === '1') return json(200, pairBody(parts.tokens.grantPair(shop.no, shop.scopes), shop));
  return json(200, {
    access_token: parts.tokens.grantForever(shop.no, shop.scopes),
    scope: shop.scopes.join(','),
  });
}
