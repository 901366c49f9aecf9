/** A list replaced whole at Meta: when it is, that strangers go and nobody else, and what becomes of it when something happens meanwhile. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { changeDestination } from '#app/flows/destinations/changeDestination.ts';
import { meta } from '#connectors/meta/index.ts';
import { startMetaWorld, type MetaWorld } from '#test/connectors/meta/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, metaShop, type MetaShop } from './metaShop.ts';
import { consentTold, customerDeleted } from './webhooks.ts';

const LIST = 'repeat-buyers';
const REPLACE = { method: 'POST', path: '/*/usersreplace' };
const MINUTE_MS = 60_000;

let database: TestDatabase;
let world: MetaWorld;
let shop: MetaShop;
let listId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await startMetaWorld();
  // So that a list takes several batches.
  meta.limits.addRows = 3;
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  await world.switches({ replaceWorkMs: 0, replaceFailures: 0 });
  shop = await metaShop(database, world);
  await shop.customers([1, 2, 3, 4, 5, 6, 7, 8], 2);
  await shop.switchTo(LIST, true);
  await shop.rest();
  listId = await shop.listId(LIST);
  await world.control('DELETE', '/traffic');
});

const sendWhole = async (): Promise<unknown> =>
  changeDestination(shop.services, shop.shopId, await shop.destinationId(LIST), { what: 'send-whole' });
const members = async (): Promise<string[]> => [...(await world.memberIds(listId))].sort();
const paths = async (): Promise<string[]> =>
  (await world.calls())
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.split('/').at(-1) ?? ''}`);
/** Of each batch: its number, and whether it was the last. */
const batches = async (): Promise<[number, boolean][]> =>
  (await world.calls('POST', '/usersreplace')).map(({ body }) => {
    const { session } = body as { session: { batch_seq: number; last_batch_flag: boolean } };
    return [session.batch_seq, session.last_batch_flag];
  });

/** Somebody in the audience of whom we know nothing, and one of ours who is not there any more. */
async function drift(): Promise<void> {
  const row = (id: string): string[] => [id, `${'0'.repeat(60)}${id.padStart(4, '0')}`];
  await world.api('POST', `/${listId}/users`, { payload: { schema: ['EXTERN_ID', 'EMAIL'], data: [row('99')] } });
  await world.api('DELETE', `/${listId}/users`, { payload: { schema: ['EXTERN_ID', 'EMAIL'], data: [row('5')] } });
  await world.control('DELETE', '/traffic');
}

/** One run, in which something happens while the batch of that number waits for its turn. */
async function during(batch: number, happens: () => Promise<void>): Promise<void> {
  await world.fault({ ...REPLACE, skip: batch - 1, times: 1, status: 400, code: 80_003 });
  let hasHappened = false;
  const wait = async (delayMs: number): Promise<void> => {
    if (!hasHappened) {
      hasHappened = true;
      await happens();
    }
    await world.advance(delayMs);
  };
  await deliver({ ...shop.services, wait }, shop.shopId, CONNECTION);
  expect(hasHappened).toBe(true);
}

const expectSettled = async (): Promise<void> => {
  expect(
    await shop.rows(
      `SELECT p.customer_id FROM placement p WHERE shop_id = $1 AND (state <> 'settled' OR acknowledged IS DISTINCT FROM desired)`,
    ),
  ).toEqual([]);
  expect(await shop.rows('SELECT replacing, hold, send_whole FROM destination WHERE shop_id = $1')).toEqual([
    { replacing: null, hold: null, send_whole: false },
  ]);
  expect(await shop.rows('SELECT 1 FROM partner_job WHERE shop_id = $1')).toEqual([]);
};

const ALL = ['1', '2', '3', '4', '5', '6', '7', '8'];

describe('a list that is sent whole once more', () => {
  it('is replaced in one session, so that strangers are out and nobody is missing', async () => {
    await drift();
    expect(await members()).toContain('99');
    await sendWhole();
    await shop.rest();
    expect(await members()).toEqual(ALL);
    expect(await batches()).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(await paths()).toEqual(['POST usersreplace', 'POST usersreplace', 'POST usersreplace']);
    await expectSettled();
  });

  it('is closed although its last batch was full', async () => {
    await shop.customers([9], 2);
    await shop.rest();
    await world.control('DELETE', '/traffic');
    await sendWhole();
    await shop.rest();
    expect((await batches()).at(-1)).toEqual([4, true]);
    expect(await members()).toEqual([...ALL, '9']);
    await expectSettled();
  });

  it('keeps being told of changes when the first fill and changes are', async () => {
    await shop.customers([9], 2);
    await shop.rest();
    expect(await paths()).toEqual(['POST users']);
  });

  it('waits for Meta to be done with it before anything else is sent', async () => {
    await world.switches({ replaceWorkMs: 5 * MINUTE_MS });
    await drift();
    await sendWhole();
    await deliver(shop.services, shop.shopId, CONNECTION);
    expect(await shop.rows('SELECT replacing, hold FROM destination WHERE shop_id = $1')).toEqual([
      { replacing: 'closed', hold: 'replacing' },
    ]);
    await shop.tell(consentTold(2, 'unsubscribed', world.nowMs()));
    await deliver(shop.services, shop.shopId, CONNECTION);
    expect((await paths()).filter((path) => path.endsWith('users'))).toEqual([]);
    await shop.rest();
    expect(await members()).toEqual(ALL.filter((id) => id !== '2'));
    await expectSettled();
  });

  it('is brought to its segment by changes when Meta did not replace it', async () => {
    await world.switches({ replaceFailures: 1 });
    await drift();
    await sendWhole();
    await shop.rest();
    expect(await members()).toEqual([...ALL, '99']);
    await expectSettled();
  });

  it('is emptied by changes when nobody is to be in it', async () => {
    await shop.switchTo(LIST, false);
    await sendWhole();
    await shop.rest();
    expect(await members()).toEqual([]);
    expect(await batches()).toEqual([]);
    await expectSettled();
  });
});

describe('a list of which nobody knows who is in it', () => {
  it('is replaced when it is found by its name', async () => {
    await drift();
    // As after the app was taken off and installed again.
    await shop.rows(
      `WITH gone AS (UPDATE destination SET partner_list_id = NULL WHERE shop_id = $1)
       UPDATE placement SET acknowledged = false, state = 'pending' WHERE shop_id = $1 RETURNING 1`,
    );
    await shop.rest();
    expect(await shop.listId(LIST)).toBe(listId);
    expect(await members()).toEqual(ALL);
    expect(new Set(await paths())).toEqual(new Set(['POST usersreplace']));
    await expectSettled();
  });
});

describe('who withdraws the consent, or is erased, during a replacement', () => {
  it('is not sent any more', async () => {
    await sendWhole();
    await during(2, () => shop.tell(consentTold(8, 'unsubscribed', world.nowMs()), customerDeleted(7, world.nowMs())));
    expect(await members()).toEqual(ALL.slice(0, 6));
    await shop.rest();
    expect(await members()).toEqual(ALL.slice(0, 6));
    expect((await paths()).filter((path) => path === 'DELETE users')).toEqual([]);
    await expectSettled();
  });

  it('is taken out right after it, if they had been sent', async () => {
    await sendWhole();
    await during(2, () => shop.tell(consentTold(1, 'unsubscribed', world.nowMs()), customerDeleted(2, world.nowMs())));
    await deliver(shop.services, shop.shopId, CONNECTION);
    expect(await members()).toEqual(ALL.slice(2));
    await shop.rest();
    await expectSettled();
  });
});

describe('a replacement that is cut off', () => {
  it.each([2, 3])(
    'by a crash in batch %i ends with everybody in their place, and withdrawn consents out',
    async (batch) => {
      await sendWhole();
      const crash = during(batch, () => Promise.reject(new Error('killed')));
      await expect(crash).rejects.toThrow('killed');
      await shop.tell(consentTold(1, 'unsubscribed', world.nowMs()), consentTold(8, 'unsubscribed', world.nowMs()));
      await shop.customers([9], 2);
      await deliver(shop.services, shop.shopId, CONNECTION);
      await shop.rest();
      expect(await members()).toEqual(['2', '3', '4', '5', '6', '7', '9']);
      await expectSettled();
    },
  );

  it('by the end of its window is closed with those who went, and the others are added', async () => {
    await drift();
    await sendWhole();
    await during(2, () => world.advance(85 * MINUTE_MS));
    await shop.rest();
    expect((await batches()).at(-1)?.[0]).toBeLessThan(4);
    expect(await members()).toEqual(ALL);
    await expectSettled();
  });

  it('keeps no removal of another list waiting', async () => {
    await shop.customers([20], 8);
    await shop.switchTo('vip', true);
    await shop.rest();
    await sendWhole();
    await expect(during(2, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    await shop.tell(consentTold(20, 'unsubscribed', world.nowMs()));
    // The limit that the batch met is over, and the replacement is not.
    await world.advance(6 * MINUTE_MS);
    await deliver(shop.services, shop.shopId, CONNECTION);
    expect(await world.memberIds(await shop.listId('vip'))).toEqual(new Set());
    await shop.rest();
    expect(await members()).toEqual(ALL);
  });
});
