/** Lists as files on an SFTP server, through the doors of the admin: when they are written, what is in them, and what becomes of failures. */
import { createHash } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectPartner } from '#app/flows/adminConnections.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import { steerConnection } from '#app/flows/destinations/steerConnection.ts';
import { dueWork } from '#app/store/bells.ts';
import { startSftp, type RunningSftp } from '#sandbox/sftp/server.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold } from './webhooks.ts';

const CONNECTION = 1;
const PASSWORD = 'correct horse';

let database: TestDatabase;
let server: RunningSftp;
let shop: SegmentedShop;
let segmentId: number;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  server = await startSftp({ user: 'kesit', password: PASSWORD });
  shop = await segmentedShop(database, { destinations: false, mayCallPrivate: true });
  await buyers(1, 2);
  const [segment] = await shop.rows(
    `SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = 'repeat-buyers'`,
  );
  segmentId = Number(segment?.segment_id);
});
afterEach(() => server.close());

const connect = (change: Record<string, string> = {}): ReturnType<typeof connectPartner> =>
  connectPartner(shop.services, shop.shopId, 'sftp', {
    host: '127.0.0.1',
    port: String(server.port),
    user: 'kesit',
    password: PASSWORD,
    fingerprint: server.fingerprint,
    folder: '/in',
    fileName: '{list}',
    hour: '03',
    format: 'csv',
    columns: 'customer_id=id',
    ...change,
  });
const run = (): Promise<void> => deliver(shop.services, shop.shopId, CONNECTION);
const connection = async (): Promise<Row> => (await shop.rows('SELECT * FROM connection WHERE shop_id = $1'))[0] ?? {};
const list = async (): Promise<Row> => (await shop.rows('SELECT * FROM destination WHERE shop_id = $1'))[0] ?? {};
const file = (): string | undefined => server.files.contents.get('/in/kesit-repeat-buyers-1.csv')?.toString();

async function switchTo(enabled: boolean): Promise<void> {
  await switchDestination(shop.services, shop.shopId, { segmentId, connectionId: CONNECTION, enabled });
  await placeShop(shop.services, shop.shopId);
}

/** Customers who may be written to, with two orders each. */
async function buyers(...ids: number[]): Promise<void> {
  const at = shop.time.now - 40 * DAY_MS;
  await shop.tell(
    ...ids.flatMap((id) => [
      customerTold(id, { updatedAt: at }),
      consentTold(id, 'subscribed', at),
      ...[0, 1].map((index) => orderTold(id * 100 + index, { customerId: id, at })),
    ]),
  );
}

/** Lets the time pass to when the connection is due next, and runs. */
async function nextRun(): Promise<void> {
  const { files_due_at: hour, retry_at: retry } = await connection();
  shop.time.now = Math.max(Number(hour), Number(retry)) + 1;
  const bells = await dueWork(database.worker, shop.time.now, 0);
  expect(bells.filter((bell) => bell.shopId === shop.shopId && bell.task === 'deliver')).not.toEqual([]);
  await run();
}

describe('a list that goes as a file', () => {
  beforeEach(async () => {
    expect(await connect()).toMatchObject({ ok: true, accountName: 'kesit@127.0.0.1' });
    await run();
    await switchTo(true);
  });

  it('is written whole at the hour, and its size and sum are noted', async () => {
    await run();
    expect(file()).toBeUndefined();
    await nextRun();
    const text = 'id\r\n1\r\n2\r\n';
    expect(file()).toBe(text);
    expect(await list()).toMatchObject({
      last_file: {
        fileName: 'kesit-repeat-buyers-1.csv',
        at: shop.time.now,
        written: { rowCount: 2, byteCount: text.length, sha256: createHash('sha256').update(text).digest('hex') },
        problem: null,
      },
    });
    const states = await shop.rows('SELECT DISTINCT state, acknowledged FROM placement WHERE shop_id = $1');
    expect(states).toEqual([{ state: 'settled', acknowledged: true }]);
  });

  it('is written every day, also when nobody came or left, and follows who does', async () => {
    await nextRun();
    server.files.contents.clear();
    await nextRun();
    expect(file()).toBe('id\r\n1\r\n2\r\n');
    await shop.tell(consentTold(2, 'unsubscribed', shop.time.now));
    await buyers(3);
    await run();
    expect(file()).toBe('id\r\n1\r\n2\r\n');
    await nextRun();
    expect(file()).toBe('id\r\n1\r\n3\r\n');
  });

  it('is written at once when the merchant wants it, and not while additions are paused', async () => {
    await steerConnection(shop.services, shop.shopId, CONNECTION, { what: 'run-now' });
    await run();
    expect(file()).toBe('id\r\n1\r\n2\r\n');
    await buyers(3);
    shop.time.now += 1_000;
    await steerConnection(shop.services, shop.shopId, CONNECTION, { what: 'pause' });
    await steerConnection(shop.services, shop.shopId, CONNECTION, { what: 'run-now' });
    await run();
    expect(file()).toBe('id\r\n1\r\n2\r\n');
    await steerConnection(shop.services, shop.shopId, CONNECTION, { what: 'resume' });
    await run();
    expect(file()).toBe('id\r\n1\r\n2\r\n3\r\n');
  });

  it('is written once more, empty, when it is switched off', async () => {
    await nextRun();
    await switchTo(false);
    await nextRun();
    expect(file()).toBe('id\r\n');
    server.files.contents.clear();
    await nextRun();
    expect(file()).toBeUndefined();
  });

  it('is tried again after a failure that is told in words, and then made good', async () => {
    server.faults = { fullAfterBytes: 3 };
    await nextRun();
    expect(file()).toBeUndefined();
    expect(await list()).toMatchObject({ last_file: { written: null, problem: expect.stringContaining('disk') } });
    expect(await connection()).toMatchObject({ status: 'active', failures: 1 });
    server.faults = {};
    await nextRun();
    expect(file()).toBe('id\r\n1\r\n2\r\n');
    expect(await connection()).toMatchObject({ failures: 0, status_reason: null });
    expect(await list()).toMatchObject({ last_file: { problem: null } });
  });

  it('is noted of the server it was written to alone, when another is entered meanwhile', async () => {
    const { files_due_at: hour } = await connection();
    shop.time.now = Number(hour) + 1;
    server.faults = { writeDelayMs: 4_000 };
    const running = run();
    await expect.poll(() => server.files.history.length, { timeout: 30_000 }).toBeGreaterThan(0);
    server.faults = {};
    expect(await connect({ folder: '/in', fileName: 'other-{list}' })).toMatchObject({ ok: true });
    await running;
    expect(await list()).toMatchObject({ last_file: null });
    expect(await shop.rows('SELECT DISTINCT state FROM placement WHERE shop_id = $1')).toEqual([{ state: 'pending' }]);
  });

  it('stops, and asks the merchant to act, when the server shows another key', async () => {
    const { port } = server;
    await server.close();
    server = await startSftp({ user: 'kesit', password: PASSWORD, port });
    await nextRun();
    expect(server.logins()).toBe(0);
    expect(await connection()).toMatchObject({
      status: 'reconnect',
      status_reason: expect.stringContaining('another key'),
    });
  });
});

describe('the form of the connection', () => {
  it('tells the key of a server that was not confirmed yet, and keeps nothing', async () => {
    const answer = await connect({ fingerprint: '' });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'refused', field: 'fingerprint' }] });
    expect(answer.ok ? '' : answer.problems[0]?.detail).toContain(server.fingerprint);
    expect(await connection()).toEqual({});
  });

  it('wants a password or a private key', async () => {
    expect(await connect({ password: '' })).toMatchObject({ problems: [{ code: 'malformed', field: 'password' }] });
  });
});
