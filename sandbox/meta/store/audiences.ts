/** Audiences, and what can be read of them once it is visible. */
import { randomInt } from 'node:crypto';
import { text, textOrNull, whole, wholeOrNull, type Database, type Row } from '../../database.ts';
import { dropSet, newSet, setSize } from './people.ts';

export type RowStyle = 'single' | 'multi';

export interface Replacement {
  readonly sessionId: string;
  readonly setPk: number;
  /** When the new members take over: 90 minutes after the first batch, or the work time after the last. */
  readonly dueMs: number;
  readonly schema: string;
}

export interface Audience {
  readonly pk: number;
  readonly id: string;
  readonly accountPk: number;
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly valueBased: boolean;
  readonly retentionDays: number | null;
  readonly extras: Readonly<Record<string, unknown>>;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly setPk: number;
  readonly style: RowStyle | null;
  readonly outcome: number;
  readonly status: number | null;
  readonly lookalikes: boolean;
  readonly violations: readonly string[];
  readonly rowsReceived: number;
  readonly rowsAlreadyThere: number;
  readonly rowsLimitedUse: number;
  readonly replacement: Replacement | null;
}

export interface NewAudience {
  readonly accountPk: number;
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly valueBased: boolean;
  readonly retentionDays: number | null;
  readonly extras: Readonly<Record<string, unknown>>;
  readonly violations: readonly string[];
}

/** `operation_status` of an audience nobody was ever sent to. */
export const NEVER_FILLED = 410;

export function createAudience(db: Database, wanted: NewAudience, nowMs: number): Audience {
  return db.transaction(() => {
    const id = `6${String(randomInt(1_000_000, 9_999_999))}${String(randomInt(1_000_000, 9_999_999))}`;
    const { lastRowId } = db.run(
      `INSERT INTO audiences (id, account_pk, name, description, source, value_based, retention_days, extras, created_ms,
         updated_ms, set_pk, outcome, violations) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      wanted.accountPk,
      wanted.name,
      wanted.description,
      wanted.source,
      Number(wanted.valueBased),
      wanted.retentionDays,
      JSON.stringify(wanted.extras),
      nowMs,
      nowMs,
      newSet(db),
      NEVER_FILLED,
      JSON.stringify(wanted.violations),
    );
    return audienceByPk(db, lastRowId);
  });
}

export function audienceByPk(db: Database, pk: number): Audience {
  const row = db.get('SELECT * FROM audiences WHERE pk = ?', pk);
  if (row === undefined) throw new Error(`There is no audience ${pk}.`);
  return toAudience(row);
}

export function findAudience(db: Database, id: string): Audience | undefined {
  const row = db.get('SELECT * FROM audiences WHERE id = ?', id);
  return row === undefined ? undefined : toAudience(row);
}

export function audiencesOf(db: Database, accountPk: number): Audience[] {
  return db.all('SELECT * FROM audiences WHERE account_pk = ? ORDER BY pk', accountPk).map(toAudience);
}

export function countAudiences(db: Database, accountPk: number): number {
  const row = db.get('SELECT COUNT(*) AS n FROM audiences WHERE account_pk = ?', accountPk);
  return row === undefined ? 0 : whole(row, 'n');
}

export interface AudienceChange {
  readonly name: string;
  readonly description: string;
  readonly extras: Readonly<Record<string, unknown>>;
  readonly violations: readonly string[];
}

export function changeAudience(db: Database, pk: number, change: AudienceChange, nowMs: number): void {
  db.run(
    'UPDATE audiences SET name = ?, description = ?, extras = ?, violations = ?, updated_ms = ? WHERE pk = ?',
    change.name,
    change.description,
    JSON.stringify(change.extras),
    JSON.stringify(change.violations),
    nowMs,
    pk,
  );
}

export function deleteAudience(db: Database, audience: Audience): void {
  db.transaction(() => {
    dropSet(db, audience.setPk);
    if (audience.replacement !== null) dropSet(db, audience.replacement.setPk);
    db.run('DELETE FROM readings WHERE audience_pk = ?', audience.pk);
    db.run('DELETE FROM audiences WHERE pk = ?', audience.pk);
  });
}

/** What a test orders: an `operation_status` (null: as it comes), lookalikes that depend on it. */
export function orderAudience(db: Database, pk: number, order: { status: number | null; lookalikes: boolean }): void {
  db.run('UPDATE audiences SET status = ?, lookalikes = ? WHERE pk = ?', order.status, Number(order.lookalikes), pk);
}

export interface Upload {
  readonly style: RowStyle | null;
  readonly outcome: number;
  readonly received: number;
  readonly alreadyThere: number;
  readonly limitedUse: number;
}

export function noteUpload(db: Database, pk: number, upload: Upload): void {
  db.run(
    `UPDATE audiences SET style = COALESCE(?, style), outcome = ?, rows_received = rows_received + ?,
       rows_already_there = rows_already_there + ?, rows_limited_use = rows_limited_use + ? WHERE pk = ?`,
    upload.style,
    upload.outcome,
    upload.received,
    upload.alreadyThere,
    upload.limitedUse,
    pk,
  );
}

export function startReplacement(db: Database, pk: number, replacement: Replacement): void {
  db.run(
    'UPDATE audiences SET replace_session = ?, replace_set_pk = ?, replace_due_ms = ?, replace_schema = ? WHERE pk = ?',
    replacement.sessionId,
    replacement.setPk,
    replacement.dueMs,
    replacement.schema,
    pk,
  );
}

export function finishReplacementAt(db: Database, pk: number, dueMs: number): void {
  db.run('UPDATE audiences SET replace_due_ms = ? WHERE pk = ?', dueMs, pk);
}

/** Audiences whose replacement is due. */
export function replacementsDue(db: Database, nowMs: number): Audience[] {
  return db.all('SELECT * FROM audiences WHERE replace_due_ms <= ? ORDER BY replace_due_ms', nowMs).map(toAudience);
}

/** The new members take over, or (`kept`) the old ones stay. */
export function endReplacement(db: Database, audience: Audience, kept: boolean): void {
  const { replacement } = audience;
  if (replacement === null) return;
  db.transaction(() => {
    dropSet(db, kept ? replacement.setPk : audience.setPk);
    db.run(
      `UPDATE audiences SET set_pk = ?, outcome = ?, replace_session = NULL, replace_set_pk = NULL, replace_due_ms = NULL,
         replace_schema = NULL WHERE pk = ?`,
      kept ? audience.setPk : replacement.setPk,
      kept ? 415 : 200,
      audience.pk,
    );
  });
}

/** Notes that the members are now as many as they are; older readings that can never be seen again are dropped. */
export function noteReading(db: Database, audience: Audience, nowMs: number, visibleUntilMs: number): void {
  db.run(
    'INSERT OR REPLACE INTO readings (audience_pk, at_ms, member_count) VALUES (?, ?, ?)',
    audience.pk,
    nowMs,
    setSize(db, audience.setPk),
  );
  db.run(
    `DELETE FROM readings WHERE audience_pk = ?1 AND at_ms <
       (SELECT MAX(at_ms) FROM readings WHERE audience_pk = ?1 AND at_ms <= ?2)`,
    audience.pk,
    visibleUntilMs,
  );
}

/** The newest reading not younger than `visibleUntilMs`; undefined when nothing sent so far is visible. */
export function readingOf(
  db: Database,
  audiencePk: number,
  visibleUntilMs: number,
): { memberCount: number; atMs: number } | undefined {
  const row = db.get(
    'SELECT at_ms, member_count FROM readings WHERE audience_pk = ? AND at_ms <= ? ORDER BY at_ms DESC LIMIT 1',
    audiencePk,
    visibleUntilMs,
  );
  return row === undefined ? undefined : { memberCount: whole(row, 'member_count'), atMs: whole(row, 'at_ms') };
}

function toAudience(row: Row): Audience {
  const sessionId = textOrNull(row, 'replace_session');
  return {
    pk: whole(row, 'pk'),
    id: text(row, 'id'),
    accountPk: whole(row, 'account_pk'),
    name: text(row, 'name'),
    description: text(row, 'description'),
    source: text(row, 'source'),
    valueBased: whole(row, 'value_based') === 1,
    retentionDays: wholeOrNull(row, 'retention_days'),
    extras: JSON.parse(text(row, 'extras')) as Record<string, unknown>,
    createdMs: whole(row, 'created_ms'),
    updatedMs: whole(row, 'updated_ms'),
    setPk: whole(row, 'set_pk'),
    style: textOrNull(row, 'style') as RowStyle | null,
    outcome: whole(row, 'outcome'),
    status: wholeOrNull(row, 'status'),
    lookalikes: whole(row, 'lookalikes') === 1,
    violations: JSON.parse(text(row, 'violations')) as string[],
    rowsReceived: whole(row, 'rows_received'),
    rowsAlreadyThere: whole(row, 'rows_already_there'),
    rowsLimitedUse: whole(row, 'rows_limited_use'),
    replacement:
      sessionId === null
        ? null
        : {
            sessionId,
            setPk: whole(row, 'replace_set_pk'),
            dueMs: whole(row, 'replace_due_ms'),
            schema: text(row, 'replace_schema'),
          },
  };
}
