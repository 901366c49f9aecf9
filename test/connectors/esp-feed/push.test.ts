/** What a receiver gets and what its answers come to: signatures, ids that stay, sizes, and answers of every bad kind. */
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { espFeed } from '#connectors/esp-feed/index.ts';
import { MOST_BYTES, MOST_ROWS } from '#connectors/esp-feed/pushes.ts';
import { OVERLAP_MS, settingsShape, succeed } from '#connectors/esp-feed/settings.ts';
import type { BatchAnswer, Halt, Outcome } from '#connectors/kit/connector.ts';
import { bring, rowOf, type Place } from '../delivery.ts';
import { ENDPOINT, OTHER_SECRET, SECRET, SETTINGS, startEspWorld, type EspWorld } from './world.ts';

let world: EspWorld;
let listCount = 0;
beforeAll(async () => {
  world = await startEspWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('DELETE', '/traffic');
  await world.control('POST', '/settings', { secrets: [SECRET], mostBodyBytes: 1024 * 1024 });
});

const newPlace = (session = world.open()): Promise<Place> => world.place(`List ${(listCount += 1)}`, session);
const ADDED = 'list.members.added';

/** What an addition ends with when the receiver answers so. */
async function haltAfter(fault: object, session = world.open()): Promise<Extract<BatchAnswer, { kind: 'halted' }>> {
  const { list } = await newPlace(session);
  await world.fault({ path: `/${ADDED}`, times: 10, ...fault });
  const answer = await session.add(list, [rowOf('1')]);
  if (answer.kind !== 'halted') throw new Error(`Not halted: ${answer.kind}`);
  return answer;
}

describe('a push', () => {
  test('tells list and customers, and is signed as Standard Webhooks wants it', async () => {
    const place = await newPlace();
    const consent = { email: 'subscribed', sms: null, whatsapp: null };
    await bring(place, 'add', [rowOf('7', { phone: '+905321234567', countryCode: 'TR', consent, changedAt: 1_000 })]);
    const [call] = await world.calls(ADDED);
    expect(JSON.parse(call?.body ?? '')).toEqual({
      type: ADDED,
      timestamp: '1970-01-01T00:00:01.000Z',
      data: {
        list: { id: place.list.listId, name: place.list.name, tag: 'tag' },
        members: [
          {
            customer_id: '7',
            email: 'customer-7@shop.example',
            phone: '+905321234567',
            first_name: 'Ayşe',
            last_name: 'Yılmaz',
            locale: 'tr-TR',
            city: null,
            province: null,
            country_code: 'TR',
            consent,
            former_customer_ids: [],
            changed_at: '1970-01-01T00:00:01.000Z',
          },
        ],
      },
    });
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const signed = `${call?.id ?? ''}.${call?.timestamp ?? ''}.${call?.body ?? ''}`;
    expect(call?.signature).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(call?.path).toBe('/hooks/kesit?shop=1');
  });

  test('of who leaves tells no more than who it is', async () => {
    const place = await newPlace();
    await bring(place, 'remove', [rowOf('7')]);
    const [call] = await world.calls('list.members.removed');
    const { data } = JSON.parse(call?.body ?? '') as { data: { members: object[] } };
    expect(data.members).toEqual([{ customer_id: '7', email: 'customer-7@shop.example', changed_at: null }]);
  });

  test('has the same id when it comes again, and another once the wish has changed', async () => {
    const { list } = await newPlace();
    const row = rowOf('7', { changedAt: 5_000 });
    for (const session of [world.open(), world.open()]) await session.add(list, [row]);
    await world.open().add(list, [{ ...row, changedAt: 6_000 }]);
    const [first, second, third] = await world.calls(ADDED);
    expect(second?.id).toBe(first?.id);
    expect(third?.id).not.toBe(first?.id);
  });

  test('is not larger than allowed, however many rows there are', async () => {
    const place = await newPlace();
    const rows = Array.from({ length: 1_000 }, (_, index) => rowOf(String(index + 1), { city: 'Ş'.repeat(1_000) }));
    const outcomes = await bring(place, 'add', rows);
    expect([...outcomes.values()].every(({ kind }) => kind === 'done')).toBe(true);
    const calls = await world.calls(ADDED);
    expect(calls.length).toBeGreaterThan(3);
    for (const { bytes } of calls) expect(bytes).toBeLessThan(MOST_BYTES + 1_000);
    const [kept] = (await world.lists()).filter(({ id }) => id === place.list.listId);
    expect(kept?.members).toHaveLength(1_000);
  });

  test('is made smaller for a receiver that takes only small ones, down to the one that is too large', async () => {
    await world.control('POST', '/settings', { mostBodyBytes: 2_000 });
    const place = await newPlace();
    const rows = [1, 2, 3, 4, 5].map((id) => rowOf(String(id), id === 3 ? { city: 'x'.repeat(3_000) } : {}));
    const outcomes = await bring(place, 'add', rows);
    expect(
      [...outcomes].map(([id, outcome]) => [id, outcome.kind === 'rejected' ? outcome.code : outcome.kind]).sort(),
    ).toEqual([
      ['1', 'done'],
      ['2', 'done'],
      ['3', 'too_large'],
      ['4', 'done'],
      ['5', 'done'],
    ]);
  });
});

describe('a new signing secret', () => {
  test('and the one of before both sign until three days are over', async () => {
    const nowMs = world.nowMs();
    const entered = settingsShape.parse({ endpoint: ENDPOINT, secret: OTHER_SECRET });
    const session = world.open(succeed(SETTINGS, entered, nowMs));
    for (const [secrets, kind] of [
      [[SECRET], 'connected'],
      [[OTHER_SECRET], 'connected'],
    ] as const) {
      await world.control('POST', '/settings', { secrets });
      expect((await session.testConnection()).kind).toBe(kind);
    }
    await world.control('POST', '/settings', { secrets: [SECRET] });
    const later = world.open(succeed(SETTINGS, entered, nowMs - OVERLAP_MS - 1));
    expect(await later.testConnection()).toMatchObject({ halt: { action: 'reconnect' } });
  });

  test('has nothing to do with the one of another address', () => {
    const entered = settingsShape.parse({ endpoint: 'https://other.example/', secret: OTHER_SECRET });
    expect(succeed(SETTINGS, entered, 0)).toEqual(entered);
  });
});

describe('what a merchant enters', () => {
  test.each([
    ['no TLS', { endpoint: 'http://esp.example/' }],
    ['a password in the address', { endpoint: 'https://user:pass@esp.example/' }],
    ['no address', { endpoint: 'esp.example' }],
    ['a short secret', { secret: 'whsec_c2hvcnQ=' }],
    ['a secret of another kind', { secret: 'sk_live_0123456789012345678901234567' }],
  ])('is refused: %s', (_, change) => {
    expect(settingsShape.safeParse({ endpoint: ENDPOINT, secret: SECRET, ...change }).success).toBe(false);
  });
});

describe('an answer', () => {
  const retry = { kind: 'retry' };
  test.each([
    ['a web page', { status: 200, body: '<html>Sign in</html>' }, retry, 'unknown'],
    ['half of its JSON', { cut: 'short' }, retry, 'unknown'],
    ['an error within a success', { status: 200, body: { error: 'quota' } }, retry, 'unknown'],
    ['that breaks off', { cut: 'midway' }, retry, 'unknown'],
    ['an endless body', { status: 200, body: { note: 'x'.repeat(100_000) } }, retry, 'unknown'],
    ['a redirect', { status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, { action: 'fix-setting' }, 'no'],
    ['gone for good', { status: 410 }, { action: 'fix-setting' }, 'no'],
    ['a refusal of the key', { status: 403 }, { action: 'reconnect' }, 'no'],
    ['that there is no receiver', { status: 404 }, retry, 'no'],
    ['a failure', { status: 502, body: '<html>Bad gateway</html>' }, retry, 'unknown'],
  ] as const)('of %s says who must act', async (_, fault, halt, reached) => {
    const answer = await haltAfter(fault);
    expect(answer.halt).toMatchObject(halt satisfies Partial<Halt> | object);
    expect(answer.halt.reason).not.toBe('');
    expect(answer.reached).toBe(reached);
  });

  test('that never ends, or trickles in byte by byte, is given up after a while', async () => {
    const session = world.open({}, {}, { timeoutMs: 300 });
    const slow = await haltAfter({ trickle: { bytes: 1, everyMs: 100 } }, session);
    const silent = await haltAfter({ delayMs: 5_000 }, session);
    for (const answer of [slow, silent]) expect(answer).toMatchObject({ halt: retry, reached: 'unknown' });
  });

  test('with Retry-After, as seconds or as a date, is obeyed', async () => {
    const date = new Date(world.nowMs() + 7_200_000).toUTCString();
    for (const header of ['7200', date]) {
      const { halt } = await haltAfter({ status: 429, headers: { 'Retry-After': header } });
      expect(halt).toMatchObject({ kind: 'retry', throttled: true });
      const waitMs = halt.kind === 'retry' ? halt.notBeforeMs - world.nowMs() : 0;
      expect(Math.abs(waitMs - 7_200_000)).toBeLessThan(10_000);
      await world.control('DELETE', '/faults');
    }
  });

  test.each([
    ['limits pushes', { status: 429, headers: { 'Retry-After': '3600' } }, { kind: 'retry', throttled: true }],
    ['is gone for good', { status: 410 }, { kind: 'merchant-must-act', action: 'fix-setting' }],
  ])('that %s in the middle of a batch halts it; what was sent before is done', async (_, fault, halt) => {
    const place = await newPlace();
    const rows = Array.from({ length: MOST_ROWS + 2 }, (_row, index) => rowOf(String(index + 1)));
    await world.fault({ path: `/${ADDED}`, skip: 1, times: 1, ...fault });
    const answer = await place.session.add(place.list, rows);
    expect(answer).toMatchObject({ kind: 'halted', halt, reached: 'no' });
    const { outcomes = new Map<string, Outcome>() } = answer.kind === 'halted' ? answer : {};
    expect([...outcomes.keys()]).toEqual(rows.slice(0, MOST_ROWS).map(({ customerId }) => customerId));
    expect([...outcomes.values()].every(({ kind }) => kind === 'done')).toBe(true);
    expect(await world.calls(ADDED)).toHaveLength(2);
  });

  test('that is lost in the middle of a batch makes it come again as it was', async () => {
    const { list } = await newPlace();
    const rows = Array.from({ length: MOST_ROWS + 2 }, (_, index) => rowOf(String(index + 1), { changedAt: 5_000 }));
    await world.fault({ path: `/${ADDED}`, skip: 1, times: 1, cut: 'after' });
    const answer = await world.open().add(list, rows);
    expect(answer).toMatchObject({ kind: 'halted', reached: 'unknown' });
    expect(answer).not.toHaveProperty('outcomes');
    await world.open().add(list, rows);
    const [first, second, third, fourth] = (await world.calls(ADDED)).map(({ id }) => id);
    expect([third, fourth]).toEqual([first, second]);
  });

  test('of a plain word, or of nothing at all, is success enough', async () => {
    const { list, session } = await newPlace();
    for (const body of ['', 'ok']) {
      await world.fault({ path: `/${ADDED}`, times: 1, status: 200, body, headers: { 'Content-Type': 'text/plain' } });
      expect(await session.add(list, [rowOf('1')])).toMatchObject({ kind: 'finished' });
    }
  });

  test('that refuses customers is told without the addresses in it', async () => {
    const { list, session } = await newPlace();
    const rejected = [
      { customer_id: '2', code: 'blocked', reason: 'customer-2@shop.example is blocked' },
      { customer_id: '99', code: 'x', reason: 'nobody of this push' },
    ];
    await world.fault({ path: `/${ADDED}`, times: 1, status: 200, body: { rejected } });
    const answer = await session.add(list, [rowOf('1'), rowOf('2')]);
    expect(answer.kind === 'finished' && Object.fromEntries(answer.outcomes)).toEqual({
      1: { kind: 'done', partnerId: '1' },
      2: { kind: 'rejected', code: 'blocked', reason: '… is blocked' },
    });
  });
});

describe('a receiver', () => {
  test('refuses a push whose time is long past', async () => {
    const answer = await world.open({}, { clock: () => world.nowMs() - 3_600_000 }).testConnection();
    expect(answer).toMatchObject({ halt: { action: 'reconnect' } });
  });

  test.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://2130706433/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
  ])('in a private network is not called: %s', async (endpoint) => {
    if (typeof espFeed.address === 'string') throw new Error('Receivers have addresses of their own.');
    const context = { baseUrl: espFeed.address.standard };
    const asked = await world.open({ endpoint }, context).testConnection();
    expect(asked).toMatchObject({ halt: { kind: 'merchant-must-act', action: 'fix-setting' } });
    // Where the operator allows it, it is: nobody listens there.
    const local = endpoint.replace(/^https:\/\/(localhost|2130706433|127\.0\.0\.1)\//, 'https://$1:2/');
    if (local !== endpoint)
      expect(
        await world.open({ endpoint: local }, { ...context, mayCallPrivate: true }).testConnection(),
      ).toMatchObject({
        halt: { kind: 'retry' },
      });
  });
});
