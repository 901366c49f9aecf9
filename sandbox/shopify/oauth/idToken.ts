// Session (id) tokens: the one-minute HS256 JWT that the admin gives an embedded app, and that the app exchanges.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

export interface IdTokenClaims {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  /** Seconds since 1970, as all three. */
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
}

const LIFE_SECONDS = 60;
/** Shopify's own libraries allow this much difference between clocks. */
const TOLERANCE_SECONDS = 10;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

/** A fresh token of the shop's user; `lifeSeconds` may be negative, for one that has already expired. */
export function issueIdToken(options: {
  domain: string;
  apiKey: string;
  apiSecret: string;
  nowMs: number;
  userId: string;
  sessionId: string;
  lifeSeconds?: number;
}): string {
  const iat = Math.floor(options.nowMs / 1000);
  const claims: IdTokenClaims = {
    iss: `https://${options.domain}/admin`,
    dest: `https://${options.domain}`,
    aud: options.apiKey,
    sub: options.userId,
    exp: iat + (options.lifeSeconds ?? LIFE_SECONDS),
    nbf: iat,
    iat,
    jti: randomUUID(),
    sid: options.sessionId,
  };
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${sign(text, options.apiSecret).toString('base64url')}`;
}

/** The claims, or the reason the token is refused. */
export function readIdToken(
  token: string,
  expected: { domain: string; apiKey: string; apiSecret: string; nowMs: number },
): { claims: IdTokenClaims } | { refused: string } {
  const parts = token.split('.');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || !signature) return { refused: 'malformed' };
  const given = Buffer.from(signature, 'base64url');
  const right = sign(`${header}.${payload}`, expected.apiSecret);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return { refused: 'bad signature' };
  let claims: IdTokenClaims;
  try {
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: unknown };
    if (alg !== 'HS256') return { refused: 'algorithm is not HS256' };
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as IdTokenClaims;
  } catch {
    return { refused: 'malformed' };
  }
  const nowSeconds = expected.nowMs / 1000;
  if (claims.aud !== expected.apiKey) return { refused: 'audience is another app' };
  if (claims.dest !== `https://${expected.domain}`) return { refused: 'destination is another shop' };
  if (!(claims.exp + TOLERANCE_SECONDS > nowSeconds)) return { refused: 'expired' };
  if (claims.nbf - TOLERANCE_SECONDS > nowSeconds) return { refused: 'not valid yet' };
  return { claims };
}
