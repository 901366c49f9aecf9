/** System webhooks: which accounts may have them, those they have, and the events that wait to be sent to each. */
import { makeUlid } from '../protocol/ids.ts';
import { text, textOrNull, whole, wholeOrNull, type Database, type Row } from '../../database.ts';

export interface Webhook {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly endpointUrl: string;
  readonly secretKey: string;
  readonly enabled: boolean;
  readonly topics: readonly string[];
  readonly createdMs: number;
  readonly updatedMs: number;
}

export type WebhookFields = Pick<Webhook, 'name' | 'description' | 'endpointUrl' | 'secretKey' | 'enabled' | 'topics'>;

const COLUMNS = 'pk, id, name, description, endpoint_url, secret_key, enabled, topics, created_ms, updated_ms';

function toWebhook(row: Row): Webhook {
  return {
    pk: whole(row, 'pk'),
    id: text(row, 'id'),
    name: text(row, 'name'),
    description: textOrNull(row, 'description'),
    endpointUrl: text(row, 'endpoint_url'),
    secretKey: text(row, 'secret_key'),
    enabled: whole(row, 'enabled') === 1,
    topics: JSON.parse(text(row, 'topics')) as string[],
    createdMs: whole(row, 'created_ms'),
    updatedMs: whole(row, 'updated_ms'),
  };
}

/** Whether the account may have webhooks; only those of Advanced KDP and of app partners may. */
export const mayHaveWebhooks = (db: Database, accountPk: number): boolean =>
  db.get('SELECT 1 AS found FROM webhook_rights WHERE account_pk = ?', accountPk) !== undefined;

export function allowWebhooks(db: Database, accountPk: number, allowed: boolean): void {
  if (allowed) db.run('INSERT OR IGNORE INTO webhook_rights (account_pk) VALUES (?)', accountPk);
  else db.run('DELETE FROM webhook_rights WHERE account_pk = ?', accountPk);
}

export const webhooksOf = (db: Database, accountPk: number): Webhook[] =>
  db.all(`SELECT ${COLUMNS} FROM webhooks WHERE account_pk = ? ORDER BY pk`, accountPk).map(toWebhook);

export function webhookById(db: Database, accountPk: number, id: string): Webhook | undefined {
  const row = db.get(`SELECT ${COLUMNS} FROM webhooks WHERE id = ? AND account_pk = ?`, id, accountPk);
  return row === undefined ? undefined : toWebhook(row);
}

export function createWebhook(db: Database, accountPk: number, given: WebhookFields, nowMs: number): Webhook {
  const id = makeUlid(nowMs);
  const { name, description, endpointUrl, secretKey, enabled, topics } = given;
  const { lastRowId } = db.run(
    `INSERT INTO webhooks (account_pk, id, name, description, endpoint_url, secret_key, enabled, topics, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    accountPk,
    id,
    name,
    description,
    endpointUrl,
    secretKey,
    enabled ? 1 : 0,
    JSON.stringify(topics),
    nowMs,
    nowMs,
  );
  return { ...given, pk: lastRowId, id, createdMs: nowMs, updatedMs: nowMs };
}

/** Enabled anew, it has no failures behind it. */
export function updateWebhook(db: Database, webhook: Webhook, given: Partial<WebhookFields>, nowMs: number): Webhook {
  const changed = { ...webhook, ...given, updatedMs: nowMs };
  db.run(
    `UPDATE webhooks SET name = ?, description = ?, endpoint_url = ?, secret_key = ?, enabled = ?, topics = ?, updated_ms = ?,
       failing_since_ms = NULL WHERE pk = ?`,
    changed.name,
    changed.description,
    changed.endpointUrl,
    changed.secretKey,
    changed.enabled ? 1 : 0,
    JSON.stringify(changed.topics),
    nowMs,
    webhook.pk,
  );
  return changed;
}

export function deleteWebhook(db: Database, pk: number): void {
  db.run('DELETE FROM webhook_events WHERE webhook_pk = ?', pk);
  db.run('DELETE FROM webhooks WHERE pk = ?', pk);
}

/** Notes an event for every webhook of the account that wants its topic. */
export function queueEvent(db: Database, accountPk: number, eventPk: number, topic: string, nowMs: number): void {
  for (const webhook of webhooksOf(db, accountPk))
    if (webhook.enabled && webhook.topics.includes(topic))
      db.run(
        'INSERT OR IGNORE INTO webhook_events (webhook_pk, event_pk, topic, due_ms) VALUES (?, ?, ?, ?)',
        webhook.pk,
        eventPk,
        topic,
        nowMs,
      );
}

export interface DueWebhook {
  readonly webhook: Webhook;
  readonly accountPk: number;
  readonly accountId: string;
}

/** Webhooks that something is to be sent to now. */
export function dueWebhooks(db: Database, nowMs: number): DueWebhook[] {
  const rows = db.all(
    `SELECT a.id AS account_id, w.account_pk, ${COLUMNS.split(', ')
      .map((column) => `w.${column}`)
      .join(', ')}
     FROM webhooks w JOIN accounts a ON a.pk = w.account_pk
     WHERE w.enabled = 1 AND EXISTS (SELECT 1 FROM webhook_events e WHERE e.webhook_pk = w.pk AND e.due_ms <= ?) ORDER BY w.pk`,
    nowMs,
  );
  return rows.map((row) => ({
    webhook: toWebhook(row),
    accountPk: whole(row, 'account_pk'),
    accountId: text(row, 'account_id'),
  }));
}

/** The oldest events that wait for a webhook. */
export const dueEvents = (
  db: Database,
  webhookPk: number,
  nowMs: number,
  limit: number,
): { eventPk: number; topic: string; attempts: number }[] =>
  db
    .all(
      'SELECT event_pk, topic, attempts FROM webhook_events WHERE webhook_pk = ? AND due_ms <= ? ORDER BY event_pk LIMIT ?',
      webhookPk,
      nowMs,
      limit,
    )
    .map((row) => ({ eventPk: whole(row, 'event_pk'), topic: text(row, 'topic'), attempts: whole(row, 'attempts') }));

export function noteDelivered(db: Database, webhookPk: number, eventPks: readonly number[]): void {
  db.run(
    'DELETE FROM webhook_events WHERE webhook_pk = ? AND event_pk IN (SELECT value FROM json_each(?))',
    webhookPk,
    JSON.stringify(eventPks),
  );
  db.run('UPDATE webhooks SET failing_since_ms = NULL WHERE pk = ?', webhookPk);
}

/** Puts events off; a webhook that has failed for too long is switched off, and what waited for it is dropped. */
export function noteFailed(
  db: Database,
  webhookPk: number,
  eventPks: readonly number[],
  { nowMs, dueMs, patienceMs }: { nowMs: number; dueMs: number; patienceMs: number },
): void {
  db.run(
    'UPDATE webhook_events SET attempts = attempts + 1, due_ms = ? WHERE webhook_pk = ? AND event_pk IN (SELECT value FROM json_each(?))',
    dueMs,
    webhookPk,
    JSON.stringify(eventPks),
  );
  db.run('UPDATE webhooks SET failing_since_ms = coalesce(failing_since_ms, ?) WHERE pk = ?', nowMs, webhookPk);
  const row = db.get('SELECT failing_since_ms FROM webhooks WHERE pk = ?', webhookPk);
  const since = row === undefined ? null : wholeOrNull(row, 'failing_since_ms');
  if (since === null || nowMs - since <= patienceMs) return;
  db.run('UPDATE webhooks SET enabled = 0, updated_ms = ? WHERE pk = ?', nowMs, webhookPk);
  db.run('DELETE FROM webhook_events WHERE webhook_pk = ?', webhookPk);
}

/** When the next waiting event may be sent; null when none waits. */
export function nextDueMs(db: Database): number | null {
  const row = db.get(
    'SELECT min(e.due_ms) AS due FROM webhook_events e JOIN webhooks w ON w.pk = e.webhook_pk WHERE w.enabled = 1',
  );
  return row === undefined ? null : wholeOrNull(row, 'due');
}

export function waitingCount(db: Database, webhookPk: number): number {
  const row = db.get('SELECT count(*) AS waiting FROM webhook_events WHERE webhook_pk = ?', webhookPk);
  return row === undefined ? 0 : whole(row, 'waiting');
}
