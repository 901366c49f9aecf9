/** Erasures that were asked for: each takes its time, and leaves a record without the person. */
import { whole, type Database } from '../../database.ts';
import { eraseProfile } from './profiles.ts';

/** Notes a request; `profilePk` is null for a person nobody knows, of whom nothing will be done. */
export function recordDeletion(
  db: Database,
  request: { accountPk: number; profilePk: number | null; requestedMs: number; dueMs: number },
): void {
  db.run(
    'INSERT INTO deletion_jobs (account_pk, profile_pk, requested_ms, due_ms) VALUES (?, ?, ?, ?)',
    request.accountPk,
    request.profilePk,
    request.requestedMs,
    request.dueMs,
  );
}

/** Erases everybody whose time has come. */
export function eraseDue(db: Database, nowMs: number): void {
  const due = db.all('SELECT pk, profile_pk FROM deletion_jobs WHERE done_ms IS NULL AND due_ms <= ?', nowMs);
  for (const row of due) {
    db.transaction(() => {
      if (row.profile_pk !== null) eraseProfile(db, whole(row, 'profile_pk'));
      db.run('UPDATE deletion_jobs SET done_ms = due_ms, profile_pk = NULL WHERE pk = ?', whole(row, 'pk'));
    });
  }
}

/** How many erasures an account (or anybody) asked for, and how many of them are through. */
export function deletionCounts(db: Database, accountPk: number | undefined): { requested: number; done: number } {
  const row = db.get(
    'SELECT count(*) AS requested, count(done_ms) AS done FROM deletion_jobs WHERE ? IS NULL OR account_pk = ?',
    accountPk ?? null,
    accountPk ?? null,
  );
  return {
    requested: row === undefined ? 0 : whole(row, 'requested'),
    done: row === undefined ? 0 : whole(row, 'done'),
  };
}
