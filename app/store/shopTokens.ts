/**
 * The offline token of a shop, with which the worker calls Shopify. The web process writes it when the merchant opens the
 * app, the worker when it refreshes it. Columns are those of Shopify's session storage; its instants carry no zone and are UTC.
 */
import type { Sql } from '#app/platform/database.ts';
import type { Secrets } from '#app/platform/secrets.ts';
import { offlineSessionId, openToken, sealToken } from './sessionTokens.ts';

export interface OfflineToken {
  accessToken: string;
  /** Null for a token of the old kind, which cannot be refreshed. */
  refreshToken: string | null;
  /** Epoch milliseconds, as both; null for a token without an end. */
  expiresAt: number | null;
  refreshExpiresAt: number | null;
}

/** `unreadable`: sealed with another key. Both are mended by the merchant's opening the app. */
export type TokenReading = OfflineToken | 'absent' | 'unreadable';

interface SessionRow {
  accessToken: string;
  refreshToken: string | null;
  expiresAt: number | null;
  refreshExpiresAt: number | null;
}

const SELECT = `SELECT "accessToken", "refreshToken", extract(epoch FROM expires)::float8 * 1000 AS "expiresAt",
  extract(epoch FROM "refreshTokenExpires")::float8 * 1000 AS "refreshExpiresAt" FROM session WHERE id = $1`;

export async function readOfflineToken(sql: Sql, secrets: Secrets, domain: string): Promise<TokenReading> {
  return read(sql, SELECT, secrets, domain);
}

/** The same, held until the end of the transaction: whoever else wants to refresh or replace the token waits. */
export async function lockOfflineToken(sql: Sql, secrets: Secrets, domain: string): Promise<TokenReading> {
  return read(sql, `${SELECT} FOR UPDATE`, secrets, domain);
}

async function read(sql: Sql, text: string, secrets: Secrets, domain: string): Promise<TokenReading> {
  const id = offlineSessionId(domain);
  const row = (await sql.query<SessionRow & Record<string, unknown>>(text, [id])).rows[0];
  if (!row || row.accessToken === '') return 'absent';
  try {
    return {
      accessToken: openToken(secrets, id, row.accessToken),
      refreshToken: row.refreshToken === null ? null : openToken(secrets, id, row.refreshToken),
      expiresAt: row.expiresAt,
      refreshExpiresAt: row.refreshExpiresAt,
    };
  } catch {
    return 'unreadable';
  }
}

/** Puts a refreshed pair in the place of the old one, in one statement. `scope` is what Shopify says was granted. */
export async function saveOfflineToken(
  sql: Sql,
  secrets: Secrets,
  domain: string,
  token: OfflineToken,
  scope: string | null,
): Promise<void> {
  const id = offlineSessionId(domain);
  const { rowCount } = await sql.query(
    `UPDATE session SET "accessToken" = $2, "refreshToken" = $3, expires = to_timestamp($4::float8 / 1000) AT TIME ZONE 'UTC',
       "refreshTokenExpires" = to_timestamp($5::float8 / 1000) AT TIME ZONE 'UTC', scope = coalesce($6, scope) WHERE id = $1`,
    [
      id,
      sealToken(secrets, id, token.accessToken),
      token.refreshToken === null ? null : sealToken(secrets, id, token.refreshToken),
      token.expiresAt,
      token.refreshExpiresAt,
      scope,
    ],
  );
  if (rowCount !== 1) throw new Error(`The session of ${domain} went away while its token was being refreshed.`);
}

/** Long ago, but not 0: Shopify's session storage takes that for "never". */
const LONG_AGO_S = 86_400;

/** Lets the token count as over, so that the web process exchanges another when the merchant opens the app. */
export async function expireOfflineToken(sql: Sql, domain: string): Promise<void> {
  await sql.query(`UPDATE session SET expires = to_timestamp(${LONG_AGO_S}) AT TIME ZONE 'UTC' WHERE id = $1`, [
    offlineSessionId(domain),
  ]);
}
