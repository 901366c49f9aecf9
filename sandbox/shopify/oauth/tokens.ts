// Access and refresh tokens: given out, looked up, rotated, revoked. Expiry is by the sandbox's clock.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/database.ts';
import type { Settings } from '../storage/settings.ts';

export type TokenKind = 'offline' | 'offline-forever' | 'online';

export interface AccessToken {
  token: string;
  shop: number;
  kind: TokenKind;
  scopes: string[];
  expiresMs: number | null;
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  /** Seconds from now. */
  expiresIn: number;
  refreshTokenExpiresIn: number;
}

/** How long tokens live; the control API may shorten the first. */
export interface TokenLives {
  accessSeconds: number;
  refreshSeconds: number;
}

export const SHOPIFY_TOKEN_LIVES: TokenLives = { accessSeconds: 3600, refreshSeconds: 7_776_000 };
const ONLINE_LIFE_SECONDS = 86_399;
/** A refresh token whose replacement was never used still works this long after its own first use. */
const RESILIENT_REFRESH_MS = 30 * 86_400_000;

export interface Tokens {
  grantPair(shop: number, scopes: string[]): TokenPair;
  /** A token of the old kind, without an end; the Admin API no longer takes it. */
  grantForever(shop: number, scopes: string[]): string;
  grantOnline(shop: number, scopes: string[]): { accessToken: string; expiresIn: number };
  /** A new pair, or null when the refresh token is unknown, expired, or retired by the use of its replacement. */
  refresh(shop: number, refreshToken: string, scopes: string[]): TokenPair | null;
  /** The token if it may be used now. */
  find(token: string): AccessToken | undefined;
  revokeAll(shop: number): void;
}

interface AccessRow {
  token: string;
  shop: number;
  kind: TokenKind;
  scopes: string;
  expires_ms: number | null;
}
interface RefreshRow {
  shop: number;
  parent: string | null;
  expires_ms: number;
  first_used_ms: number | null;
}

const freshToken = (prefix: string) => `${prefix}_${randomBytes(16).toString('hex')}`;

export function makeTokens(db: Database, clock: Clock, settings: Settings): Tokens {
  const insertAccess = db.prepare(
    'INSERT INTO access_tokens (token, shop, kind, scopes, expires_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const insertRefresh = db.prepare('INSERT INTO refresh_tokens (token, shop, parent, expires_ms) VALUES (?, ?, ?, ?)');
  const selectAccess = db.prepare('SELECT * FROM access_tokens WHERE token = ?');
  const selectRefresh = db.prepare('SELECT * FROM refresh_tokens WHERE token = ? AND shop = ?');
  const markUsed = db.prepare(
    'UPDATE refresh_tokens SET first_used_ms = coalesce(first_used_ms, ?), parent = NULL WHERE token = ?',
  );
  const removeRefresh = db.prepare('DELETE FROM refresh_tokens WHERE token = ?');
  const removeShopAccess = db.prepare('DELETE FROM access_tokens WHERE shop = ?');
  const removeShopRefresh = db.prepare('DELETE FROM refresh_tokens WHERE shop = ?');

  const addAccess = (shop: number, kind: TokenKind, scopes: string[], lifeSeconds: number | null): string => {
    const token = freshToken(kind === 'online' ? 'shpua' : 'shpat');
    const expiresMs = lifeSeconds === null ? null : clock.nowMs() + lifeSeconds * 1000;
    insertAccess.run(token, shop, kind, JSON.stringify(scopes), expiresMs);
    return token;
  };
  const addPair = (shop: number, scopes: string[], parent: string | null): TokenPair => {
    const lives = settings.read('tokenLives', SHOPIFY_TOKEN_LIVES);
    const accessToken = addAccess(shop, 'offline', scopes, lives.accessSeconds);
    const refreshToken = freshToken('shprt');
    insertRefresh.run(refreshToken, shop, parent, clock.nowMs() + lives.refreshSeconds * 1000);
    return {
      accessToken,
      refreshToken,
      expiresIn: lives.accessSeconds,
      refreshTokenExpiresIn: lives.refreshSeconds,
    };
  };
  /** Using a token retires the one it replaced. */
  const retireParents = (row: RefreshRow): void => {
    if (row.parent !== null) removeRefresh.run(row.parent);
  };

  return {
    grantPair: (shop, scopes) => inTransaction(db, () => addPair(shop, scopes, null)),
    grantForever: (shop, scopes) => addAccess(shop, 'offline-forever', scopes, null),
    grantOnline: (shop, scopes) => ({
      accessToken: addAccess(shop, 'online', scopes, ONLINE_LIFE_SECONDS),
      expiresIn: ONLINE_LIFE_SECONDS,
    }),
    refresh(shop, refreshToken, scopes) {
      return inTransaction(db, () => {
        const row = selectRefresh.get(refreshToken, shop) as RefreshRow | undefined;
        const nowMs = clock.nowMs();
        if (row === undefined || row.expires_ms <= nowMs) return null;
        if (row.first_used_ms !== null && row.first_used_ms + RESILIENT_REFRESH_MS <= nowMs) return null;
        retireParents(row);
        markUsed.run(nowMs, refreshToken);
        return addPair(shop, scopes, refreshToken);
      });
    },
    find(token) {
      const row = selectAccess.get(token) as AccessRow | undefined;
      if (row === undefined) return undefined;
      if (row.expires_ms !== null && row.expires_ms <= clock.nowMs()) return undefined;
      const { shop, kind } = row;
      return { token, shop, kind, scopes: JSON.parse(row.scopes) as string[], expiresMs: row.expires_ms };
    },
    revokeAll(shop) {
      removeShopAccess.run(shop);
      removeShopRefresh.run(shop);
    },
  };
}
