/** Metrics (kinds of event) and events. Which account has which metric, and under which id, differs per account, as at Klaviyo. */
import { randomUUID } from 'node:crypto';
import { makeEventId, makeShortId } from '../protocol/ids.ts';
import { text, whole, type Database, type Row } from '../../database.ts';

export interface Integration {
  readonly id: string;
  readonly name: string;
  readonly category: string;
}

/** Who can own a metric. Several may own metrics of the same name. */
export const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  klaviyo: { id: '0rG4eQ', name: 'Klaviyo', category: 'Internal' },
  shopify: { id: '0eMvjm', name: 'Shopify', category: 'eCommerce' },
  api: { id: '7FtS4J', name: 'API', category: 'API' },
  mailer: { id: '5kTpZx', name: 'Another Mailer', category: 'Email Service Provider' },
};

/** A fresh account's metrics. The last one is a namesake that must not be taken for Klaviyo's own. */
const STANDARD_METRICS: readonly (readonly [name: string, integrationKey: string])[] = [
  ['Received Email', 'klaviyo'],
  ['Opened Email', 'klaviyo'],
  ['Clicked Email', 'klaviyo'],
  ['Clicked SMS', 'klaviyo'],
  ['Bounced Email', 'klaviyo'],
  ['Marked Email as Spam', 'klaviyo'],
  ['Unsubscribed from Email Marketing', 'klaviyo'],
  ['Viewed Product', 'shopify'],
  ['Placed Order', 'shopify'],
  ['Opened Email', 'mailer'],
];

export interface Metric {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly integrationKey: string;
  readonly createdMs: number;
}

export const METRIC_COLUMNS = 'x.pk, x.id, x.name, x.integration_key, x.created_ms';

export function toMetric(row: Row): Metric {
  return {
    pk: whole(row, 'pk'),
    id: text(row, 'id'),
    name: text(row, 'name'),
    integrationKey: text(row, 'integration_key'),
    createdMs: whole(row, 'created_ms'),
  };
}

export function createStandardMetrics(db: Database, accountPk: number, nowMs: number): void {
  for (const [name, integrationKey] of STANDARD_METRICS) ensureMetric(db, accountPk, name, integrationKey, nowMs);
}

/** The metric of that name: of that integration when given, else the first standard one, else a new one sent "by API". */
export function ensureMetric(
  db: Database,
  accountPk: number,
  name: string,
  integrationKey: string | undefined,
  nowMs: number,
): Metric {
  const key = integrationKey ?? STANDARD_METRICS.find(([standard]) => standard === name)?.[1] ?? 'api';
  db.run(
    'INSERT OR IGNORE INTO metrics (account_pk, id, name, integration_key, created_ms) VALUES (?, ?, ?, ?, ?)',
    accountPk,
    makeShortId(),
    name,
    key,
    nowMs,
  );
  const row = db.get(
    `SELECT ${METRIC_COLUMNS} FROM metrics x WHERE x.account_pk = ? AND x.name = ? AND x.integration_key = ?`,
    accountPk,
    name,
    key,
  );
  if (row === undefined) throw new Error(`The metric ${name} cannot be read back.`);
  return toMetric(row);
}

export function metricsByPk(db: Database, pks: readonly number[]): Metric[] {
  return db
    .all(`SELECT ${METRIC_COLUMNS} FROM metrics x WHERE x.pk IN (SELECT value FROM json_each(?))`, JSON.stringify(pks))
    .map(toMetric);
}

export interface EventRow {
  readonly id: string;
  readonly uuid: string;
  readonly metricId: string;
  readonly metricPk: number;
  readonly profileId: string;
  readonly profilePk: number;
  /** Whole seconds, as Klaviyo keeps them. */
  readonly atMs: number;
  readonly properties: Record<string, unknown>;
}

export const EVENT_COLUMNS = `e.id, e.uuid, e.metric_pk, e.profile_pk, e.at_ms, e.properties, x.id AS metric_id, p.id AS profile_id`;
export const EVENT_SOURCE =
  'events e CROSS JOIN metrics x ON x.pk = e.metric_pk CROSS JOIN profiles p ON p.pk = e.profile_pk';

export function toEvent(row: Row): EventRow {
  return {
    id: text(row, 'id'),
    uuid: text(row, 'uuid'),
    metricId: text(row, 'metric_id'),
    metricPk: whole(row, 'metric_pk'),
    profileId: text(row, 'profile_id'),
    profilePk: whole(row, 'profile_pk'),
    atMs: whole(row, 'at_ms'),
    properties: JSON.parse(text(row, 'properties')) as Record<string, unknown>,
  };
}

/** Writes an event; the same uuid a second time changes nothing and answers false. */
export function insertEvent(
  db: Database,
  accountPk: number,
  event: {
    readonly uuid?: string | undefined;
    readonly metricPk: number;
    readonly profilePk: number;
    readonly atMs: number;
    readonly properties: Record<string, unknown>;
  },
): boolean {
  const atMs = Math.floor(event.atMs / 1000) * 1000;
  const { changes } = db.run(
    `INSERT INTO events (account_pk, id, uuid, metric_pk, profile_pk, at_ms, properties) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_pk, uuid) DO NOTHING`,
    accountPk,
    makeEventId(),
    event.uuid ?? randomUUID(),
    event.metricPk,
    event.profilePk,
    atMs,
    JSON.stringify(event.properties),
  );
  if (changes === 0) return false;
  db.run(
    'UPDATE profiles SET last_event_ms = ? WHERE pk = ? AND (last_event_ms IS NULL OR last_event_ms < ?)',
    atMs,
    event.profilePk,
    atMs,
  );
  return true;
}
