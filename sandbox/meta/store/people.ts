/**
 * Who a row means, and who is in a set of members. A person is known within one ad account, by EXTERN_ID where rows carry one, else
 * by the strongest key: e-mail, phone, then anything else.
 */
import { whole, type Database } from '../../database.ts';

export interface PersonKeys {
  readonly externId: string | null;
  readonly email: Uint8Array | null;
  readonly phone: Uint8Array | null;
  /** A device id, or a digest of all other keys; used only when there is no e-mail and no phone. */
  readonly other: Uint8Array | null;
}

/** How long an EXTERN_ID alone still means somebody. */
const MAPPING_MS = 90 * 86_400_000;

/** The person to add; undefined when the row matches nobody: an EXTERN_ID alone that is not, or no longer, mapped. */
export function personToAdd(db: Database, accountPk: number, keys: PersonKeys, nowMs: number): number | undefined {
  const matchable = keys.email !== null || keys.phone !== null || keys.other !== null;
  if (!matchable) return mapped(db, accountPk, keys.externId, nowMs);
  if (keys.externId === null) {
    const known = byKeys(db, accountPk, keys)[0];
    if (known !== undefined) return known;
  }
  const row = db.get(
    `INSERT INTO people (account_pk, extern_id, email, phone, other, mapped_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_pk, extern_id) DO UPDATE SET
       email = excluded.email, phone = excluded.phone, other = excluded.other, mapped_ms = excluded.mapped_ms
     RETURNING pk`,
    accountPk,
    keys.externId,
    keys.email,
    keys.phone,
    keys.other,
    nowMs,
  );
  if (row === undefined) throw new Error('The person just written cannot be read back.');
  return whole(row, 'pk');
}

/** Everybody the row means: by EXTERN_ID when it is mapped, else all who share a key. */
export function peopleToRemove(db: Database, accountPk: number, keys: PersonKeys, nowMs: number): readonly number[] {
  const named = mapped(db, accountPk, keys.externId, nowMs);
  return named === undefined ? byKeys(db, accountPk, keys) : [named];
}

function mapped(db: Database, accountPk: number, externId: string | null, nowMs: number): number | undefined {
  if (externId === null) return undefined;
  const row = db.get(
    'SELECT pk FROM people WHERE account_pk = ? AND extern_id = ? AND mapped_ms > ?',
    accountPk,
    externId,
    nowMs - MAPPING_MS,
  );
  return row === undefined ? undefined : whole(row, 'pk');
}

const KEY_COLUMNS = ['email', 'phone', 'other'] as const;

/**
 * Makes the keys searchable when somebody is first looked for by one. Where every row carries an EXTERN_ID nobody ever is, and
 * filling takes half the time without three indexes of random hashes.
 */
function indexKeys(db: Database): void {
  for (const column of KEY_COLUMNS) {
    db.run(
      `CREATE INDEX IF NOT EXISTS people_by_${column} ON people(account_pk, substr(${column}, 1, 8))
       WHERE ${column} IS NOT NULL`,
    );
  }
}

function byKeys(db: Database, accountPk: number, keys: PersonKeys): number[] {
  for (const column of KEY_COLUMNS) {
    const key = keys[column];
    if (key === null) continue;
    indexKeys(db);
    const rows = db.all(
      `SELECT pk FROM people WHERE account_pk = ? AND ${column} IS NOT NULL AND substr(${column}, 1, 8) = ?
       AND ${column} = ?`,
      accountPk,
      key.subarray(0, 8),
      key,
    );
    if (rows.length > 0) return rows.map((row) => whole(row, 'pk'));
  }
  return [];
}

export function newSet(db: Database): number {
  return db.run('INSERT INTO sets (member_count) VALUES (0)').lastRowId;
}

export function dropSet(db: Database, setPk: number): void {
  db.run('DELETE FROM members WHERE set_pk = ?', setPk);
  db.run('DELETE FROM sets WHERE pk = ?', setPk);
}

export function setSize(db: Database, setPk: number): number {
  const row = db.get('SELECT member_count FROM sets WHERE pk = ?', setPk);
  return row === undefined ? 0 : whole(row, 'member_count');
}

export function isMember(db: Database, setPk: number, personPk: number): boolean {
  return db.get('SELECT 1 FROM members WHERE set_pk = ? AND person_pk = ?', setPk, personPk) !== undefined;
}

/** True when the person was not there before; a known member takes the new value. */
export function addMember(db: Database, setPk: number, personPk: number, value: number | null): boolean {
  const added = db.run(
    'INSERT OR IGNORE INTO members (set_pk, person_pk, value) VALUES (?, ?, ?)',
    setPk,
    personPk,
    value,
  );
  if (added.changes > 0) return true;
  if (value !== null) {
    db.run('UPDATE members SET value = ? WHERE set_pk = ? AND person_pk = ?', value, setPk, personPk);
  }
  return false;
}

export function removeMember(db: Database, setPk: number, personPk: number): boolean {
  return db.run('DELETE FROM members WHERE set_pk = ? AND person_pk = ?', setPk, personPk).changes > 0;
}

/** Members are counted once a batch, not once a row. */
export function countMembers(db: Database, setPk: number, difference: number): void {
  if (difference !== 0) db.run('UPDATE sets SET member_count = member_count + ? WHERE pk = ?', difference, setPk);
}
