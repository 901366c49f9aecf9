/** Metrics and events of the stand-in for Klaviyo. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { allPages, at, control, KEY, listAt, makeCaller, makeProfile, textAt, type Caller } from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off' });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Events' });
});

async function metricId(name: string, integration: string): Promise<string> {
  const metrics = await allPages(call, '/api/metrics');
  const found = metrics.find(
    (entry) => at(entry, 'attributes.name') === name && at(entry, 'attributes.integration.name') === integration,
  );
  return textAt(found, 'id');
}

const timeOf = (second: number): string => new Date(Date.parse('2026-11-01T00:00:00Z') + second * 1000).toISOString();

async function seed(lines: readonly object[]): Promise<unknown> {
  return control(server.url, 'POST', '/events', lines.map((line) => JSON.stringify(line)).join('\n'));
}

describe('metrics', () => {
  it('include a namesake of another integration, and filter by integration only', async () => {
    const metrics = await allPages(call, '/api/metrics');
    const opened = metrics.filter((entry) => at(entry, 'attributes.name') === 'Opened Email');
    expect(opened.map((entry) => at(entry, 'attributes.integration.name')).sort()).toEqual([
      'Another Mailer',
      'Klaviyo',
    ]);
    const own = await allPages(call, '/api/metrics', { filter: 'equals(integration.name,"Klaviyo")' });
    expect(own.every((entry) => at(entry, 'attributes.integration.name') === 'Klaviyo')).toBe(true);
    expect(own.length).toBeGreaterThan(3);
    expect(await allPages(call, '/api/metrics', { filter: 'equals(integration.category,"eCommerce")' })).toHaveLength(
      2,
    );
    expect((await call('GET', '/api/metrics', { query: { filter: 'equals(name,"Opened Email")' } })).status).toBe(400);
    expect((await call('GET', '/api/metrics', { query: { 'page[size]': 10 } })).status).toBe(400);
  });

  it('have other ids in another account', async () => {
    const mine = await metricId('Opened Email', 'Klaviyo');
    await control(server.url, 'POST', '/accounts', { key: 'pk_other', name: 'Other' });
    const theirs = await allPages(makeCaller(server.url, 'pk_other'), '/api/metrics');
    expect(theirs.map((entry) => at(entry, 'id'))).not.toContain(mine);
  });
});

describe('events', () => {
  it('are read by metric and time, page by page, in either order, with profiles beside them', async () => {
    await makeProfile(call, { external_id: 'c-1', email: 'a@example.com', first_name: 'Ada' });
    await makeProfile(call, { external_id: 'c-2', email: 'b@example.com' });
    const lines = Array.from({ length: 25 }, (_, i) => ({
      ...(i % 2 === 0 ? { external_id: 'c-1' } : { email: 'B@example.com' }),
      metric: 'Opened Email',
      // Five events share each instant: ties must not be lost between pages.
      datetime: timeOf(Math.floor(i / 5)),
      event_properties: { 'Apple Privacy Open': i % 3 === 0, number: i },
    }));
    const other = {
      external_id: 'c-1',
      metric: 'Clicked Email',
      datetime: timeOf(1),
      event_properties: { 'Bot Click': true },
    };
    expect(await seed([...lines, other])).toEqual({ written: 26, repeated: 0, withoutProfile: 0 });
    const metric = `equals(metric_id,"${await metricId('Opened Email', 'Klaviyo')}")`;
    const numbers = async (query: Record<string, string | number>): Promise<unknown[]> =>
      (await allPages(call, '/api/events', query)).map((entry) => at(entry, 'attributes.event_properties.number'));
    const all = lines.map((_, i) => i);
    expect(await numbers({ filter: metric, sort: 'datetime', 'page[size]': 4 })).toEqual(all);
    expect(await numbers({ filter: metric, sort: '-timestamp', 'page[size]': 7 })).toEqual(all.toReversed());
    expect(await numbers({ filter: metric })).toEqual(all.toReversed());
    const since = (operator: string): string => `${metric},${operator}(datetime,${timeOf(3)})`;
    expect(await numbers({ filter: since('greater-or-equal'), sort: 'datetime' })).toEqual(all.slice(15));
    expect(await numbers({ filter: since('greater-than'), sort: 'datetime' })).toEqual(all.slice(20));
    const seconds = Date.parse(timeOf(1)) / 1000;
    expect(await numbers({ filter: `${metric},less-than(timestamp,${seconds})`, sort: 'datetime' })).toEqual(
      all.slice(0, 5),
    );
    expect(await allPages(call, '/api/events', { 'page[size]': 10 })).toHaveLength(26);

    const page = await call('GET', '/api/events', {
      query: {
        filter: metric,
        include: 'profile',
        'fields[profile]': 'email,external_id',
        'fields[event]': 'datetime,uuid',
      },
    });
    expect(Object.keys(at(page.body, 'data.0.attributes') as object).sort()).toEqual(['datetime', 'uuid']);
    const included = listAt(page.body, 'included');
    expect(included.map((entry) => at(entry, 'attributes'))).toEqual([
      { email: 'a@example.com', external_id: 'c-1' },
      { email: 'b@example.com', external_id: 'c-2' },
    ]);
    const ids = new Set(included.map((entry) => at(entry, 'id')));
    for (const event of listAt(page.body, 'data')) {
      expect(ids.has(at(event, 'relationships.profile.data.id'))).toBe(true);
    }
  });

  it('of a namesake metric are not mixed with Klaviyo’s own', async () => {
    await makeProfile(call, { external_id: 'c-1' });
    await seed([{ external_id: 'c-1', metric: 'Opened Email', datetime: timeOf(0), integration: 'mailer' }]);
    const own = `equals(metric_id,"${await metricId('Opened Email', 'Klaviyo')}")`;
    const theirs = `equals(metric_id,"${await metricId('Opened Email', 'Another Mailer')}")`;
    expect(await allPages(call, '/api/events', { filter: own })).toEqual([]);
    expect(await allPages(call, '/api/events', { filter: theirs })).toHaveLength(1);
  });

  it('are written once per uuid, and not for people nobody knows', async () => {
    const id = await makeProfile(call, { external_id: 'c-1' });
    const line = { external_id: 'c-1', metric: 'Viewed Product', datetime: timeOf(5), uuid: 'u-1' };
    await seed([line]);
    expect(await seed([line, { ...line, external_id: 'c-9', uuid: 'u-2' }])).toEqual({
      written: 0,
      repeated: 1,
      withoutProfile: 1,
    });
    const filter = `equals(profile_id,"${id}")`;
    expect(await allPages(call, '/api/events', { filter })).toHaveLength(1);
    expect(await allPages(call, '/api/events', { filter: 'equals(profile_id,"01NOBODY")' })).toEqual([]);
    const profile = await call('GET', `/api/profiles/${id}`);
    expect(Date.parse(textAt(profile.body, 'data.attributes.last_event_date'))).toBe(Date.parse(timeOf(5)));
  });

  it('cannot be seeded with a line that is wrong', async () => {
    await expect(seed([{ external_id: 'c-1', metric: 'Opened Email' }])).rejects.toThrow('Line 1');
    await expect(control(server.url, 'POST', '/events', 'not json')).rejects.toThrow('Line 1');
  });
});
