/** Apps, the people who log in, what they granted, and the tokens and codes that came of it. */
import { randomBytes } from 'node:crypto';
import { text, textOrNull, whole, wholeOrNull, type Database, type Row } from '../../database.ts';

export type Tier = 'limited' | 'full';

export interface App {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly tier: Tier;
  /** Calls must carry `appsecret_proof`. */
  readonly requireProof: boolean;
  /** null: any. */
  readonly redirectUris: readonly string[] | null;
}

export interface User {
  readonly id: string;
  readonly name: string;
}

export type TokenState = 'active' | 'invalidated' | 'deauthorised';

export interface Token {
  readonly token: string;
  readonly app: App;
  readonly user: User;
  readonly issuedMs: number;
  readonly expiresMs: number | null;
  readonly state: TokenState;
}

/** What is there without anybody having made it. */
export const DEFAULT_APP: App = {
  id: '700000000000001',
  name: 'Kesit',
  secret: 'kesit-meta-secret',
  tier: 'limited',
  requireProof: false,
  redirectUris: null,
};
export const DEFAULT_USER: User = { id: '10150000000000001', name: 'Deniz Demir' };

export function putApp(db: Database, app: App): void {
  db.run(
    'INSERT OR REPLACE INTO apps (id, name, secret, tier, require_proof, redirect_uris) VALUES (?, ?, ?, ?, ?, ?)',
    app.id,
    app.name,
    app.secret,
    app.tier,
    Number(app.requireProof),
    app.redirectUris === null ? null : JSON.stringify(app.redirectUris),
  );
}

export function findApp(db: Database, id: string): App | undefined {
  const row = db.get('SELECT * FROM apps WHERE id = ?', id);
  if (row !== undefined) return toApp(row);
  return id === DEFAULT_APP.id ? DEFAULT_APP : undefined;
}

export function putUser(db: Database, user: User): void {
  db.run('INSERT OR REPLACE INTO users (id, name) VALUES (?, ?)', user.id, user.name);
}

export function allUsers(db: Database): User[] {
  const users = db
    .all('SELECT id, name FROM users ORDER BY id')
    .map((row) => ({ id: text(row, 'id'), name: text(row, 'name') }));
  return users.length === 0 ? [DEFAULT_USER] : users;
}

export function findUser(db: Database, id: string): User | undefined {
  const row = db.get('SELECT id, name FROM users WHERE id = ?', id);
  if (row !== undefined) return { id: text(row, 'id'), name: text(row, 'name') };
  return id === DEFAULT_USER.id ? DEFAULT_USER : undefined;
}

export interface Grant {
  readonly permission: string;
  readonly status: 'granted' | 'declined';
}

export function putGrant(db: Database, appId: string, userId: string, grant: Grant): void {
  db.run(
    'INSERT OR REPLACE INTO grants (app_id, user_id, permission, status) VALUES (?, ?, ?, ?)',
    appId,
    userId,
    grant.permission,
    grant.status,
  );
}

export function grantsOf(db: Database, appId: string, userId: string): Grant[] {
  return db
    .all('SELECT permission, status FROM grants WHERE app_id = ? AND user_id = ? ORDER BY permission', appId, userId)
    .map((row) => ({ permission: text(row, 'permission'), status: text(row, 'status') as Grant['status'] }));
}

export function grantedScopes(db: Database, appId: string, userId: string): string[] {
  return grantsOf(db, appId, userId)
    .filter(({ status }) => status === 'granted')
    .map(({ permission }) => permission);
}

export function dropGrants(db: Database, appId: string, userId: string): void {
  db.run('DELETE FROM grants WHERE app_id = ? AND user_id = ?', appId, userId);
}

/** Writes the token; the same text again replaces what it meant. */
export function putToken(db: Database, token: Omit<Token, 'state'>): void {
  db.run(
    `INSERT OR REPLACE INTO tokens (token, app_id, user_id, issued_ms, expires_ms, state)
     VALUES (?, ?, ?, ?, ?, 'active')`,
    token.token,
    token.app.id,
    token.user.id,
    token.issuedMs,
    token.expiresMs,
  );
}

export function findToken(db: Database, token: string): Token | undefined {
  const row = db.get('SELECT * FROM tokens WHERE token = ?', token);
  if (row === undefined) return undefined;
  const app = findApp(db, text(row, 'app_id'));
  const user = findUser(db, text(row, 'user_id'));
  if (app === undefined || user === undefined) return undefined;
  return {
    token,
    app,
    user,
    issuedMs: whole(row, 'issued_ms'),
    expiresMs: wholeOrNull(row, 'expires_ms'),
    state: text(row, 'state') as TokenState,
  };
}

/** False when there is no such token. */
export function setTokenState(db: Database, token: string, state: TokenState): boolean {
  return db.run('UPDATE tokens SET state = ? WHERE token = ?', state, token).changes > 0;
}

export function setTokenExpiry(db: Database, token: string, expiresMs: number): boolean {
  return db.run('UPDATE tokens SET expires_ms = ? WHERE token = ?', expiresMs, token).changes > 0;
}

export function deauthorise(db: Database, appId: string, userId: string): void {
  db.transaction(() => {
    db.run("UPDATE tokens SET state = 'deauthorised' WHERE app_id = ? AND user_id = ?", appId, userId);
    dropGrants(db, appId, userId);
  });
}

/** A token as Meta writes them: `EAA` and letters and digits. */
export function newTokenText(): string {
  return `EAA${randomBytes(48)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')}`;
}

export interface Code {
  readonly appId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly issuedMs: number;
  readonly used: boolean;
}

export function newCode(db: Database, code: Omit<Code, 'used'>): string {
  const written = `AQ${randomBytes(48).toString('base64url')}`;
  db.run(
    'INSERT INTO codes (code, app_id, user_id, redirect_uri, issued_ms) VALUES (?, ?, ?, ?, ?)',
    written,
    code.appId,
    code.userId,
    code.redirectUri,
    code.issuedMs,
  );
  return written;
}

export function findCode(db: Database, code: string): Code | undefined {
  const row = db.get('SELECT * FROM codes WHERE code = ?', code);
  if (row === undefined) return undefined;
  return {
    appId: text(row, 'app_id'),
    userId: text(row, 'user_id'),
    redirectUri: text(row, 'redirect_uri'),
    issuedMs: whole(row, 'issued_ms'),
    used: whole(row, 'used') === 1,
  };
}

export function spendCode(db: Database, code: string): void {
  db.run('UPDATE codes SET used = 1 WHERE code = ?', code);
}

function toApp(row: Row): App {
  const uris = textOrNull(row, 'redirect_uris');
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    secret: text(row, 'secret'),
    tier: text(row, 'tier') as Tier,
    requireProof: whole(row, 'require_proof') === 1,
    redirectUris: uris === null ? null : (JSON.parse(uris) as string[]),
  };
}
