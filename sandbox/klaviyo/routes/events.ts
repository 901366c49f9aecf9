/** Metrics and events: what Klaviyo has seen people do with e-mails and the storefront. */
import { eventResource, metricResource, profileResource } from '../resources.ts';
import {
  EVENT_COLUMNS,
  EVENT_SOURCE,
  INTEGRATIONS,
  METRIC_COLUMNS,
  metricsByPk,
  toEvent,
  toMetric,
} from '../store/events.ts';
import { readPage } from '../store/pages.ts';
import { profileById, profilesByPk } from '../store/profiles.ts';
import { whole, type Row } from '../../database.ts';
import { toSql, type SqlCondition } from './conditions.ts';
import { collection, type Call, type Route } from './exchange.ts';

/** Filters know the integration only: finding a metric by name means reading all of them. */
export const getMetrics: Route = (call) => {
  const keys = Object.entries(INTEGRATIONS)
    .filter(([, integration]) =>
      call.query.conditions.every(({ field, values }) =>
        field === 'integration.name' ? values.includes(integration.name) : values.includes(integration.category),
      ),
    )
    .map(([key]) => key);
  const page = readPage(call.db, {
    from: 'metrics x',
    columns: METRIC_COLUMNS,
    where: [
      { sql: 'x.account_pk = ?', params: [call.account.pk] },
      { sql: 'x.integration_key IN (SELECT value FROM json_each(?))', params: [JSON.stringify(keys)] },
    ],
    sortColumn: 'x.pk',
    keyColumn: 'x.pk',
    descending: false,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
  const data = page.rows.map((row) => metricResource(toMetric(row), call.query.fields, call.base));
  return collection(call, data, page.next, call.query.includes.size > 0 ? { included: [] } : {});
};

/** Newest first unless asked otherwise. */
export const getEvents: Route = (call) => {
  const scope = scopeOf(call);
  if (scope === undefined) return collection(call, [], undefined);
  const timestamps = call.query.conditions
    .filter(({ field }) => field === 'timestamp')
    .map((condition) => ({ ...condition, values: condition.values.map((seconds) => Number(seconds) * 1000) }));
  const page = readPage(call.db, {
    from: EVENT_SOURCE,
    columns: EVENT_COLUMNS,
    where: [
      ...scope,
      ...toSql(call.query.conditions, { datetime: 'e.at_ms' }),
      ...toSql(timestamps, { timestamp: 'e.at_ms' }),
    ],
    sortColumn: 'e.at_ms',
    keyColumn: 'e.pk',
    descending: call.query.sort?.descending ?? true,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
  const events = page.rows.map(toEvent);
  const data = events.map((event) => eventResource(event, call.query.fields, call.base));
  if (call.query.includes.size === 0) return collection(call, data, page.next);
  const included: unknown[] = [];
  if (call.query.includes.has('profile')) {
    for (const profile of profilesByPk(call.db, distinct(events.map((event) => event.profilePk)))) {
      included.push(profileResource(profile, call.query.fields, call.base));
    }
  }
  if (call.query.includes.has('metric')) {
    for (const metric of metricsByPk(call.db, distinct(events.map((event) => event.metricPk)))) {
      included.push(metricResource(metric, call.query.fields, call.base));
    }
  }
  return collection(call, data, page.next, { included });
};

/** Which events the filter means, by the index that finds them; undefined when it names something this account does not have. */
function scopeOf(call: Call): SqlCondition[] | undefined {
  const scope: SqlCondition[] = [];
  for (const { field, values } of call.query.conditions) {
    const [id] = values;
    if (field === 'metric_id') {
      const row = metricRow(call, String(id));
      if (row === undefined) return undefined;
      scope.push({ sql: 'e.metric_pk = ?', params: [whole(row, 'pk')] });
    } else if (field === 'profile_id') {
      const profile = profileById(call.db, call.account.pk, String(id));
      if (profile === undefined) return undefined;
      scope.push({ sql: 'e.profile_pk = ?', params: [profile.pk] });
    }
  }
  return scope.length > 0 ? scope : [{ sql: 'e.account_pk = ?', params: [call.account.pk] }];
}

function metricRow(call: Call, id: string): Row | undefined {
  return call.db.get('SELECT pk FROM metrics WHERE id = ? AND account_pk = ?', id, call.account.pk);
}

function distinct(values: number[]): number[] {
  return [...new Set(values)];
}
