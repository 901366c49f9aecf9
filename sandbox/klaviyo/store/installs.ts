/**
 * Apps that may be installed by OAuth, their installations at accounts, and what is given out for them: codes, access and refresh
 * tokens. An installation ends when the app revokes a token of it, or when the merchant removes the app.
 */
import { randomBytes } from 'node:crypto';
import { text, whole, type Database } from '../../database.ts';
import type { KeyHolder } from './accounts.ts';

/** From the login page to the exchange. */
const CODE_LIFE_MS = 5 * 60_000;
export const ACCESS_LIFE_MS = 3_600_000;
/** A refresh token that nobody uses for so long is of no use any more. */
const REFRESH_LIFE_MS = 90 * 86_400_000;

export interface App {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
}

export interface Approval {
  readonly clientId: string;
  readonly accountPk: number;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** Of the method S256. */
  readonly challenge: string;
}

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
}

export function putApp(db: Database, app: App): App {
  db.run(
    `INSERT INTO oauth_apps (client_id, client_secret, name, redirect_uris) VALUES (?, ?, ?, ?)
     ON CONFLICT (client_id) DO UPDATE SET
       client_secret = excluded.client_secret, name = excluded.name, redirect_uris = excluded.redirect_uris`,
    app.clientId,
    app.clientSecret,
    app.name,
    JSON.stringify(app.redirectUris),
  );
  return app;
}

export function findApp(db: Database, clientId: string): App | undefined {
  const row = db.get('SELECT * FROM oauth_apps WHERE client_id = ?', clientId);
  if (row === undefined) return undefined;
  return {
    clientId: text(row, 'client_id'),
    clientSecret: text(row, 'client_secret'),
    name: text(row, 'name'),
    redirectUris: JSON.parse(text(row, 'redirect_uris')) as string[],
  };
}

/** Installs the app, or gives the installation there is the scopes approved now. Returns the code for the exchange. */
export function approve(db: Database, approval: Approval, nowMs: number): string {
  const code = randomBytes(24).toString('base64url');
  db.transaction(() => {
    const scopes = JSON.stringify(approval.scopes);
    db.run(
      `INSERT INTO oauth_installs (client_id, account_pk, scopes) VALUES (?, ?, ?)
       ON CONFLICT (client_id, account_pk) DO UPDATE SET scopes = excluded.scopes`,
      approval.clientId,
      approval.accountPk,
      scopes,
    );
    db.run(
      `INSERT INTO oauth_codes (code, install_pk, redirect_uri, challenge, expires_ms)
       SELECT ?, pk, ?, ?, ? FROM oauth_installs WHERE client_id = ? AND account_pk = ?`,
      code,
      approval.redirectUri,
      approval.challenge,
      nowMs + CODE_LIFE_MS,
      approval.clientId,
      approval.accountPk,
    );
  });
  return code;
}

export interface Code {
  readonly installPk: number;
  readonly redirectUri: string;
  readonly challenge: string;
}

/** Takes a code away: it is good for one try. Undefined when it is unknown, too old, or another app's. */
export function takeCode(db: Database, code: string, clientId: string, nowMs: number): Code | undefined {
  const row = db.get(
    `SELECT c.* FROM oauth_codes c JOIN oauth_installs i ON i.pk = c.install_pk
     WHERE c.code = ? AND i.client_id = ? AND c.expires_ms > ?`,
    code,
    clientId,
    nowMs,
  );
  if (row === undefined) return undefined;
  db.run('DELETE FROM oauth_codes WHERE code = ?', code);
  return {
    installPk: whole(row, 'install_pk'),
    redirectUri: text(row, 'redirect_uri'),
    challenge: text(row, 'challenge'),
  };
}

export function issuePair(db: Database, installPk: number, nowMs: number): Pair {
  const accessToken = randomBytes(32).toString('base64url');
  const refreshToken = randomBytes(32).toString('base64url');
  for (const [token, kind, lifeMs] of [
    [accessToken, 'access', ACCESS_LIFE_MS],
    [refreshToken, 'refresh', REFRESH_LIFE_MS],
  ] as const)
    db.run(
      'INSERT INTO oauth_tokens (token, kind, install_pk, expires_ms) VALUES (?, ?, ?, ?)',
      token,
      kind,
      installPk,
      nowMs + lifeMs,
    );
  const install = db.get('SELECT scopes FROM oauth_installs WHERE pk = ?', installPk);
  return { accessToken, refreshToken, scopes: install ? (JSON.parse(text(install, 'scopes')) as string[]) : [] };
}

/** Takes a refresh token away: the next comes with the new pair. Undefined when it is unknown, too old, or another app's. */
export function takeRefreshToken(db: Database, token: string, clientId: string, nowMs: number): number | undefined {
  const row = db.get(
    `SELECT t.install_pk FROM oauth_tokens t JOIN oauth_installs i ON i.pk = t.install_pk
     WHERE t.token = ? AND t.kind = 'refresh' AND i.client_id = ? AND t.expires_ms > ?`,
    token,
    clientId,
    nowMs,
  );
  if (row === undefined) return undefined;
  db.run('DELETE FROM oauth_tokens WHERE token = ?', token);
  return whole(row, 'install_pk');
}

/** Ends the installation a token belongs to, with all its tokens. */
export function revokeToken(db: Database, token: string, clientId: string): void {
  const row = db.get(
    `SELECT t.install_pk FROM oauth_tokens t JOIN oauth_installs i ON i.pk = t.install_pk
     WHERE t.token = ? AND i.client_id = ?`,
    token,
    clientId,
  );
  if (row !== undefined) endInstall(db, whole(row, 'install_pk'));
}

/** What a merchant does who removes the app: nothing given out for it works any more. Returns how many installations ended. */
export function removeApp(db: Database, clientId: string): number {
  const installs = db.all('SELECT pk FROM oauth_installs WHERE client_id = ?', clientId);
  for (const row of installs) endInstall(db, whole(row, 'pk'));
  return installs.length;
}

function endInstall(db: Database, installPk: number): void {
  db.transaction(() => {
    for (const table of ['oauth_tokens', 'oauth_codes']) db.run(`DELETE FROM ${table} WHERE install_pk = ?`, installPk);
    db.run('DELETE FROM oauth_installs WHERE pk = ?', installPk);
  });
}

/** Whose account an access token opens; undefined when it is unknown, revoked or too old. */
export function tokenHolder(db: Database, token: string, nowMs: number): KeyHolder | undefined {
  const row = db.get(
    `SELECT a.pk, a.id, a.name, a.created_ms, i.pk AS install_pk, i.scopes
     FROM oauth_tokens t JOIN oauth_installs i ON i.pk = t.install_pk JOIN accounts a ON a.pk = i.account_pk
     WHERE t.token = ? AND t.kind = 'access' AND t.expires_ms > ?`,
    token,
    nowMs,
  );
  if (row === undefined) return undefined;
  return {
    account: {
      pk: whole(row, 'pk'),
      id: text(row, 'id'),
      name: text(row, 'name'),
      createdMs: whole(row, 'created_ms'),
    },
    scopes: new Set(JSON.parse(text(row, 'scopes')) as string[]),
    installPk: whole(row, 'install_pk'),
  };
}
