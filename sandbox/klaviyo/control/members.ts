/** Streams everybody in a list as JSONL, for a comparison with what the list should hold. */
import type { ServerResponse } from 'node:http';
import { drained, sendJson } from '../../http.ts';
import { text, textOrNull, whole, type Database } from '../../database.ts';

const ROWS_PER_READ = 5000;

/** One line per member: `{profile_id, external_id, email}`, in the order profiles were created. 404 for an unknown list. */
export async function streamMembers(db: Database, listId: string, response: ServerResponse): Promise<void> {
  const list = db.get('SELECT pk FROM lists WHERE id = ?', listId);
  if (list === undefined) {
    sendJson(response, 404, { error: `There is no list ${listId}.` });
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/jsonl; charset=utf-8' });
  let lastPk = 0;
  for (;;) {
    const rows = db.all(
      `SELECT m.profile_pk, p.id, p.external_id, p.email FROM memberships m CROSS JOIN profiles p ON p.pk = m.profile_pk
       WHERE m.list_pk = ? AND m.profile_pk > ? ORDER BY m.profile_pk LIMIT ?`,
      whole(list, 'pk'),
      lastPk,
      ROWS_PER_READ,
    );
    const lines = rows.map((row) => {
      lastPk = whole(row, 'profile_pk');
      return `${JSON.stringify({
        profile_id: text(row, 'id'),
        external_id: textOrNull(row, 'external_id'),
        email: textOrNull(row, 'email'),
      })}\n`;
    });
    response.write(lines.join(''));
    if (rows.length < ROWS_PER_READ) break;
    await drained(response);
    if (response.destroyed) return;
  }
  response.end();
}
