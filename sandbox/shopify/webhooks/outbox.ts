// Deliveries waiting to be sent, kept in the database so that they survive a restart, and the counts of what became of
// them. A delivery keeps the body and the address of the moment it was triggered, through every retry.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { writeJson } from '../exactJson.ts';
import type { Random } from '../random.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/database.ts';
import { eventOf } from './events.ts';
import type { Topic, WebhookFamily, WebhookOptions } from './options.ts';

export interface Delivery {
  no: number;
  shop: string;
  topic: Topic;
  webhookId: string;
  eventId: string;
  triggeredMs: number;
  address: string;
  family: WebhookFamily;
  forged: boolean;
  /** Times it was sent and not accepted. */
  attempts: number;
  body: string;
}

/** Retries after the first attempt; the waits double and sum to four hours. */
export const RETRIES = 8;
const ALL_WAITS_MS = 4 * 3_600_000;
const FIRST_WAIT_MS = ALL_WAITS_MS / (2 ** RETRIES - 1);

/** The wait before retry number `retry` (1 to 8). */
export const retryWaitMs = (retry: number): number => FIRST_WAIT_MS * 2 ** (retry - 1);

export interface Outbox {
  /** Puts a delivery in; all of one change share an event id. */
  add(shop: string, topic: Topic, payload: unknown, eventId: string): void;
  /** Whether `WebhookOptions.besides` is on. */
  sendsBesides(): boolean;
  /** Up to `limit` deliveries that are due, oldest first. */
  due(limit: number): Delivery[];
  /** The next instant after now at which something will be due, or null. */
  nextDueMs(): number | null;
  isEmpty(): boolean;
  pending(): number;
  accepted(delivery: Delivery, status: number): void;
  /** Not accepted: `why` is the status or 'unreachable' or 'timeout'. Plans the retry, or gives up. */
  refused(delivery: Delivery, why: string): void;
  counts(): Record<string, number>;
  resetCounts(): void;
}

interface Row {
  no: number;
  shop: string;
  topic: Topic;
  webhook_id: string;
  event_id: string;
  triggered_ms: number;
  address: string;
  forged: number;
  attempts: number;
  body: string;
  family: WebhookFamily;
}

export function makeOutbox(parts: {
  db: Database;
  clock: Clock;
  options: () => WebhookOptions;
  random: () => Random;
  address: () => string;
}): Outbox {
  const { db, clock } = parts;
  const insert = db.prepare(
    `INSERT INTO outbox (shop, topic, webhook_id, event_id, triggered_ms, address, forged, attempts, due_ms, body, family)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
  );
  const selectDue = db.prepare('SELECT * FROM outbox WHERE due_ms <= ? ORDER BY due_ms, no LIMIT ?');
  const selectNext = db.prepare('SELECT min(due_ms) AS due FROM outbox WHERE due_ms > ?');
  const selectAny = db.prepare('SELECT 1 AS one FROM outbox LIMIT 1');
  const selectPending = db.prepare('SELECT count(*) AS n FROM outbox');
  const remove = db.prepare('DELETE FROM outbox WHERE no = ?');
  const postpone = db.prepare('UPDATE outbox SET attempts = ?, due_ms = ? WHERE no = ?');
  const bump = db.prepare(
    'INSERT INTO webhook_counts (name, count) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET count = count + 1',
  );
  const selectCounts = db.prepare('SELECT name, count FROM webhook_counts ORDER BY name');
  const count = (name: string): void => void bump.run(name);

  return {
    add(shop, topic, payload, eventId) {
      const options = parts.options();
      const random = parts.random();
      if (!options.topics.includes(topic)) return;
      const nowMs = clock.nowMs();
      const asEvent = options.family === 'events' ? eventOf(topic, payload) : null;
      const body = writeJson(asEvent?.payload ?? payload);
      const family = asEvent === null ? 'classic' : 'events';
      const webhookId = randomUUID();
      const put = (id: string, forged: boolean): void =>
        void insert.run(shop, topic, id, eventId, nowMs, parts.address(), forged ? 1 : 0, nowMs, body, family);
      inTransaction(db, () => {
        count('triggered');
        if (random.chance(options.dropRate)) {
          count('dropped');
          return;
        }
        put(webhookId, false);
        if (random.chance(options.duplicateRate)) {
          count('duplicated');
          put(webhookId, false);
        }
        if (random.chance(options.badSignatureRate)) {
          count('forged');
          put(randomUUID(), true);
        }
      });
    },
    sendsBesides: () => parts.options().besides,
    due: (limit) =>
      (selectDue.all(clock.nowMs(), limit) as unknown as Row[]).map((row) => ({
        no: row.no,
        shop: row.shop,
        topic: row.topic,
        webhookId: row.webhook_id,
        eventId: row.event_id,
        triggeredMs: row.triggered_ms,
        address: row.address,
        family: row.family,
        forged: row.forged === 1,
        attempts: row.attempts,
        body: row.body,
      })),
    nextDueMs: () => (selectNext.get(clock.nowMs()) as { due: number | null }).due,
    isEmpty: () => selectAny.get() === undefined,
    pending: () => (selectPending.get() as { n: number }).n,
    accepted(delivery, status) {
      inTransaction(db, () => {
        remove.run(delivery.no);
        count('sent');
        const names = ['accepted', `accepted_${status}`, `topic ${delivery.topic}`];
        for (const name of delivery.forged ? ['forged_accepted'] : names) count(name);
      });
    },
    refused(delivery, why) {
      const { retryScale } = parts.options();
      inTransaction(db, () => {
        count('sent');
        count(delivery.forged ? `forged_refused_${why}` : `refused_${why}`);
        if (delivery.forged || delivery.attempts >= RETRIES) {
          remove.run(delivery.no);
          count(delivery.forged ? 'forged_refused' : 'given_up');
          return;
        }
        const attempts = delivery.attempts + 1;
        count('retried');
        postpone.run(attempts, Math.ceil(clock.nowMs() + retryWaitMs(attempts) * retryScale), delivery.no);
      });
    },
    counts() {
      const rows = selectCounts.all() as { name: string; count: number }[];
      return Object.fromEntries(rows.map((row) => [row.name, row.count]));
    },
    resetCounts: () => db.exec('DELETE FROM webhook_counts'),
  };
}
