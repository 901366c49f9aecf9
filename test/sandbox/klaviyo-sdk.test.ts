/** Klaviyo's own client library talks to the stand-in as it would to Klaviyo: names, dates, encodings and retries fit. */
// The library's documentation passes plain objects where its types name classes of its own.
/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment */
import { ApiKeySession, EventsApi, ListsApi, MetricsApi, ProfilesApi } from 'klaviyo-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { at, control, KEY, listAt } from './klaviyo-caller.ts';

let server: RunningKlaviyo;

beforeAll(async () => {
  server = await startKlaviyo({ importJobDurationMs: 0 });
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Library' });
});
afterAll(() => server.close());

function pointed<T extends { basePath: string }>(api: T): T {
  api.basePath = server.url;
  return api;
}

it('imports into a list, reads what happened, and takes a member out again', async () => {
  const session = new ApiKeySession(KEY);
  const lists = pointed(new ListsApi(session));
  const profiles = pointed(new ProfilesApi(session));
  const created = await lists.createList({ data: { type: 'list', attributes: { name: 'From the library' } } });
  const list = created.body.data.id;
  const found = await lists.getLists({ filter: 'equals(name,"From the library")' });
  expect(found.body.data.map(({ id }) => id)).toEqual([list]);

  const job = await profiles.bulkImportProfiles({
    data: {
      type: 'profile-bulk-import-job',
      attributes: {
        profiles: {
          data: [
            {
              type: 'profile',
              attributes: {
                email: 'a+b@example.com',
                externalId: 'c-1',
                phoneNumber: '+905321112233',
                properties: { kept_name: 1 },
              },
              meta: { patchProperties: { append: { segments: ['VIP'] } } },
            },
            { type: 'profile', attributes: { email: 'broken@nowhere', externalId: 'c-2' } },
          ],
        },
      },
      relationships: { lists: { data: [{ type: 'list', id: list }] } },
    },
  });
  const jobId = job.body.data.id;
  const done = await profiles.getBulkImportProfilesJob(jobId);
  expect(done.body.data.attributes).toMatchObject({ status: 'complete', completedCount: 1, failedCount: 1 });
  const errors = await profiles.getErrorsForBulkImportProfilesJob(jobId, { pageSize: 100 });
  expect(errors.body.data[0]?.attributes.originalPayload).toMatchObject({ attributes: { external_id: 'c-2' } });
  const imported = await profiles.getProfilesForBulkImportProfilesJob(jobId, { pageSize: 100 });
  expect(imported.body.data[0]?.attributes).toMatchObject({
    externalId: 'c-1',
    properties: { kept_name: 1, segments: ['VIP'] },
  });

  const byEmail = await profiles.getProfiles({ filter: 'equals(email,"a+b@example.com")' });
  const profile = byEmail.body.data[0]?.id ?? '';
  expect((await lists.getProfileIdsForList(list)).body.data).toEqual([{ type: 'profile', id: profile }]);
  await lists.removeProfilesFromList(list, { data: [{ type: 'profile', id: profile }] });
  expect((await lists.getProfileIdsForList(list)).body.data).toEqual([]);
});

it('reads events with their profiles, and waits out a refusal', async () => {
  const session = new ApiKeySession(KEY);
  await control(server.url, 'POST', '/profiles', JSON.stringify({ external_id: 'c-1', email: 'a+b@example.com' }));
  const line = {
    external_id: 'c-1',
    metric: 'Opened Email',
    datetime: '2026-11-01T00:00:00Z',
    event_properties: { 'Apple Privacy Open': true },
  };
  await control(server.url, 'POST', '/events', JSON.stringify(line));
  await control(server.url, 'POST', '/faults', { path: '/api/metrics', status: 429, times: 1 });
  const metrics = await pointed(new MetricsApi(session)).getMetrics();
  const opened = metrics.body.data.find(({ attributes }) => attributes.name === 'Opened Email');
  const events = await pointed(new EventsApi(session)).getEvents({
    filter: `equals(metric_id,"${opened?.id ?? ''}"),greater-or-equal(datetime,2026-10-01T00:00:00Z)`,
    sort: 'datetime',
    pageSize: 1000,
    include: ['profile'],
    fieldsProfile: ['email', 'external_id'],
  });
  expect(events.body.data).toHaveLength(1);
  expect(events.body.data[0]?.attributes.datetime).toEqual(new Date('2026-11-01T00:00:00Z'));
  expect(at(events.body.included, '0.attributes')).toMatchObject({ email: 'a+b@example.com', externalId: 'c-1' });
  const calls = listAt(await control(server.url, 'GET', '/traffic'), 'entries');
  expect(calls.filter((call) => at(call, 'path') === '/api/metrics').map((call) => at(call, 'status'))).toEqual([
    429, 200,
  ]);
});
