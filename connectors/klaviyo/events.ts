/**
 * Reads what people did with Klaviyo's e-mails: received, opened, clicked. Page by page and oldest first, with a mark per kind of event
 * up to which everything has been read; each reading begins a little before its mark, because events may arrive late.
 */
import { z } from 'zod';
import { isDecimalId } from '#app/core/identifiers.ts';
import type { EmailEvent, EventPage, Json } from '../kit/connector.ts';
import { allOf, equals, from } from './filters.ts';
import { EVENT_PAGE_ROWS } from './limits.ts';
import { pages, type Sdk } from './sdk.ts';

type Kind = EmailEvent['kind'];

/** Klaviyo's own metrics; other integrations may have metrics of the same names. */
const METRIC_NAMES: Readonly<Record<Kind, string>> = {
  received: 'Received Email',
  opened: 'Opened Email',
  clicked: 'Clicked Email',
};
const KINDS = ['received', 'opened', 'clicked'] as const;
const OWN_INTEGRATION = 'Klaviyo';

/** What marks an event as made by software: mail apps that fetch every picture, scanners that follow every link. */
const MACHINE_MARKS = ['Apple Privacy Open', 'Machine Open', 'Bot Click'];

/** Events may appear at Klaviyo this much later than they happened and are still found. */
const OVERLAP_MS = 15 * 60_000;
/** Ids of metrics are read anew once a day. */
const METRICS_KEPT_MS = 24 * 60 * 60_000;

const stateShape = z.strictObject({
  metricIds: z.partialRecord(z.enum(KINDS), z.string()),
  metricsReadAt: z.number(),
  /** Everything up to these instants has been handed over; epoch milliseconds. */
  readUntil: z.partialRecord(z.enum(KINDS), z.number()),
});
type State = z.infer<typeof stateShape>;

/** Yields pages until nothing new is left. Throws CallFailed; all that was yielded before stays valid. */
export async function* readEvents(sdk: Sdk, stored: Json, fromMs: number, nowMs: number): AsyncGenerator<EventPage> {
  const known = stateShape.safeParse(stored);
  let state: State = known.success ? known.data : { metricIds: {}, metricsReadAt: 0, readUntil: {} };
  // A kind that is missing may appear any day: an account has a metric once its first event has happened.
  const stale =
    nowMs - state.metricsReadAt > METRICS_KEPT_MS || KINDS.some((kind) => state.metricIds[kind] === undefined);
  if (stale) state = { ...state, metricIds: await readMetricIds(sdk), metricsReadAt: nowMs };

  for (const kind of KINDS) {
    const metricId = state.metricIds[kind];
    if (metricId === undefined) continue;
    const readUntil = state.readUntil[kind];
    for await (const events of readKind(
      sdk,
      kind,
      metricId,
      readUntil === undefined ? fromMs : readUntil - OVERLAP_MS,
    )) {
      const latest = events.reduce(
        (most, { occurredAt }) => Math.max(most, Math.min(occurredAt, nowMs)),
        state.readUntil[kind] ?? fromMs,
      );
      state = { ...state, readUntil: { ...state.readUntil, [kind]: latest } };
      yield { events, state };
    }
  }
}

async function* readKind(sdk: Sdk, kind: Kind, metricId: string, fromMs: number): AsyncGenerator<EmailEvent[]> {
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
    const profiles = new Map<string, { externalId: string | null; email: string | null }>();
    for (const resource of included ?? []) {
      if (!('attributes' in resource) || !('email' in resource.attributes) || !resource.id) continue;
      const { externalId, email } = resource.attributes;
      profiles.set(resource.id, { externalId: externalId ?? null, email: email ?? null });
    }
    yield data.flatMap((event) => {
      const { datetime, eventProperties } = event.attributes;
      if (!datetime) return [];
      const profile = profiles.get(event.relationships?.profile?.data?.id ?? '');
      const externalId = profile?.externalId ?? null;
      return {
        eventId: event.id,
        kind,
        isMachine: isMachineMade(eventProperties),
        occurredAt: datetime.getTime(),
        customerId: externalId !== null && isDecimalId(externalId) ? externalId : null,
        email: profile?.email ?? null,
      };
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
      const kind = KINDS.find((candidate) => METRIC_NAMES[candidate] === attributes.name);
      if (kind !== undefined && nameIn(attributes.integration) === OWN_INTEGRATION) metricIds[kind] = id;
    }
  }
  return metricIds;
}

function nameIn(integration: object | null | undefined): unknown {
  return integration && 'name' in integration ? integration.name : undefined;
}

/** A mark may be a boolean or its text. */
function isMachineMade(properties: object | null | undefined): boolean {
  const values = new Map<string, unknown>(Object.entries(properties ?? {}));
  return MACHINE_MARKS.some((mark) => {
    const value = values.get(mark);
    return typeof value === 'string' ? !/^(false|no|0|)$/i.test(value.trim()) : Boolean(value);
  });
}
