/** Lists and who is in them. */
import { makeShortId } from '../protocol/ids.ts';
import { text, whole, type Database, type Row } from '../../database.ts';

export type OptInProcess = 'single_opt_in' | 'double_opt_in';

/** What Klaviyo gives a new list, and uses without a list, unless the merchant changed the account's default. */
export const DEFAULT_OPT_IN: OptInProcess = 'double_opt_in';

export interface List {
  readonly pk: number;
  readonly accountPk: number;
  readonly id: string;
  readonly name: string;
  readonly optInProcess: OptInProcess;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly memberCount: number;
}

export const LIST_COLUMNS =
  'l.pk, l.account_pk, l.id, l.name, l.opt_in_process, l.created_ms, l.updated_ms, l.member_count';

export function toList(row: Row): List {
  return {
    pk: whole(row, 'pk'),
    accountPk: whole(row, 'account_pk'),
    id: text(row, 'id'),
    name: text(row, 'name'),
    optInProcess: text(row, 'opt_in_process') as OptInProcess,
    createdMs: whole(row, 'created_ms'),
    updatedMs: whole(row, 'updated_ms'),
    memberCount: whole(row, 'member_count'),
  };
}

export function createList(
  db: Database,
  accountPk: number,
  name: string,
  optInProcess: OptInProcess,
  nowMs: number,
): List {
  const { lastRowId } = db.run(
    'INSERT INTO lists (account_pk, id, name, opt_in_process, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?, ?)',
    accountPk,
    makeShortId(),
    name,
    optInProcess,
    nowMs,
    nowMs,
  );
  const row = db.get(`SELECT ${LIST_COLUMNS} FROM lists l WHERE l.pk = ?`, lastRowId);
  if (row === undefined) throw new Error('The list just written cannot be read back.');
  return toList(row);
}

export function findList(db: Database, accountPk: number, id: string): List | undefined {
  const row = db.get(`SELECT ${LIST_COLUMNS} FROM lists l WHERE l.id = ? AND l.account_pk = ?`, id, accountPk);
  return row === undefined ? undefined : toList(row);
}

export function listsByPk(db: Database, pks: readonly number[]): List[] {
  return db
    .all(
      `SELECT ${LIST_COLUMNS} FROM lists l WHERE l.pk IN (SELECT value FROM json_each(?)) ORDER BY l.pk`,
      JSON.stringify(pks),
    )
    .map(toList);
}

export function listsOfAccount(db: Database, accountPk: number): List[] {
  return db
    .all(`SELECT ${LIST_COLUMNS} FROM lists l WHERE l.account_pk = ? ORDER BY l.name, l.pk`, accountPk)
    .map(toList);
}

export function listsOfProfile(db: Database, profilePk: number): List[] {
  return db
    .all(
      `SELECT ${LIST_COLUMNS} FROM memberships m JOIN lists l ON l.pk = m.list_pk WHERE m.profile_pk = ? ORDER BY l.pk`,
      profilePk,
    )
    .map(toList);
}

export function renameList(db: Database, pk: number, name: string, nowMs: number): void {
  db.run('UPDATE lists SET name = ?, updated_ms = ? WHERE pk = ?', name, nowMs, pk);
}

export function deleteList(db: Database, pk: number): void {
  db.transaction(() => {
    db.run('DELETE FROM memberships WHERE list_pk = ?', pk);
    db.run('DELETE FROM list_tags WHERE list_pk = ?', pk);
    db.run('DELETE FROM lists WHERE pk = ?', pk);
  });
}

/** Adding a member who is there already keeps the first joining instant. */
export function addMember(db: Database, listPk: number, profilePk: number, nowMs: number): void {
  db.run(
    'INSERT OR IGNORE INTO memberships (list_pk, profile_pk, joined_ms) VALUES (?, ?, ?)',
    listPk,
    profilePk,
    nowMs,
  );
}

export function removeMember(db: Database, listPk: number, profilePk: number): boolean {
  return db.run('DELETE FROM memberships WHERE list_pk = ? AND profile_pk = ?', listPk, profilePk).changes > 0;
}

export function isMember(db: Database, listPk: number, profilePk: number): boolean {
  return db.get('SELECT 1 FROM memberships WHERE list_pk = ? AND profile_pk = ?', listPk, profilePk) !== undefined;
}
