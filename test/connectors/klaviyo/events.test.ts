/** Reading e-mail events: all of them, whatever their number, their order of arrival and the moment of a crash. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmailEvent, EventPage, Json } from '#connectors/kit/connector.ts';
import { pullAll } from '../delivery.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

let world: KlaviyoWorld;
/** Whole seconds: Klaviyo keeps no finer times. */
const T = Math.floor(Date.now() / 1000) * 1000 - 86_400_000;
const MINUTE = 60_000;

beforeEach(async () => {
  world = await startKlaviyoWorld();
  const profiles = [
    { external_id: '1001', email: 'one@shop.example' },
    { external_id: 'crm-77', email: 'two@shop.example' },
    { email: 'three@shop.example' },
  ];
  await world.control('POST', '/profiles', profiles.map((profile) => JSON.stringify(profile)).join('\n'));
});
afterEach(() => world.close());

interface Seed {
  metric?: string;
  integration?: string;
  at: number;
  email?: string;
  properties?: object;
}

async function seed(...events: Seed[]): Promise<void> {
  const lines = events.map(
    ({ metric = 'Opened Email', integration, at, email = 'one@shop.example', properties = {} }) =>
      JSON.stringify({
        email,
        metric,
        integration,
        datetime: new Date(at).toISOString(),
        event_properties: properties,
      }),
  );
  await world.control('POST', '/events', lines.join('\n'));
}

const idsOf = (events: readonly EmailEvent[]): Set<string> => new Set(events.map(({ eventId }) => eventId));

describe('a pull', () => {
  test('tells who, what and when', async () => {
    await seed(
      { at: T, metric: 'Received Email' },
      { at: T + 1000, email: 'two@shop.example' },
      { at: T + 2000, metric: 'Clicked Email', email: 'three@shop.example' },
    );
    const { events } = await pullAll(await world.open(), null, T);
    const common = { eventId: expect.any(String) as string, isMachine: false, channel: 'email' };
    expect(events).toEqual([
      { ...common, kind: 'received', occurredAt: T, customerId: '1001', email: 'one@shop.example' },
      // Ids that others gave the profile are not ours.
      { ...common, kind: 'opened', occurredAt: T + 1000, customerId: null, email: 'two@shop.example' },
      { ...common, kind: 'clicked', occurredAt: T + 2000, customerId: null, email: 'three@shop.example' },
    ]);
  });

  test('tells clicks in text messages apart from those in e-mails', async () => {
    await seed({ at: T, metric: 'Clicked SMS' }, { at: T + 1000, metric: 'Clicked Email' });
    const { events } = await pullAll(await world.open(), null, T);
    expect(events.map(({ kind, channel, occurredAt }) => [kind, channel, occurredAt]).sort()).toEqual([
      ['clicked', 'email', T + 1000],
      ['clicked', 'sms', T],
    ]);
  });

  test.each([
    { properties: { 'Apple Privacy Open': true }, isMachine: true },
    { properties: { 'Apple Privacy Open': 'true' }, isMachine: true },
    { properties: { 'Apple Privacy Open': 'True' }, isMachine: true },
    { properties: { 'Apple Privacy Open': 1 }, isMachine: true },
    { properties: { 'Bot Click': true }, isMachine: true },
    { properties: { 'Bot Click': 'yes' }, isMachine: true },
    { properties: { 'Machine Open': true }, isMachine: true },
    { properties: { 'Bot Click': false }, isMachine: false },
    { properties: { 'Bot Click': 'false' }, isMachine: false },
    { properties: { 'Bot Click': 'False ' }, isMachine: false },
    { properties: { 'Bot Click': '' }, isMachine: false },
    { properties: { 'Bot Click': 0 }, isMachine: false },
    { properties: { 'Bot Click': null }, isMachine: false },
    { properties: { Subject: 'Bot Click' }, isMachine: false },
  ])('takes $properties for a machine: $isMachine', async ({ properties, isMachine }) => {
    await seed({ at: T, properties });
    const { events } = await pullAll(await world.open(), null, T);
    expect(events.map((event) => event.isMachine)).toEqual([isMachine]);
  });

  test('does not mistake another integration’s metric of the same name for Klaviyo’s', async () => {
    await seed(
      { at: T, integration: 'mailer' },
      { at: T + 1000, integration: 'klaviyo' },
      { at: T, metric: 'Viewed Product' },
    );
    const { events } = await pullAll(await world.open(), null, T);
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([T + 1000]);
  });

  test('reads nothing from before its beginning, and the beginning itself', async () => {
    await seed({ at: T - 1000 }, { at: T });
    const { events } = await pullAll(await world.open(), null, T);
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([T]);
  });

  test('loses nothing at the borders of pages, though all happened in the same second', async () => {
    await seed(...Array.from({ length: 2500 }, () => ({ at: T })));
    const { events } = await pullAll(await world.open(), null, T);
    expect(idsOf(events).size).toBe(2500);
    expect((await world.calls('get_events')).filter(({ query }) => query['page[cursor]'] !== undefined)).toHaveLength(
      2,
    );
  });

  test('finds what appears late, and hands over again what is within a quarter of an hour', async () => {
    await seed({ at: T }, { at: T + 60 * MINUTE });
    const first = await pullAll(await world.open(), null, T);
    await seed({ at: T + 46 * MINUTE }, { at: T + 61 * MINUTE });
    const second = await pullAll(await world.open(), first.state, T);
    expect(second.events.map(({ occurredAt }) => (occurredAt - T) / MINUTE)).toEqual([46, 60, 61]);
  });

  test('goes on after a crash from the last page that was stored', async () => {
    await seed(...Array.from({ length: 3000 }, (_, index) => ({ at: T + index * 20_000, metric: 'Received Email' })));
    const session = await world.open();
    const stored: EmailEvent[] = [];
    let state: Json = null;
    for await (const page of session.pullEvents?.(null, T) ?? []) {
      stored.push(...(page as EventPage).events);
      state = (page as EventPage).state;
      break;
    }
    expect(stored).toHaveLength(1000);
    const rest = await pullAll(await world.open(), state, T);
    expect(idsOf([...stored, ...rest.events]).size).toBe(3000);
    // Only the overlap comes twice: 15 minutes and the mark itself.
    expect(rest.events).toHaveLength(2000 + 46);
  });

  test('keeps a mark for each kind of event', async () => {
    await seed({ at: T + 600 * MINUTE, metric: 'Received Email' });
    const first = await pullAll(await world.open(), null, T);
    await seed({ at: T + MINUTE, metric: 'Clicked Email' });
    const second = await pullAll(await world.open(), first.state, T);
    expect(second.events.map(({ kind }) => kind)).toEqual(['received', 'clicked']);
  });

  test('is not led astray by an event of the future', async () => {
    await seed({ at: world.nowMs() + 999 * MINUTE });
    const first = await pullAll(await world.open(), null, T);
    await seed({ at: world.nowMs() });
    const second = await pullAll(await world.open(), first.state, T);
    expect(idsOf(second.events).size).toBe(2);
  });

  test('asks for the metrics once a day', async () => {
    const first = await pullAll(await world.open(), null, T);
    await pullAll(await world.open(), first.state, T);
    expect(await world.calls('get_metrics')).toHaveLength(1);
    await world.advance(25 * 60 * MINUTE);
    await pullAll(await world.open(), first.state, T);
    expect(await world.calls('get_metrics')).toHaveLength(2);
  });

  test('yields a halt when the partner fails, after what it had', async () => {
    await seed(...Array.from({ length: 1500 }, (_, index) => ({ at: T + index * 1000, metric: 'Received Email' })));
    await world.fault({ method: 'GET', path: '/api/events', skip: 1, status: 401 });
    const session = await world.open();
    const seen: string[] = [];
    for await (const page of session.pullEvents?.(null, T) ?? []) {
      seen.push('halt' in page ? page.halt.kind : `${page.events.length} events`);
    }
    expect(seen).toEqual(['1000 events', 'merchant-must-act']);
  });

  test('asks for no more of a person than is needed', async () => {
    await seed({ at: T });
    await pullAll(await world.open(), null, T);
    for (const { query } of await world.calls('get_events')) {
      expect(query['fields[profile]']).toBe('external_id,email');
      expect(query['page[size]']).toBe('1000');
      expect(query.sort).toBe('datetime');
    }
  });
});
