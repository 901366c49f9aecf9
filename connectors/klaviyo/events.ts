/**
 * Reads what people did with Klaviyo's messages: e-mails received, opened, clicked, and text messages clicked. Page by page and oldest first, with a mark per kind of event
 * up to which everything has been read; each reading begins a little before its mark, because events may arrive late.
 */
import { z } from 'zod';
import type { EmailEvent, EventPage, Json } from '../kit/connector.ts';
import { allOf, equals, from } from './filters.ts';
import { EVENT_PAGE_ROWS } from './limits.ts';
import { emailEventOf, READING_NAMES, READINGS, type ProfileNames, type Reading } from './readings.ts';
import { pages, type Sdk } from './sdk.ts';

/** Those that every account has sooner or later; text messages are an extra, and looked for once a day. */
const USUAL = ['received', 'opened', 'clicked'] as const satisfies readonly Reading[];
const OWN_INTEGRATION = 'Klaviyo';

/** Events may appear at Klaviyo this much later than they happened and are still found. */
const OVERLAP_MS = 15 * 60_000;
/** Ids of metrics are read anew once a day. */
const METRICS_KEPT_MS = 24 * 60 * 60_000;

const stateShape = z.strictObject({
  metricIds: z.partialRecord(z.enum(READING_NAMES), z.string()),
  metricsReadAt: z.number(),
  /** Everything up to these instants has been handed over; epoch milliseconds. */
  readUntil: z.partialRecord(z.enum(READING_NAMES), z.number()),
});
type State = z.infer<typeof stateShape>;

/** Yields pages until nothing new is left. Throws CallFailed; all that was yielded before stays valid. */
export async function* readEvents(sdk: Sdk, stored: Json, fromMs: number, nowMs: number): AsyncGenerator<EventPage> {
  const known = stateShape.safeParse(stored);
  let state: State = known.success ? known.data : { metricIds: {}, metricsReadAt: 0, readUntil: {} };
  // A kind that is missing may appear any day: an account has a metric once its first event has happened.
  const stale =
    nowMs - state.metricsReadAt > METRICS_KEPT_MS || USUAL.some((reading) => state.metricIds[reading] === undefined);
  if (stale) state = { ...state, metricIds: await readMetricIds(sdk), metricsReadAt: nowMs };

  for (const reading of READING_NAMES) {
    const metricId = state.metricIds[reading];
    if (metricId === undefined) continue;
    const readUntil = state.readUntil[reading];
    for await (const events of readMetric(
      sdk,
      reading,
      metricId,
      readUntil === undefined ? fromMs : readUntil - OVERLAP_MS,
    )) {
      const latest = events.reduce(
        (most, { occurredAt }) => Math.max(most, Math.min(occurredAt, nowMs)),
        state.readUntil[reading] ?? fromMs,
      );
      state = { ...state, readUntil: { ...state.readUntil, [reading]: latest } };
      yield { events, state };
    }
  }
}

async function* readMetric(sdk: Sdk, reading: Reading, metricId: string, fromMs: number): AsyncGenerator<EmailEvent[]> {
  const read = pages((cursor) =>
    sdk.events.getEvents({
      filter: allOf(equals('metric_id', metricId), from('datetime', fromMs)),
      sort: 'datetime',
      pageSize: EVENT_PAGE_ROWS,
      include: ['profile'],
      fieldsEvent: ['datetime', 'event_properties'],
      fieldsProfile: ['external_id', 'email'],
      ...cursor,
    }),
  );
  for await (const { data, included } of read) {
    const profiles = new Map<string, ProfileNames>();
    for (const resource of included ?? []) {
      if (!('attributes' in resource) || !('email' in resource.attributes) || !resource.id) continue;
      const { externalId, email } = resource.attributes;
      profiles.set(resource.id, { externalId: externalId ?? null, email: email ?? null });
    }
    yield data.flatMap((event) => {
      const { datetime, eventProperties } = event.attributes;
      if (!datetime) return [];
      const profile = profiles.get(event.relationships?.profile?.data?.id ?? '');
      return emailEventOf(
        reading,
        { id: event.id, occurredAt: datetime.getTime(), properties: eventProperties },
        profile,
      );
    });
  }
}

async function readMetricIds(sdk: Sdk): Promise<State['metricIds']> {
  const metricIds: State['metricIds'] = {};
  const read = pages((cursor) =>
    sdk.metrics.getMetrics({
      filter: equals('integration.name', OWN_INTEGRATION),
      fieldsMetric: ['name', 'integration'],
      ...cursor,
    }),
  );
  for await (const { data } of read) {
    for (const { id, attributes } of data) {
      const reading = READING_NAMES.find((candidate) => READINGS[candidate].metric === attributes.name);
      if (reading !== undefined && nameIn(attributes.integration) === OWN_INTEGRATION) metricIds[reading] = id;
    }
  }
  return metricIds;
}

function nameIn(integration: object | null | undefined): unknown {
  return integration && 'name' in integration ? integration.name : undefined;
}
