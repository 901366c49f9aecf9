/** Group commit: companions of a bad item are written all the same, limits hold, and answers come in time. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeBells } from '#app/ingest/bells.ts';
import { isDatabaseAway } from '#app/ingest/databaseAway.ts';
import { makeGroupCommit, type GroupCommit, type GroupCommitLimits } from '#app/ingest/groupCommit.ts';
import { makeInboxWriter, type Delivery } from '#app/ingest/inboxWriter.ts';
import type { ShopId } from '#app/platform/database.ts';
import { systemClock } from '#app/platform/clock.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';

const limits: GroupCommitLimits = {
  groupItems: 10,
  groupBytes: 1_000,
  writesAtOnce: 2,
  heldBytes: 1_000_000,
  answerMs: 20_000,
};

interface Item {
  number: number;
  bytes: number;
  isBad?: boolean;
}

/** An error as the driver gives it. */
const errorOf = (code: string, severity?: string): Error =>
  Object.assign(new Error(code), { code, ...(severity === undefined ? {} : { severity }) });

/** A store in memory that refuses any group with a bad item, and notes what it was asked. */
function makeStore(changed: Partial<GroupCommitLimits> = {}): {
  commit: GroupCommit<Item>;
  written: number[];
  groups: Item[][];
  mostAtOnce: () => number;
  gate: { open: () => void };
  close: () => void;
} {
  const written: number[] = [];
  const groups: Item[][] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let opened: Promise<void> = Promise.resolve();
  const gate = { open: (): void => undefined };
  const commit = makeGroupCommit<Item>({
    clock: systemClock,
    limits: { ...limits, ...changed },
    sizeOf: ({ bytes }) => bytes,
    isAway: isDatabaseAway,
    onFailure: () => undefined,
    async write(items) {
      groups.push([...items]);
      mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
      await opened;
      atOnce -= 1;
      if (items.some(({ isBad }) => isBad)) throw errorOf('22021', 'ERROR');
      written.push(...items.map(({ number }) => number));
    },
  });
  return {
    commit,
    written,
    groups,
    gate,
    mostAtOnce: () => mostAtOnce,
    close() {
      opened = new Promise((resolve) => (gate.open = resolve));
    },
  };
}

describe('a group', () => {
  it('is written without its bad items, whichever they are, and each other item once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 400 }), isBad: fc.boolean() }), { maxLength: 60 }),
        async (shapes) => {
          const { commit, written, groups, mostAtOnce } = makeStore();
          const items = shapes.map((shape, number) => ({ ...shape, number }));
          const outcomes = await Promise.all(items.map((item) => commit.add(item)));
          expect(outcomes).toEqual(items.map(({ isBad }) => (isBad ? 'refused' : 'written')));
          expect(written.toSorted((a, b) => a - b)).toEqual(
            items.filter(({ isBad }) => !isBad).map(({ number }) => number),
          );
          expect(mostAtOnce()).toBeLessThanOrEqual(limits.writesAtOnce);
          for (const group of groups) {
            expect(group.length).toBeLessThanOrEqual(limits.groupItems);
            const beforeLast = group.slice(0, -1).reduce((sum, { bytes }) => sum + bytes, 0);
            expect(beforeLast).toBeLessThan(limits.groupBytes);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes an item larger than a group may be', async () => {
    const { commit } = makeStore();
    expect(await commit.add({ number: 1, bytes: 50_000 })).toBe('written');
  });

  it('is all that gathered while the writes before were under way', async () => {
    const store = makeStore({ writesAtOnce: 1 });
    store.close();
    const first = store.commit.add({ number: 0, bytes: 1 });
    await vi.waitFor(() => expect(store.groups).toHaveLength(1));
    const others = Array.from({ length: 9 }, (_, index) => store.commit.add({ number: index + 1, bytes: 1 }));
    store.gate.open();
    await Promise.all([first, ...others]);
    expect(store.groups.map((group) => group.length)).toEqual([1, 9]);
  });
});

describe('an item', () => {
  it('is turned away when too much is held, and taken again when there is room', async () => {
    const store = makeStore({ heldBytes: 100 });
    store.close();
    const held = store.commit.add({ number: 1, bytes: 80 });
    expect(await store.commit.add({ number: 2, bytes: 30 })).toBe('full');
    store.gate.open();
    expect(await held).toBe('written');
    await vi.waitFor(async () => expect(await store.commit.add({ number: 3, bytes: 30 })).toBe('written'));
  });

  it('is answered in time when the store does not end, under way or waiting', async () => {
    const store = makeStore({ answerMs: 150, writesAtOnce: 1 });
    store.close();
    const underWay = store.commit.add({ number: 1, bytes: 1 });
    await vi.waitFor(() => expect(store.groups).toHaveLength(1));
    const waiting = store.commit.add({ number: 2, bytes: 1 });
    expect(await Promise.all([underWay, waiting])).toEqual(['away', 'away']);
    store.gate.open();
    expect(await store.commit.add({ number: 3, bytes: 1 })).toBe('written');
    expect(store.written).toEqual([1, 3]);
  });

  it('is turned away after the close, which waits for those before it', async () => {
    const store = makeStore();
    const before = store.commit.add({ number: 1, bytes: 1 });
    const closing = store.commit.close();
    expect(await store.commit.add({ number: 2, bytes: 1 })).toBe('full');
    await closing;
    expect(store.written).toEqual([1]);
    expect(await before).toBe('written');
  });
});

describe('a failure', () => {
  it.each([
    ['a text that cannot be stored', errorOf('22021', 'ERROR'), false],
    ['a broken rule of the table', errorOf('23514', 'ERROR'), false],
    ['two writes that wait for each other', errorOf('40P01', 'ERROR'), false],
    ['a server that stops', errorOf('57P01', 'FATAL'), true],
    ['a full disk', errorOf('53100', 'ERROR'), true],
    ['a database that is not there', errorOf('3D000', 'FATAL'), true],
    ['a refused connection', errorOf('ECONNREFUSED'), true],
    ['a broken pipe', errorOf('EPIPE'), true],
    ['a driver that waited too long', new Error('Query read timeout'), true],
  ])('of %s is laid to the right side', (_, error, isAway) => {
    expect(isDatabaseAway(error)).toBe(isAway);
  });
});

describe('the inbox', () => {
  let database: TestDatabase;
  let shopId: ShopId;
  beforeAll(async () => {
    database = await testDatabase();
    shopId = await database.makeShop();
  });

  it('takes a group without the row that PostgreSQL refuses', async () => {
    const bells = makeBells({ clock: systemClock, ring: () => Promise.resolve(), onFailure: () => undefined });
    const commit = makeGroupCommit<Delivery>({
      clock: systemClock,
      limits: { ...limits, groupItems: 200, groupBytes: 1_000_000 },
      sizeOf: ({ body }) => body.length,
      isAway: isDatabaseAway,
      onFailure: () => undefined,
      write: makeInboxWriter(database.web, bells),
    });
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        commit.add({
          shopId,
          deliveryId: `row-${number}`,
          eventId: null,
          // A text with a NUL is one that PostgreSQL cannot hold.
          topic: number === 61 ? 'orders\0create' : 'orders/create',
          apiVersion: '2026-10',
          triggeredAt: null,
          body: Buffer.from(`{"number":${number}}`),
        }),
      ),
    );
    expect(
      outcomes.map((outcome, number) => (outcome === 'written' ? '' : `${number} ${outcome}`)).filter(Boolean),
    ).toEqual(['61 refused']);
    const { rows } = await database.worker.inShop(shopId, (sql) =>
      sql.query<{ delivery_id: string; body: Buffer }>('SELECT delivery_id, body FROM inbox WHERE shop_id = $1', [
        shopId,
      ]),
    );
    expect(rows).toHaveLength(99);
    for (const row of rows) expect(row.body.toString()).toBe(`{"number":${row.delivery_id.slice(4)}}`);
    await Promise.all([commit.close(), bells.close()]);
  });
});
