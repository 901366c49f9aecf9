/** Who is in an audience, as JSONL; and which audiences somebody is in. */
import type { ServerResponse } from 'node:http';
import { drained, sendJson } from '../../http.ts';
import { textOrNull, whole, text, type Database, type Row } from '../../database.ts';
import { findAudience } from '../store/audiences.ts';

const ROWS_PER_READ = 5000;

/** One line per member: `{extern_id, email, phone, value}` with hashes in hexadecimal. 404 for an unknown audience. */
export async function streamMembers(db: Database, audienceId: string, response: ServerResponse): Promise<void> {
  const audience = findAudience(db, audienceId);
  if (audience === undefined) {
    sendJson(response, 404, { error: `There is no audience ${audienceId}.` });
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/jsonl; charset=utf-8' });
  let lastPk = 0;
  for (;;) {
    const rows = db.all(
      `SELECT m.person_pk, m.value, p.extern_id, p.email, p.phone FROM members m CROSS JOIN people p ON p.pk = m.person_pk
       WHERE m.set_pk = ? AND m.person_pk > ? ORDER BY m.person_pk LIMIT ?`,
      audience.setPk,
      lastPk,
      ROWS_PER_READ,
    );
    const lines = rows.map((row) => {
      lastPk = whole(row, 'person_pk');
      return `${JSON.stringify({
        extern_id: textOrNull(row, 'extern_id'),
        email: hex(row, 'email'),
        phone: hex(row, 'phone'),
        value: row.value,
      })}\n`;
    });
    response.write(lines.join(''));
    if (rows.length < ROWS_PER_READ) break;
    await drained(response);
    if (response.destroyed) return;
  }
  response.end();
}

function hex(row: Row, column: string): string | null {
  const value = row[column];
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : null;
}

/** Audiences that hold the person with this EXTERN_ID, in any ad account. */
export function audiencesHolding(db: Database, externId: string): unknown {
  const rows = db.all(
    `SELECT a.id, a.name, c.id AS account_id FROM accounts c
     JOIN people p ON p.account_pk = c.pk AND p.extern_id = ?
     JOIN audiences a ON a.account_pk = c.pk
     JOIN members m ON m.set_pk = a.set_pk AND m.person_pk = p.pk ORDER BY a.pk`,
    externId,
  );
  return {
    audiences: rows.map((row) => ({
      id: text(row, 'id'),
      name: text(row, 'name'),
      accountId: text(row, 'account_id'),
    })),
  };
}
