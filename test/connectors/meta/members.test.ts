/** Customers who join an audience and leave it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cellOf } from '#connectors/meta/hash.ts';
import { bring, rowOf } from '../delivery.ts';
import { ACCOUNT_ID, startMetaWorld, type MetaWorld } from './world.ts';

let world: MetaWorld;
beforeAll(async () => {
  world = await startMetaWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('DELETE', '/traffic');
  await world.control('POST', '/accounts', {
    id: ACCOUNT_ID,
    removalFloor: null,
    tosAccepted: true,
    valueTosAccepted: true,
  });
});

const rowsOf = (...ids: string[]): ReturnType<typeof rowOf>[] => ids.map((id) => rowOf(id));

interface SentSession {
  session_id: string | number;
  batch_seq: number;
  last_batch_flag: boolean;
}

describe('customers who join', () => {
  test('go by hashes, and no name or address leaves the shop', async () => {
    const place = await world.place('Hashes');
    const row = rowOf('101', { phone: '+905321234567', city: 'Ankara', province: 'Ankara', countryCode: 'TR' });
    await bring(place, 'add', [row]);
    expect(await world.members(place.list.listId)).toEqual([
      { extern_id: '101', email: cellOf('EMAIL', row.email), phone: cellOf('PHONE', row.phone), value: null },
    ]);
    const [call] = await world.calls('POST', '/users');
    expect(JSON.stringify(call?.body)).not.toMatch(/ayşe|shop\.example|5321234567|ankara/i);
    expect(call?.body).toMatchObject({ session: { batch_seq: 1, last_batch_flag: true, estimated_num_total: 1 } });
  });

  test('are told under our own id, which is the partner’s too', async () => {
    const place = await world.place('Ids');
    expect(await bring(place, 'add', rowsOf('111'))).toEqual(new Map([['111', { kind: 'done', partnerId: '111' }]]));
  });

  test('of every call belong to another upload session', async () => {
    const place = await world.place('Sessions');
    for (const id of ['121', '122']) await bring(place, 'add', rowsOf(id));
    await bring(place, 'remove', rowsOf('121'));
    const calls = [...(await world.calls('POST', '/users')), ...(await world.calls('DELETE', '/users'))];
    const ids = calls.map(({ body }) => String((body as { session: SentSession }).session.session_id));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(Number(id)).toBeLessThan(2 ** 53);
  });

  test('who cannot be sent cost no call', async () => {
    const { session, list } = await world.place('Nobody');
    const answer = await session.add(list, [rowOf('131', { email: null })]);
    expect(answer.kind === 'finished' && answer.outcomes.get('131')).toMatchObject({ kind: 'rejected' });
    expect(await world.calls('POST', '/users')).toEqual([]);
  });

  test('more than ten thousand go in several calls of one session', async () => {
    const place = await world.place('Large');
    const rows = Array.from({ length: 10_001 }, (_, index) => rowOf(String(200_000 + index)));
    const outcomes = await bring(place, 'add', rows);
    expect(outcomes.size).toBe(10_001);
    expect((await world.memberIds(place.list.listId)).size).toBe(10_001);
    expect(await world.calls('POST', '/users')).toHaveLength(2);
  });

  test('whom Meta has not received all go again', async () => {
    const { session, list } = await world.place('Short');
    await world.fault({
      method: 'POST',
      path: '/*/users',
      times: 1,
      status: 200,
      body: { num_received: 1, num_invalid_entries: 0 },
    });
    const answer = await session.add(list, rowsOf('141', '142'));
    const kinds = answer.kind === 'finished' ? [...answer.outcomes.values()].map(({ kind }) => kind) : [];
    expect(kinds).toEqual(['retry', 'retry']);
  });

  test('with cells that Meta cannot read are told to the log, by their number only', async () => {
    const lines: string[] = [];
    const log = (fields: object): void => void lines.push(JSON.stringify(fields));
    const place = await world.place('Unreadable', world.open({}, { log: { info: log, warn: log } }));
    const body = {
      num_received: 1,
      num_invalid_entries: 1,
      invalid_entry_samples: { '["ayse@shop.example"]': 'No hash.' },
    };
    await world.fault({ method: 'POST', path: '/*/users', times: 1, status: 200, body });
    await bring(place, 'add', rowsOf('151'));
    expect(lines.join()).toContain('"invalidCount":1');
    expect(lines.join()).not.toContain('@');
  });

  test('are marked for limited use of their data when the shop wants it', async () => {
    const place = await world.place('Limited use', world.open({ limitedDataUse: 'on' }));
    await bring(place, 'add', rowsOf('161', '162'));
    const audience = (await world.audiences()).find(({ id }) => id === place.list.listId);
    expect(audience).toMatchObject({ count: 2, rowsLimitedUse: 2 });
  });

  test('of an audience by value carry what they are worth', async () => {
    const session = world.open();
    const ready = await session.ensureList('Worth', null, true, 'by value');
    if (ready.kind !== 'ready') throw new Error(ready.halt.reason);
    const list = { listId: ready.listId, tag: 'worth', kind: 'by value' } as const;
    const rows = [rowOf('171', { value: 1250.5 }), rowOf('172')];
    expect(await session.add(list, rows)).toMatchObject({ kind: 'finished' });
    const worth = (await world.members(list.listId)).map(({ extern_id: id, value }) => [id, value]);
    expect(worth).toEqual([
      ['171', 1250.5],
      ['172', 0],
    ]);
  });

  test.each([
    ['custom', { tosAccepted: false }, 'plain'],
    ['value', { valueTosAccepted: false }, 'by value'],
  ] as const)('wait until the %s terms are accepted', async (_what, terms, kind) => {
    await world.control('POST', '/accounts', { id: ACCOUNT_ID, ...terms });
    const answer = await world.open().ensureList(`Without terms ${kind}`, null, true, kind);
    expect(answer).toMatchObject({ halt: { kind: 'merchant-must-act', action: 'accept-terms' } });
  });
});

describe('customers who leave', () => {
  test('go by the id alone when their address may not be told any more', async () => {
    const place = await world.place('By id');
    await bring(place, 'add', rowsOf('301', '302'));
    await bring(place, 'remove', [rowOf('301', { email: null, firstName: null, lastName: null })]);
    expect(await world.memberIds(place.list.listId)).toEqual(new Set(['302']));
  });

  test('go by their address when Meta has forgotten the id', async () => {
    const place = await world.place('Forgotten id');
    await bring(place, 'add', rowsOf('311', '312'));
    await world.advance(91 * 86_400_000);
    await bring(place, 'remove', rowsOf('311'));
    expect(await world.memberIds(place.list.listId)).toEqual(new Set(['312']));
  });

  test('take those with them whose heirs they are', async () => {
    const place = await world.place('Heirs');
    await bring(place, 'add', rowsOf('321', '322', '323'));
    await bring(place, 'remove', [rowOf('323', { formerIds: ['321'] })]);
    expect(await world.memberIds(place.list.listId)).toEqual(new Set(['322']));
  });

  test('stay for a day when Meta does not let the audience become so small, and nothing else stops', async () => {
    const place = await world.place('Too small');
    await bring(place, 'add', rowsOf('331', '332'));
    await world.control('POST', '/accounts', { id: ACCOUNT_ID, removalFloor: 2 });
    const before = world.nowMs();
    const outcome = (await bring(place, 'remove', rowsOf('331'))).get('331');
    expect(outcome).toMatchObject({ kind: 'retry' });
    expect(outcome?.kind === 'retry' && outcome.notBeforeMs).toBeGreaterThanOrEqual(before + 86_400_000);
    expect((await bring(place, 'add', rowsOf('333'))).get('333')).toMatchObject({ kind: 'done' });
    expect((await bring(place, 'remove', rowsOf('331'))).get('331')).toMatchObject({ kind: 'done' });
  });

  test('are done although they were never there', async () => {
    const place = await world.place('Strangers');
    expect([...(await bring(place, 'remove', rowsOf('341'))).values()]).toEqual([{ kind: 'done', partnerId: '341' }]);
  });
});

test('Whoever asks after a batch is told that there is none', async () => {
  expect(await world.open().poll(null, [])).toMatchObject({ kind: 'halted', halt: { kind: 'our-bug' } });
});
