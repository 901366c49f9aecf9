/**
 * Holds every request that the Klaviyo connector makes, and its table of limits, to Klaviyo's own OpenAPI document. The requests are
 * recorded by the stand-in while the connector does everything it can do.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMPORT_BYTES, OPERATIONS, REVISION } from '#connectors/klaviyo/limits.ts';
import { bring, pullAll, rowOf } from '#test/connectors/delivery.ts';
import { startKlaviyoWorld, type KlaviyoWorld, type RecordedCall } from '#test/connectors/klaviyo/world.ts';
import { loadKlaviyoOpenApi, type KlaviyoOpenApi } from './openapi.ts';

const folder = process.env.KESIT_REFERENCE_DIR;
if (folder === undefined || folder === '')
  throw new Error('KESIT_REFERENCE_DIR names the folder with the vendor’s documents.');

let api: KlaviyoOpenApi;
let world: KlaviyoWorld;
let calls: RecordedCall[];

beforeAll(async () => {
  api = loadKlaviyoOpenApi(folder);
  world = await startKlaviyoWorld({ trafficBodyBytes: IMPORT_BYTES });
  await doEverything();
  calls = await world.calls();
});
afterAll(() => world.close());

/** Each path through the connector that makes a request of another form. */
async function doEverything(): Promise<void> {
  const session = await world.open();
  await session.testConnection();
  const place = await world.place('VIP "gold"', 'vip');
  await session.ensureList('VIP "gold"', place.list.listId);
  await session.labelList?.(place.list.listId);
  await session.renameList(place.list.listId, 'VIP');

  const rows = Array.from({ length: 150 }, (_, index) =>
    rowOf(String(index + 1), index % 2 === 0 ? {} : { lastName: null }),
  );
  const withGone = [...rows, rowOf('500', { partnerId: '01GONEGONEGONEGONEGONEGONE' })];
  const added = await bring(place, 'add', withGone);
  const known = rows.map((row) => {
    const outcome = added.get(row.customerId);
    return { ...row, partnerId: outcome?.kind === 'done' ? (outcome.partnerId ?? null) : null };
  });
  await bring(place, 'add', known);

  const figures = { orderCount: 2, totalSpend: { amount: 12.5, currency: 'TRY' }, rfmGroup: null } as const;
  await bring(place, 'add', [rowOf('1', { figures })]);

  const failing = { first: 120, code: 'invalid', detail: 'No.' };
  await world.fault({ method: 'POST', path: '/api/profile-bulk-import-jobs', times: 1, rows: failing });
  await bring(place, 'add', known);
  // An import whose count does not add up is read profile by profile.
  const accepted = await session.add(place.list, known);
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
  await world.advance(5000);
  await session.poll(accepted.handle, known.slice(1));

  await session.settle(world.nowMs());
  await bring(place, 'remove', [...known.slice(0, 5), rowOf('7'), rowOf('90000')]);

  const leaving = { customerIds: ['1'], emails: ['a@example.com'], phones: ['+905321112233'], partnerIds: [] };
  const answer = await session.erase(leaving);
  if (answer.kind !== 'requested') throw new Error(answer.kind);
  await session.checkErasure(leaving);

  await world.control('POST', '/webhooks', { allowed: true });
  const wanted = { name: 'Kesit: shop', address: 'https://kesit.example/in', secret: 's'.repeat(32) };
  const made = await session.webhooks?.make(wanted, null);
  if (made?.kind !== 'made') throw new Error(made?.kind);
  await session.webhooks?.look(made.webhookId);
  await session.webhooks?.remove(wanted.name, made.webhookId);

  const events = Array.from({ length: 1100 }, (_, index) => ({
    external_id: '1',
    metric: 'Opened Email',
    datetime: new Date(world.nowMs() - index * 1000).toISOString(),
  }));
  await world.control('POST', '/events', events.map((event) => JSON.stringify(event)).join('\n'));
  await pullAll(session, null, world.nowMs() - 86_400_000);
}

describe('the requests of the Klaviyo connector', () => {
  test('include every call of its table', () => {
    const made = new Set(calls.map(({ operationId }) => operationId));
    expect(OPERATIONS.map(({ id }) => id).filter((id) => !made.has(id))).toEqual([]);
  });

  test('fit Klaviyo’s document', () => {
    const problems = calls.flatMap(({ method, path, query, headers, body }) =>
      api.validateRequest({ method, path, query, headers, body }),
    );
    expect(problems).toEqual([]);
  });

  test('would not fit with a wrong field, parameter, filter or path', () => {
    const imported = calls.find(({ operationId }) => operationId === 'bulk_import_profiles');
    const read = calls.find(({ operationId }) => operationId === 'get_events');
    if (imported === undefined || read === undefined) throw new Error('A call is missing.');
    expect(api.validateRequest(imported)).toEqual([]);
    expect(api.validateRequest(read)).toEqual([]);

    const text = JSON.stringify(imported.body);
    for (const [right, wrong] of [
      ['"external_id"', '"externalId"'],
      ['"patch_properties"', '"patch_property"'],
      ['"lists"', '"list"'],
      ['"profile-bulk-import-job"', '"profile-import-job"'],
    ] as const) {
      expect(text).toContain(right);
      const body = JSON.parse(text.replaceAll(right, wrong)) as unknown;
      expect(api.validateRequest({ ...imported, body }), wrong).not.toEqual([]);
    }
    const wrongQueries = [
      { ...read.query, 'page[sizes]': '10' },
      { ...read.query, 'fields[event]': 'date' },
      { ...read.query, filter: 'equals(metric,"X")' },
      { ...read.query, sort: 'time' },
    ];
    for (const query of wrongQueries)
      expect(api.validateRequest({ ...read, query }), JSON.stringify(query)).not.toEqual([]);
    expect(api.validateRequest({ ...read, path: '/api/event' })).not.toEqual([]);
    expect(api.validateRequest({ ...read, headers: { revision: '2020-01-01' } })).not.toEqual([]);
  });
});

describe('the connector’s table of limits', () => {
  test('is of the document’s revision', () => {
    expect(REVISION).toBe(api.revision);
  });

  test.each(OPERATIONS)('has the published figures of $id', ({ id, method, path, perSecond, perMinute, perDay }) => {
    const published = api.operations.find((operation) => operation.operationId === id);
    expect(published).toMatchObject({ method, path });
    expect(published?.rateLimit).toEqual({
      burst: `${perSecond}/s`,
      steady: `${perMinute}/m`,
      ...(perDay === undefined ? {} : { daily: `${perDay}/d` }),
    });
  });
});
