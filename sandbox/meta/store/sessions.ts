/** Upload sessions: an id belongs to one audience and one kind of work within its ad account. */
import { text, textOrNull, whole, wholeOrNull, type Database, type Row } from '../../database.ts';

export type SessionKind = 'add' | 'remove' | 'replace';

export interface Session {
  readonly sessionId: string;
  readonly audiencePk: number;
  readonly kind: SessionKind;
  readonly startedMs: number;
  readonly endedMs: number | null;
  /** `time`: nobody sent the last batch of a replacement within its window. */
  readonly closedBy: 'flag' | 'time' | null;
  /** Counts add up over all batches, repeated ones too. */
  readonly received: number;
  readonly invalid: number;
  readonly matched: number;
}

export function findSession(db: Database, accountPk: number, sessionId: string): Session | undefined {
  const row = db.get('SELECT * FROM sessions WHERE account_pk = ? AND session_id = ?', accountPk, sessionId);
  return row === undefined ? undefined : toSession(row);
}

/** The latest 100 of the audience, or the one named. */
export function sessionsOf(db: Database, audiencePk: number, sessionId: string | undefined): Session[] {
  return db
    .all(
      `SELECT * FROM sessions WHERE audience_pk = ? AND (session_id = ? OR ? IS NULL)
       ORDER BY started_ms DESC, session_id LIMIT 100`,
      audiencePk,
      sessionId ?? null,
      sessionId ?? null,
    )
    .map(toSession);
}

export function openSession(
  db: Database,
  accountPk: number,
  session: Pick<Session, 'sessionId' | 'audiencePk' | 'kind'>,
  nowMs: number,
): void {
  db.run(
    'INSERT INTO sessions (account_pk, session_id, audience_pk, kind, started_ms) VALUES (?, ?, ?, ?, ?)',
    accountPk,
    session.sessionId,
    session.audiencePk,
    session.kind,
    nowMs,
  );
}

export function countBatch(
  db: Database,
  accountPk: number,
  sessionId: string,
  batch: Pick<Session, 'received' | 'invalid' | 'matched'>,
): void {
  db.run(
    `UPDATE sessions SET received = received + ?, invalid = invalid + ?, matched = matched + ?
     WHERE account_pk = ? AND session_id = ?`,
    batch.received,
    batch.invalid,
    batch.matched,
    accountPk,
    sessionId,
  );
}

export function closeSession(
  db: Database,
  accountPk: number,
  sessionId: string,
  closedBy: 'flag' | 'time',
  nowMs: number,
): void {
  db.run(
    `UPDATE sessions SET ended_ms = ?, closed_by = ? WHERE account_pk = ? AND session_id = ? AND ended_ms IS NULL`,
    nowMs,
    closedBy,
    accountPk,
    sessionId,
  );
}

function toSession(row: Row): Session {
  return {
    sessionId: text(row, 'session_id'),
    audiencePk: whole(row, 'audience_pk'),
    kind: text(row, 'kind') as SessionKind,
    startedMs: whole(row, 'started_ms'),
    endedMs: wholeOrNull(row, 'ended_ms'),
    closedBy: textOrNull(row, 'closed_by') as Session['closedBy'],
    received: whole(row, 'received'),
    invalid: whole(row, 'invalid'),
    matched: whole(row, 'matched'),
  };
}
