/**
 * Holds the stand-in for Klaviyo to Klaviyo's own OpenAPI document: every answer it can give and every kind of refusal. The document
 * is read from the folder in KESIT_REFERENCE_DIR.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { ENDPOINTS } from '#sandbox/klaviyo/protocol/endpoints.ts';
import {
  at,
  control,
  importBody,
  KEY,
  listAt,
  listBody,
  makeCaller,
  memberBody,
  profileBody,
  textAt,
  type Answer,
  type CallOptions,
} from '#test/sandbox/klaviyo-caller.ts';
import { api } from './klaviyo-reference.ts';

describe('answers', () => {
  let server: RunningKlaviyo;
  /** Every answer given, with what was asked. */
  const seen: { method: string; path: string; query: CallOptions['query']; answer: Answer }[] = [];

  beforeAll(async () => {
    // Time stands still, so that which call meets a full window does not depend on the machine.
    server = await startKlaviyo({
      limits: 'off',
      importJobDurationMs: 0,
      clock: () => new Date('2026-11-20T12:00:00Z'),
    });
    await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Contract' });
  });
  afterAll(() => server.close());

  /** Calls, and holds both the request (when it is meant to be a good one) and the answer to the document. */
  async function call(method: string, path: string, options: CallOptions = {}, key = KEY): Promise<Answer> {
    const answer = await makeCaller(server.url, key)(method, path, options);
    const { query } = options;
    const texts = Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]));
    if (answer.status < 300) {
      expect(api.validateRequest({ method, path, query: texts, body: options.body })).toEqual([]);
    }
    expect(api.validateResponse({ method, path, query: texts, status: answer.status, body: answer.body })).toEqual([]);
    seen.push({ method, path, query, answer });
    return answer;
  }

  async function expectStatus(status: number, ...args: Parameters<typeof call>): Promise<Answer> {
    const answer = await call(...args);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    return answer;
  }

  it('fit the document on every call that succeeds', async () => {
    await expectStatus(200, 'GET', '/api/accounts');
    await expectStatus(200, 'GET', '/api/accounts', { query: { 'fields[account]': 'timezone,locale' } });
    const list = textAt(
      (await expectStatus(201, 'POST', '/api/lists', { body: listBody('VIP', 'single_opt_in') })).body,
      'data.id',
    );
    await expectStatus(201, 'POST', '/api/lists', { body: listBody('Second') });
    await expectStatus(200, 'GET', '/api/lists', { query: { 'page[size]': 1, sort: '-name' } });
    await expectStatus(200, 'GET', '/api/lists', {
      query: { filter: 'equals(name,"VIP")', include: 'tags', 'fields[list]': 'name' },
    });
    await expectStatus(200, 'GET', `/api/lists/${list}`, { query: { 'additional-fields[list]': 'profile_count' } });
    await expectStatus(200, 'PATCH', `/api/lists/${list}`, {
      body: { data: { type: 'list', id: list, attributes: { name: 'VIP 2' } } },
    });

    const group = textAt(
      (
        await expectStatus(201, 'POST', '/api/tag-groups', {
          body: { data: { type: 'tag-group', attributes: { name: 'Kesit', exclusive: true } } },
        })
      ).body,
      'data.id',
    );
    const tag = textAt(
      (
        await expectStatus(201, 'POST', '/api/tags', {
          body: {
            data: {
              type: 'tag',
              attributes: { name: 'Kesit' },
              relationships: { 'tag-group': { data: { type: 'tag-group', id: group } } },
            },
          },
        })
      ).body,
      'data.id',
    );
    await expectStatus(201, 'POST', '/api/tags', { body: { data: { type: 'tag', attributes: { name: 'Other' } } } });
    const named = await expectStatus(200, 'GET', '/api/tags', {
      query: { filter: "ends-with(name,'sit')", include: 'tag-group', 'fields[tag-group]': 'name', sort: '-name' },
    });
    expect(listAt(named.body, 'data')).toHaveLength(1);
    await expectStatus(200, 'GET', '/api/tag-groups', { query: { filter: "starts-with(name,'K')", 'page[size]': 1 } });
    await expectStatus(204, 'POST', `/api/tags/${tag}/relationships/lists`, {
      body: { data: [{ type: 'list', id: list }] },
    });
    const tagged = await expectStatus(200, 'GET', `/api/tags/${tag}/relationships/lists`);
    expect(listAt(tagged.body, 'data')).toEqual([{ type: 'list', id: list }]);

    const created = await expectStatus(201, 'POST', '/api/profiles', {
      body: profileBody({
        email: 'ada@example.com',
        phone_number: '+905321112233',
        external_id: 'c-1',
        first_name: 'Ada',
        location: { city: 'İzmir', latitude: 38.4, longitude: '27.1' },
        properties: { tier: 'gold' },
      }),
      query: { 'additional-fields[profile]': 'subscriptions,predictive_analytics' },
    });
    const ada = textAt(created.body, 'data.id');
    await expectStatus(201, 'POST', '/api/profile-import', {
      body: profileBody({ external_id: 'c-2', email: 'b@example.com' }),
    });
    await expectStatus(200, 'POST', '/api/profile-import', {
      body: profileBody(
        { external_id: 'c-2', title: null },
        { meta: { patch_properties: { append: { tags: ['a', 'b'] } } } },
      ),
    });
    await expectStatus(200, 'PATCH', `/api/profiles/${ada}`, { body: profileBody({ last_name: 'L' }, { id: ada }) });
    await expectStatus(200, 'GET', `/api/profiles/${ada}`, {
      query: { include: 'lists', 'additional-fields[profile]': 'subscriptions' },
    });
    await expectStatus(200, 'GET', '/api/profiles', {
      query: { filter: 'any(email,["ada@example.com","b@example.com"])', 'page[size]': 1 },
    });
    await expectStatus(200, 'GET', '/api/profiles', {
      query: { 'fields[profile]': 'email,location.city', sort: '-updated' },
    });

    await expectStatus(204, 'POST', `/api/lists/${list}/relationships/profiles`, { body: memberBody([ada]) });
    await expectStatus(200, 'GET', `/api/lists/${list}/profiles`, { query: { sort: '-joined_group_at' } });
    await expectStatus(200, 'GET', `/api/lists/${list}/profiles`, {
      query: { 'fields[profile]': 'email,joined_group_at', 'additional-fields[profile]': 'subscriptions' },
    });
    await expectStatus(200, 'GET', `/api/lists/${list}/relationships/profiles`, { query: { 'page[size]': 100 } });
    await expectStatus(204, 'DELETE', `/api/lists/${list}/relationships/profiles`, { body: memberBody([ada]) });

    const job = await expectStatus(202, 'POST', '/api/profile-bulk-import-jobs', {
      body: importBody(
        [
          { attributes: { external_id: 'c-3', email: 'c@example.com' }, meta: { patch_properties: { unset: 'tier' } } },
          { attributes: { external_id: 'c-4', email: 'broken@nowhere' } },
        ],
        [list],
      ),
    });
    const jobPath = `/api/profile-bulk-import-jobs/${textAt(job.body, 'data.id')}`;
    await expectStatus(200, 'GET', jobPath, { query: { include: 'lists' } });
    await expectStatus(200, 'GET', '/api/profile-bulk-import-jobs', {
      query: { filter: 'equals(status,"complete")', sort: 'created_at' },
    });
    expect(listAt((await expectStatus(200, 'GET', `${jobPath}/import-errors`)).body, 'data')).toHaveLength(1);
    expect(listAt((await expectStatus(200, 'GET', `${jobPath}/profiles`)).body, 'data')).toHaveLength(1);
    await expectStatus(200, 'GET', `${jobPath}/relationships/profiles`);
    await expectStatus(200, 'GET', `${jobPath}/lists`);
    await expectStatus(200, 'GET', `${jobPath}/relationships/lists`);

    const line = {
      external_id: 'c-1',
      metric: 'Opened Email',
      datetime: '2026-11-01T10:00:00Z',
      event_properties: { 'Apple Privacy Open': true },
    };
    await control(server.url, 'POST', '/events', JSON.stringify(line));
    const metrics = await expectStatus(200, 'GET', '/api/metrics', {
      query: { filter: 'equals(integration.name,"Klaviyo")' },
    });
    const opened = listAt(metrics.body, 'data').find((entry) => at(entry, 'attributes.name') === 'Opened Email');
    const events = await expectStatus(200, 'GET', '/api/events', {
      query: {
        filter: `equals(metric_id,"${textAt(opened, 'id')}"),greater-or-equal(datetime,2026-10-01T00:00:00Z)`,
        sort: 'datetime',
        'page[size]': 1000,
        include: 'profile,metric',
        'fields[profile]': 'email,external_id',
        'fields[event]': 'datetime,event_properties,uuid',
      },
    });
    expect(listAt(events.body, 'data')).toHaveLength(1);
    await expectStatus(200, 'GET', '/api/events');

    const marketing = (consent: string): object => ({ email: { marketing: { consent } } });
    const profiles = (consent: string): object => ({
      profiles: {
        data: [{ type: 'profile', attributes: { email: 'ada@example.com', subscriptions: marketing(consent) } }],
      },
    });
    const relationships = { list: { data: { type: 'list', id: list } } };
    await expectStatus(202, 'POST', '/api/profile-subscription-bulk-create-jobs', {
      body: {
        data: { type: 'profile-subscription-bulk-create-job', attributes: profiles('SUBSCRIBED'), relationships },
      },
    });
    await expectStatus(202, 'POST', '/api/profile-subscription-bulk-delete-jobs', {
      body: { data: { type: 'profile-subscription-bulk-delete-job', attributes: profiles('UNSUBSCRIBED') } },
    });
    for (const verb of ['create', 'delete']) {
      const type = `profile-suppression-bulk-${verb}-job`;
      const data = [{ type: 'profile', attributes: { email: 'ada@example.com' } }];
      await expectStatus(202, 'POST', `/api/${type}s`, {
        body: { data: { type, attributes: { profiles: { data } } } },
      });
    }
    const suppressed = await expectStatus(200, 'GET', `/api/profiles/${ada}`, {
      query: { 'additional-fields[profile]': 'subscriptions' },
    });
    expect(textAt(suppressed.body, 'data.attributes.subscriptions.email.marketing.consent')).toBe('UNSUBSCRIBED');

    await expectStatus(202, 'POST', '/api/data-privacy-deletion-jobs', {
      body: {
        data: {
          type: 'data-privacy-deletion-job',
          attributes: { profile: { data: { type: 'profile', attributes: { email: 'ada@example.com' } } } },
        },
      },
    });
    await expectStatus(204, 'DELETE', `/api/lists/${list}`);
  });

  it('fit the document on every call about webhooks', async () => {
    await expectStatus(403, 'GET', '/api/webhook-topics');
    await control(server.url, 'POST', '/webhooks', { allowed: true });
    const topics = await expectStatus(200, 'GET', '/api/webhook-topics', { query: { 'fields[webhook-topic]': 'id' } });
    const topic = textAt(topics.body, 'data.0.id');
    await expectStatus(200, 'GET', `/api/webhook-topics/${topic}`);
    const attributes = {
      name: 'Ours',
      endpoint_url: 'https://shop.example/in',
      secret_key: 'a secret of enough letters',
    };
    const relationships = { 'webhook-topics': { data: [{ type: 'webhook-topic', id: topic }] } };
    const made = await expectStatus(201, 'POST', '/api/webhooks', {
      body: { data: { type: 'webhook', attributes, relationships } },
    });
    const id = textAt(made.body, 'data.id');
    await expectStatus(200, 'GET', '/api/webhooks', {
      query: { include: 'webhook-topics', 'fields[webhook]': 'name,enabled,endpoint_url' },
    });
    await expectStatus(200, 'GET', `/api/webhooks/${id}`, { query: { include: 'webhook-topics' } });
    await expectStatus(200, 'PATCH', `/api/webhooks/${id}`, {
      body: { data: { type: 'webhook', id, attributes: { enabled: false, description: 'x' }, relationships } },
    });
    await expectStatus(204, 'DELETE', `/api/webhooks/${id}`);
    await expectStatus(404, 'GET', `/api/webhooks/${id}`);
  });

  it('fit the document on every kind of refusal', async () => {
    await control(server.url, 'POST', '/accounts', { key: 'pk_narrow', name: 'Narrow', scopes: ['lists:read'] });
    await expectStatus(401, 'GET', '/api/lists', {}, 'pk_unknown');
    await expectStatus(401, 'GET', '/api/lists', { headers: { authorization: '' } });
    await expectStatus(403, 'GET', '/api/profiles', {}, 'pk_narrow');
    await expectStatus(400, 'GET', '/api/lists', { headers: { revision: '' } });
    await expectStatus(400, 'GET', '/api/lists', { headers: { revision: '2024-10-15' } });
    await expectStatus(400, 'GET', '/api/lists', { query: { 'page[size]': 11 } });
    await expectStatus(400, 'GET', '/api/lists', { query: { filter: 'contains(name,"x")' } });
    await expectStatus(404, 'GET', '/api/lists/none');
    await expectStatus(404, 'GET', '/api/nothing-here');
    await expectStatus(405, 'PATCH', '/api/lists');
    await expectStatus(406, 'GET', '/api/lists', { headers: { accept: 'text/html' } });
    await expectStatus(415, 'POST', '/api/lists', { body: 'name=x', headers: { 'content-type': 'text/plain' } });
    await expectStatus(413, 'POST', '/api/profiles', {
      body: profileBody({ email: 'x@example.com', title: 'x'.repeat(100_001) }),
    });
    await expectStatus(400, 'POST', '/api/profile-bulk-import-jobs', {
      body: importBody([{ attributes: { email: 5 } }]),
    });
    await expectStatus(201, 'POST', '/api/profiles', { body: profileBody({ email: 'twice@example.com' }) });
    const conflict = await expectStatus(409, 'POST', '/api/profiles', {
      body: profileBody({ email: 'twice@example.com' }),
    });
    expect(textAt(conflict.body, 'errors.0.meta.duplicate_profile_id')).toMatch(/^[0-9A-Z]{26}$/);
    await control(server.url, 'POST', '/faults', { path: '/api/accounts', status: 503, times: 1 });
    await expectStatus(503, 'GET', '/api/accounts');
    await control(server.url, 'POST', '/limits', { mode: 'published' });
    await expectStatus(200, 'GET', '/api/accounts');
    await expectStatus(429, 'GET', '/api/accounts');
    await control(server.url, 'POST', '/limits', { mode: 'off' });
  });

  it('were checked for every call of the table', () => {
    const succeeded = seen.filter(({ answer }) => answer.status < 300);
    const called = new Set(succeeded.map(({ method, path }) => api.operationOf(method, path)?.operationId));
    expect(ENDPOINTS.map(({ operationId }) => operationId).filter((id) => !called.has(id))).toEqual([]);
  });

  it('would not pass with any field under another name', () => {
    let renamed = 0;
    for (const { method, path, query, answer } of seen) {
      if (answer.body === undefined || answer.status >= 300) continue;
      const texts = Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]));
      for (const body of renamings(answer.body)) {
        renamed += 1;
        const problems = api.validateResponse({ method, path, query: texts, status: answer.status, body });
        expect(problems, JSON.stringify(body)).not.toEqual([]);
      }
    }
    expect(renamed).toBeGreaterThan(500);
  });
});

/** The value with one field renamed, once for each field whose name the document fixes (not inside free-form objects). */
function* renamings(value: unknown): Generator {
  if (Array.isArray(value)) {
    // One entry of a list stands for all.
    for (const inner of renamings(value[0])) yield [inner, ...(value.slice(1) as unknown[])];
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    const { [name]: inner, ...rest } = fields;
    yield { ...rest, [`${name}_`]: inner };
    if (['properties', 'event_properties', 'integration', 'original_payload'].includes(name)) continue;
    for (const changed of renamings(inner)) yield { ...fields, [name]: changed };
  }
}
