/** `POST /events` through a real server: what is left out or refused, how much is taken, and a database that is away. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { siteEventNames } from '#app/core/siteEvents/names.ts';
import { makeEventsDoor } from '#app/ingest/events.ts';
import { openDatabase } from '#app/platform/database.ts';
import { dayMs, eventsStage, minuteMs } from './eventsStage.ts';
import { listen } from './listeningServer.ts';

const stage = eventsStage();

describe('an instant', () => {
  it('too far ahead or too long ago leaves its event out, and only that', async () => {
    const at = (offsetMs: number): Record<string, unknown> =>
      stage.event({ timestamp: new Date(stage.time.now + offsetMs).toISOString() });
    const events = [at(5 * minuteMs + 1), at(5 * minuteMs), at(-30 * dayMs), at(-30 * dayMs - 1)];
    expect(await stage.post({ account: stage.account, events })).toMatchObject({
      status: 202,
      body: {
        accepted: 2,
        refused: [
          { index: 0, reason: 'in-the-future' },
          { index: 3, reason: 'too-old' },
        ],
      },
    });
    expect(await Promise.all(events.map(async ({ id }) => (await stage.rowOf(id)) !== undefined))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('robots', () => {
  it.each(['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'curl/8.5.0'])(
    '%s: everything is left out',
    async (agentName) => {
      const sent = stage.event();
      expect(await stage.post({ account: stage.account, events: [sent] }, { 'User-Agent': agentName })).toMatchObject({
        status: 202,
        body: { accepted: 0, refused: [{ index: 0, reason: 'bot' }] },
      });
      expect(await stage.rowOf(sent.id)).toBeUndefined();
    },
  );
});

describe('what is refused', () => {
  it.each<[string, (valid: Record<string, unknown>) => unknown, string]>([
    ['no JSON', () => '{', 'The body is not JSON.'],
    ['no object', () => [], 'The body is not an object.'],
    ['no account', () => ({ events: [stage.event()] }), 'account is not a text of 1 to 128 printable characters.'],
    ['no events', () => ({ account: stage.account }), 'events is not a list of at least one event.'],
    ['an empty list', () => ({ account: stage.account, events: [] }), 'events is not a list of at least one event.'],
    [
      '51 events',
      () => ({ account: stage.account, events: Array.from({ length: 51 }, () => stage.event()) }),
      'events has more than 50 events.',
    ],
    [
      'an event that is none',
      (valid) => ({ account: stage.account, events: [valid, 7] }),
      'events[1] is not an object.',
    ],
    [
      'an unknown name',
      (valid) => ({ account: stage.account, events: [valid, stage.event({ name: 'clicked' })] }),
      `events[1].name is not one of ${siteEventNames.join(', ')}.`,
    ],
    [
      'no id',
      () => ({ account: stage.account, events: [stage.event({ id: undefined })] }),
      'events[0].id is not a text of 1 to 128 printable characters.',
    ],
    [
      'a blank in an id',
      () => ({ account: stage.account, events: [stage.event({ id: 'a b' })] }),
      'events[0].id is not a text of 1 to 128 printable characters.',
    ],
    [
      'no visitor',
      () => ({ account: stage.account, events: [stage.event({ clientId: 5 })] }),
      'events[0].clientId is not a text of 1 to 128 printable characters.',
    ],
    [
      'no instant',
      () => ({ account: stage.account, events: [stage.event({ timestamp: 'yesterday' })] }),
      'events[0].timestamp is not an ISO 8601 instant.',
    ],
    [
      'a year of no calendar',
      () => ({ account: stage.account, events: [stage.event({ timestamp: '0000-01-01T00:00:00Z' })] }),
      'events[0].timestamp is not an ISO 8601 instant.',
    ],
    [
      'a customer that is no id',
      () => ({ account: stage.account, events: [stage.event({ customerId: '12a' })] }),
      'events[0].customerId is not an id.',
    ],
    [
      'an address that is no text',
      () => ({ account: stage.account, events: [stage.event({ email: {} })] }),
      'events[0].email is not text.',
    ],
    [
      'a wish without a product',
      () => ({ account: stage.account, events: [stage.event({ name: 'kesit:wishlist_added' })] }),
      'events[0].data.productId is not an id.',
    ],
    [
      'a review of six stars',
      () => ({
        account: stage.account,
        events: [stage.event({ name: 'kesit:review_submitted', data: { productId: '7', rating: 6 } })],
      }),
      'events[0].data.rating is not a whole number from 1 to 5.',
    ],
    [
      'a score of ten and a half',
      () => ({ account: stage.account, events: [stage.event({ name: 'kesit:nps_submitted', data: { score: 10.5 } })] }),
      'events[0].data.score is not a whole number from 0 to 10.',
    ],
    [
      'data that is no object',
      () => ({ account: stage.account, events: [stage.event({ data: 'x' })] }),
      'events[0].data is not an object.',
    ],
  ])('%s: 400, and says what is wrong; nothing is kept', async (_, make, error) => {
    const valid = stage.event();
    expect(await stage.post(make(valid))).toMatchObject({ status: 400, body: { error } });
    expect(await stage.rowOf(valid.id)).toBeUndefined();
  });

  it('an account nobody has: 404', async () => {
    expect((await stage.post({ account: randomUUID(), events: [stage.event()] })).status).toBe(404);
  });

  it('the account of a shop that has removed the app: 404', async () => {
    const removed = await stage.database.makeShop();
    await stage.database.worker.inShop(removed, (sql) =>
      sql.query(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`, [removed]),
    );
    expect((await stage.post({ account: await stage.accountOf(removed), events: [stage.event()] })).status).toBe(404);
  });

  it('another method: 405; another type: 415; more than 64 KB: 413', async () => {
    expect(await stage.post('', {}, { method: 'GET' })).toMatchObject({
      status: 405,
      headers: { allow: 'POST, OPTIONS' },
    });
    expect(
      (await stage.post({ account: stage.account, events: [stage.event()] }, { 'Content-Type': 'text/html' })).status,
    ).toBe(415);
    expect((await stage.post('x'.repeat(64 * 1024 + 1))).status).toBe(413);
  });
});

describe('the measure', () => {
  it('of a visitor: 429 with the time to wait, nothing of the post is kept, others are not concerned', async () => {
    const visitor = randomUUID();
    const posts = (count: number): unknown => ({
      account: stage.account,
      events: Array.from({ length: count }, () => stage.event({ clientId: visitor })),
    });
    expect((await stage.post(posts(50))).status).toBe(202);
    expect(await stage.post(posts(20))).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    expect(
      (await stage.post({ account: stage.account, events: [stage.event({ clientId: 'somebody-else' })] })).status,
    ).toBe(202);
    stage.time.now += 10_000;
    expect((await stage.post(posts(20))).status).toBe(202);
  });

  it('of a shop: 429, also for a visitor who sent nothing yet; other shops are not concerned', async () => {
    const crowd = (): unknown => ({
      account: stage.account,
      events: Array.from({ length: 50 }, () => stage.event({ clientId: randomUUID() })),
    });
    const replies = await Promise.all(Array.from({ length: 6 }, () => stage.post(crowd())));
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 429, 429]);
    const other = await stage.accountOf(await stage.database.makeShop());
    expect((await stage.post({ account: other, events: [stage.event()] })).status).toBe(202);
    stage.time.now += 3_000;
    expect((await stage.post(crowd())).status).toBe(202);
  });

  it('of look-ups for accounts nobody has: 429 in the end; known shops are not concerned', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 21; i += 1)
      statuses.push((await stage.post({ account: randomUUID(), events: [stage.event()] })).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 404), 429]);
    expect((await stage.post({ account: stage.account, events: [stage.event()] })).status).toBe(202);
  });
});

it('answers 503 with Retry-After while the database is away', async () => {
  const nowhere = openDatabase({ url: 'postgresql://kesit_web:x@127.0.0.1:1/none' });
  const away = makeEventsDoor({ database: nowhere, clock: () => stage.time.now, log: pino({ level: 'silent' }) });
  const awayPort = await listen(away.handle);
  expect(await stage.post({ account: stage.account, events: [stage.event()] }, {}, { at: awayPort })).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5', 'access-control-allow-origin': '*' },
  });
  await away.close();
  await nowhere.close();
});
