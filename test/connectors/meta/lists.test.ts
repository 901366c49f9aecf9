/** The check of a connection, and audiences found, made, and looked at. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { settingsShape } from '#connectors/meta/settings.ts';
import { rowOf } from '../delivery.ts';
import { ACCESS_TOKEN, ACCOUNT_ID, startMetaWorld, type MetaWorld } from './world.ts';

let world: MetaWorld;
beforeAll(async () => {
  world = await startMetaWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('POST', '/accounts', {
    id: ACCOUNT_ID,
    tosAccepted: true,
    valueTosAccepted: true,
    blocked: false,
  });
  await world.control('POST', '/tokens', { token: ACCESS_TOKEN });
  await world.switches({ audienceLimit: 500, creationDelayMs: 0 });
});

async function ready(name: string, knownId: string | null = null): Promise<string> {
  const answer = await world.open().ensureList(name, knownId);
  if (answer.kind !== 'ready') throw new Error(answer.halt.reason);
  return answer.listId;
}

async function make(name: string, rest: object = {}): Promise<string> {
  const made = await world.api('POST', `/act_${ACCOUNT_ID}/customaudiences`, {
    name,
    subtype: 'CUSTOM',
    customer_file_source: 'USER_PROVIDED_ONLY',
    ...rest,
  });
  return String(made.id);
}

const haltOf = async (answer: Promise<object>): Promise<object> => {
  const said = await answer;
  if (!('halt' in said)) throw new Error(JSON.stringify(said));
  return said.halt as object;
};

describe('the settings', () => {
  const token = { accessToken: ` ${ACCESS_TOKEN} `, basis: 'consent', limitedDataUse: 'off' };

  test.each(['1234567890', 'act_1234567890', ' ACT_1234567890 '])('take the ad account %s', (adAccountId) => {
    expect(settingsShape.parse({ ...token, adAccountId })).toEqual({
      accessToken: ACCESS_TOKEN,
      adAccountId: 'act_1234567890',
      appSecret: '',
      basis: 'consent',
      limitedDataUse: 'off',
    });
  });

  test('can be read again as they were kept', () => {
    const kept = settingsShape.parse({ ...token, adAccountId: '1234567890', appSecret: 'abcdef0123456789' });
    expect(settingsShape.parse(kept)).toEqual(kept);
  });

  test.each([
    { accessToken: 'short' },
    { adAccountId: 'shop' },
    { adAccountId: undefined },
    { appSecret: 'with space' },
    // Nothing is matched before the merchant has said on what basis.
    { basis: '' },
    { limitedDataUse: '' },
  ])('are refused when they cannot be right: %j', (given) => {
    expect(settingsShape.safeParse({ ...token, adAccountId: '1234567890', ...given }).success).toBe(false);
  });
});

describe('the check of a connection', () => {
  test('tells the name of the ad account', async () => {
    const connected = { kind: 'connected', accountId: `act_${ACCOUNT_ID}`, accountName: 'Demo shop' };
    expect(await world.open().testConnection()).toEqual(connected);
  });

  test('asks a person of the business to accept the terms, and says where', async () => {
    await world.control('POST', '/accounts', { id: ACCOUNT_ID, tosAccepted: false });
    const halt = await haltOf(world.open().testConnection());
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'accept-terms' });
    expect(JSON.stringify(halt)).toContain(`/customaudiences/tos/?act=${ACCOUNT_ID}`);
  });

  test('asks for another token when this one may only read', async () => {
    await world.control('POST', '/tokens', { token: ACCESS_TOKEN, permissions: ['ads_read'] });
    const halt = await haltOf(world.open().testConnection());
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'reconnect' });
    expect(JSON.stringify(halt)).toContain('ads_management');
  });

  test.each(['expired', 'invalidated', 'deauthorised'])('asks for another token when this one is %s', async (state) => {
    await world.control('POST', `/tokens/${ACCESS_TOKEN}`, { state });
    const halt = await haltOf(world.open().testConnection());
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'reconnect' });
  });

  test('says that there is no such ad account', async () => {
    const halt = await haltOf(world.open({ adAccountId: 'act_99999' }).testConnection());
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'fix-setting' });
  });

  test('asks for the right app secret', async () => {
    const halt = await haltOf(world.open({ appSecret: 'ffffffffffffffff' }).testConnection());
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'reconnect' });
    expect(JSON.stringify(halt)).toContain('app secret');
  });

  test('stops at an account that Meta has blocked', async () => {
    await world.control('POST', '/accounts', { id: ACCOUNT_ID, blocked: true });
    const halt = await haltOf(world.open().testConnection());
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'fix-setting' });
  });
});

describe('an audience', () => {
  test.each(['Plain', 'Quoted "VIP"', 'İstanbul & Şişli + 50%', '[{"field"'])(
    'is found again by the name %s',
    async (name) => {
      const id = await ready(name);
      expect(await ready(name)).toBe(id);
      expect((await world.audiences()).filter((audience) => audience.name === name)).toHaveLength(1);
    },
  );

  test('is made with a description that says nothing of the people in it', async () => {
    const id = await ready('Segment with a name');
    const [call] = (await world.calls('POST', '/customaudiences')).slice(-1);
    expect(call?.body).toMatchObject({
      name: 'Segment with a name',
      subtype: 'CUSTOM',
      customer_file_source: 'USER_PROVIDED_ONLY',
      description: 'Customers of the shop, kept up to date by Kesit.',
    });
    expect(id).toMatch(/^\d+$/);
  });

  test('is the oldest of its name', async () => {
    const oldest = await make('Twice');
    await world.advance(2000);
    await make('Twice');
    expect(await ready('Twice')).toBe(oldest);
  });

  test('is found among more than one page of its name', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 23; count += 1) ids.push(await make('Many'));
    await world.control('DELETE', '/traffic');
    expect(ids.slice(0, 1)).toContain(await ready('Many'));
    expect(await world.calls('GET', '/customaudiences')).toHaveLength(2);
  });

  test('that the merchant has renamed stays the same', async () => {
    const id = await ready('Before');
    await world.api('POST', `/${id}`, { name: 'After' });
    expect(await ready('Before', id)).toBe(id);
    expect((await world.audiences()).some(({ name }) => name === 'Before')).toBe(false);
  });

  test('that is gone is found by its name or made again', async () => {
    const id = await ready('Gone');
    await world.api('DELETE', `/${id}`);
    const other = await make('Gone');
    expect(await ready('Gone', id)).toBe(other);
  });

  test('by value is not taken for a plain one of the same name', async () => {
    const plain = await ready('Worth');
    const answer = await world.open().ensureList('Worth', null, true, 'by value');
    if (answer.kind !== 'ready') throw new Error(answer.halt.reason);
    expect(answer.listId).not.toBe(plain);
    expect(await ready('Worth')).toBe(plain);
    expect((await world.audiences()).find(({ id }) => id === answer.listId)).toMatchObject({ valueBased: true });
  });

  test('that is not seen everywhere yet is not made a second time', async () => {
    await world.switches({ creationDelayMs: 60_000 });
    const id = await ready('Fresh');
    const session = world.open();
    expect(await session.add({ listId: id, tag: 'x' }, [rowOf('1')])).toMatchObject({ halt: { kind: 'list-gone' } });
    expect(await ready('Fresh', id)).toBe(id);
    await world.advance(60_000);
    expect(await session.add({ listId: id, tag: 'x' }, [rowOf('1')])).toMatchObject({ kind: 'finished' });
    expect((await world.audiences()).filter(({ name }) => name === 'Fresh')).toHaveLength(1);
  });

  test('too many is told as that, and not as a fault of ours', async () => {
    const there = (await world.audiences()).length;
    for (let count = there; count < 500; count += 1) await make(`Filler ${count}`);
    const halt = await haltOf(world.open().ensureList('One too many', null));
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'fix-setting' });
    expect(JSON.stringify(halt)).toContain('500');
  });

  test('of a name that Meta objects to is told to the merchant, and so is one whose owner is gone', async () => {
    await world.switches({ audienceLimit: 1000 });
    const flagged = await make('People with diabetes');
    const fix = { kind: 'merchant-must-act', action: 'fix-setting' };
    expect(await haltOf(world.open().ensureList('People with diabetes', null))).toMatchObject(fix);
    expect(await haltOf(world.open().ensureList('Another', flagged))).toMatchObject(fix);
    expect(await haltOf(world.open().add({ listId: flagged, tag: 'x' }, [rowOf('1')]))).toMatchObject(fix);
    const orphan = await ready('Orphan');
    await world.control('POST', `/audiences/${orphan}`, { status: 470 });
    expect(await haltOf(world.open().ensureList('Orphan', orphan))).toMatchObject(fix);
  });

  test('is asked for in smaller pages when Meta finds them too large', async () => {
    await world.switches({ audienceLimit: 1000 });
    const tooLarge = { status: 500, code: 1, message: "Please reduce the amount of data you're asking for" };
    await world.fault({ method: 'GET', path: '/act_*/customaudiences', times: 1, ...tooLarge });
    await world.control('DELETE', '/traffic');
    await ready('Small pages');
    expect((await world.calls('GET', '/customaudiences')).map(({ query }) => query.limit)).toEqual(['20', '10']);
  });
});

describe('the report of an audience', () => {
  const reportOf = async (listId: string): Promise<object> => {
    const answer = await world.open().readList(listId);
    if (answer.kind !== 'read') throw new Error(answer.halt.reason);
    return answer.report;
  };

  test('tells size, state and use', async () => {
    await world.switches({ audienceLimit: 1000 });
    const { session, list } = await world.place('Reported');
    expect(await reportOf(list.listId)).toMatchObject({
      name: 'Reported',
      size: null,
      state: 'ready',
      operationCode: 410,
      delivery: 'too-small',
      objections: [],
    });
    await session.add(
      list,
      Array.from({ length: 1500 }, (_, index) => rowOf(String(50_000 + index))),
    );
    const report = await reportOf(list.listId);
    expect(report).toMatchObject({ state: 'ready', operationCode: 200, delivery: 'usable' });
    expect(report).toHaveProperty('size.atLeast', 1500);
    expect(report).toHaveProperty('changedAt', expect.any(Number));
  });

  test('tells what Meta objects to', async () => {
    await world.switches({ audienceLimit: 1000 });
    const id = await make('High income');
    expect(await reportOf(id)).toMatchObject({ state: 'blocked', delivery: 'unusable', objections: ['name'] });
  });

  test('of one that is gone says so', async () => {
    expect(await world.open().readList('987654321')).toMatchObject({ kind: 'halted', halt: { kind: 'list-gone' } });
  });
});
