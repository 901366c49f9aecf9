/** Tags, their groups, and the lists that carry them. */
import { randomUUID } from 'node:crypto';
import { text, whole, type Database, type Row } from '../../database.ts';

export interface TagGroup {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly exclusive: boolean;
  readonly isDefault: boolean;
}

export interface Tag {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly group: TagGroup;
}

export const GROUP_COLUMNS = 'g.pk, g.id, g.name, g.exclusive, g.is_default';
export const TAG_COLUMNS = 't.pk AS tag_pk, t.id AS tag_id, t.name AS tag_name';

export function toGroup(row: Row): TagGroup {
  return {
    pk: whole(row, 'pk'),
    id: text(row, 'id'),
    name: text(row, 'name'),
    exclusive: whole(row, 'exclusive') === 1,
    isDefault: whole(row, 'is_default') === 1,
  };
}

export function toTag(row: Row): Tag {
  return { pk: whole(row, 'tag_pk'), id: text(row, 'tag_id'), name: text(row, 'tag_name'), group: toGroup(row) };
}

export function createGroup(
  db: Database,
  accountPk: number,
  wanted: { name: string; exclusive: boolean; isDefault?: boolean },
): TagGroup {
  const { lastRowId } = db.run(
    'INSERT INTO tag_groups (account_pk, id, name, exclusive, is_default) VALUES (?, ?, ?, ?, ?)',
    accountPk,
    randomUUID(),
    wanted.name,
    wanted.exclusive ? 1 : 0,
    wanted.isDefault === true ? 1 : 0,
  );
  const row = db.get(`SELECT ${GROUP_COLUMNS} FROM tag_groups g WHERE g.pk = ?`, lastRowId);
  if (row === undefined) throw new Error('The tag group just written cannot be read back.');
  return toGroup(row);
}

/** The group that every account has from its beginning. */
export function defaultGroup(db: Database, accountPk: number): TagGroup {
  const row = db.get(
    `SELECT ${GROUP_COLUMNS} FROM tag_groups g WHERE g.account_pk = ? AND g.is_default = 1`,
    accountPk,
  );
  return row === undefined
    ? createGroup(db, accountPk, { name: 'Default Tag Group', exclusive: false, isDefault: true })
    : toGroup(row);
}

export function groupById(db: Database, accountPk: number, id: string): TagGroup | undefined {
  const row = db.get(`SELECT ${GROUP_COLUMNS} FROM tag_groups g WHERE g.account_pk = ? AND g.id = ?`, accountPk, id);
  return row === undefined ? undefined : toGroup(row);
}

export function createTag(db: Database, accountPk: number, name: string, group: TagGroup): Tag {
  const id = randomUUID();
  const { lastRowId } = db.run(
    'INSERT INTO tags (account_pk, group_pk, id, name) VALUES (?, ?, ?, ?)',
    accountPk,
    group.pk,
    id,
    name,
  );
  return { pk: lastRowId, id, name, group };
}

export function tagById(db: Database, accountPk: number, id: string): Tag | undefined {
  const row = db.get(
    `SELECT ${TAG_COLUMNS}, ${GROUP_COLUMNS} FROM tags t JOIN tag_groups g ON g.pk = t.group_pk WHERE t.account_pk = ? AND t.id = ?`,
    accountPk,
    id,
  );
  return row === undefined ? undefined : toTag(row);
}

export function isNameTaken(db: Database, table: 'tags' | 'tag_groups', accountPk: number, name: string): boolean {
  return db.get(`SELECT 1 FROM ${table} WHERE account_pk = ? AND name = ?`, accountPk, name) !== undefined;
}

export function countOf(db: Database, table: 'tags' | 'tag_groups', accountPk: number): number {
  const row = db.get(`SELECT count(*) AS count FROM ${table} WHERE account_pk = ?`, accountPk);
  return row === undefined ? 0 : whole(row, 'count');
}

export function tagList(db: Database, tagPk: number, listPk: number): void {
  db.run('INSERT OR IGNORE INTO list_tags (list_pk, tag_pk) VALUES (?, ?)', listPk, tagPk);
}

export function listIdsOfTag(db: Database, tagPk: number): string[] {
  return db
    .all('SELECT l.id FROM list_tags x JOIN lists l ON l.pk = x.list_pk WHERE x.tag_pk = ? ORDER BY l.pk', tagPk)
    .map((row) => text(row, 'id'));
}

export function tagNamesOfList(db: Database, listPk: number): string[] {
  return db
    .all('SELECT t.name FROM list_tags x JOIN tags t ON t.pk = x.tag_pk WHERE x.list_pk = ? ORDER BY t.pk', listPk)
    .map((row) => text(row, 'name'));
}
