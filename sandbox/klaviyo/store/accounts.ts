/** Accounts and their private keys. A key belongs to one account; an account may have several keys with different scopes. */
import { makeShortId } from '../protocol/ids.ts';
import { text, textOrNull, whole, type Database, type Row } from '../../database.ts';
import { createStandardMetrics } from './events.ts';

export interface Account {
  readonly pk: number;
  /** Six characters; also the account's public API key, as at Klaviyo. */
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
}

export interface KeyHolder {
  readonly account: Account;
  /** null: every scope. */
  readonly scopes: ReadonlySet<string> | null;
  /** The installation of an app, which has limits of its own; null: a private key, all of which share the account's. */
  readonly installPk: number | null;
}

export interface NewKey {
  readonly key: string;
  readonly name: string;
  readonly scopes: readonly string[] | null;
  /** Adds the key to this account instead of opening a new one. */
  readonly accountId?: string | undefined;
}

/** Adds a key (and its account); the same key again replaces its scopes and lifts a revocation. */
export function addKey(db: Database, wanted: NewKey, nowMs: number): Account {
  return db.transaction(() => {
    const owner = db.get('SELECT account_pk FROM api_keys WHERE key = ?', wanted.key);
    let account = owner === undefined ? undefined : accountByPk(db, whole(owner, 'account_pk'));
    account ??= wanted.accountId === undefined ? undefined : findAccount(db, wanted.accountId);
    if (account === undefined) {
      const id = wanted.accountId ?? makeShortId();
      const { lastRowId } = db.run(
        'INSERT INTO accounts (id, name, created_ms) VALUES (?, ?, ?)',
        id,
        wanted.name,
        nowMs,
      );
      account = { pk: lastRowId, id, name: wanted.name, createdMs: nowMs };
      createStandardMetrics(db, account.pk, nowMs);
    }
    db.run(
      `INSERT INTO api_keys (key, account_pk, scopes, revoked_ms) VALUES (?, ?, ?, NULL)
       ON CONFLICT (key) DO UPDATE SET scopes = excluded.scopes, revoked_ms = NULL`,
      wanted.key,
      account.pk,
      wanted.scopes === null ? null : JSON.stringify(wanted.scopes),
    );
    return account;
  });
}

/** Makes a key answer 401 from now on; the account and its data stay. False when there is no such key. */
export function revokeKey(db: Database, key: string, nowMs: number): boolean {
  return db.run('UPDATE api_keys SET revoked_ms = ? WHERE key = ?', nowMs, key).changes > 0;
}

export function keyHolder(db: Database, key: string): KeyHolder | undefined {
  const row = db.get(
    `SELECT a.pk, a.id, a.name, a.created_ms, k.scopes
     FROM api_keys k JOIN accounts a ON a.pk = k.account_pk WHERE k.key = ? AND k.revoked_ms IS NULL`,
    key,
  );
  if (row === undefined) return undefined;
  const scopes = textOrNull(row, 'scopes');
  return {
    account: toAccount(row),
    scopes: scopes === null ? null : new Set(JSON.parse(scopes) as string[]),
    installPk: null,
  };
}

export function allAccounts(db: Database): Account[] {
  return db.all('SELECT pk, id, name, created_ms FROM accounts ORDER BY pk').map(toAccount);
}

export function findAccount(db: Database, id: string): Account | undefined {
  const row = db.get('SELECT pk, id, name, created_ms FROM accounts WHERE id = ?', id);
  return row === undefined ? undefined : toAccount(row);
}

function accountByPk(db: Database, pk: number): Account | undefined {
  const row = db.get('SELECT pk, id, name, created_ms FROM accounts WHERE pk = ?', pk);
  return row === undefined ? undefined : toAccount(row);
}

function toAccount(row: Row): Account {
  return {
    pk: whole(row, 'pk'),
    id: text(row, 'id'),
    name: text(row, 'name'),
    createdMs: whole(row, 'created_ms'),
  };
}
