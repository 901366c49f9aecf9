/** Bells: a quiet shop is rung for at once, a busy one once a moment, and nobody who is owed a bell goes without. */
import { describe, expect, it, vi } from 'vitest';
import { makeBells } from '#app/ingest/bells.ts';

let now = 0;
const setUp = (ring: (shopIds: number[]) => Promise<void> = () => Promise.resolve()) => {
  const rung: number[][] = [];
  const failures: unknown[] = [];
  const bells = makeBells({
    clock: () => now,
    apartMs: 20,
    onFailure: (error) => void failures.push(error),
    ring: async (shopIds) => {
      await ring(shopIds);
      rung.push(shopIds);
    },
  });
  return { bells, rung, failures };
};

describe('a shop', () => {
  it('gets its bell with the write while writes are far apart', () => {
    const { bells } = setUp();
    now = 1_000;
    expect(bells.claim([1, 2, 1])).toEqual([1, 2]);
    now += 20;
    expect(bells.claim([1])).toEqual([1]);
  });

  it('rung for a moment ago is passed over, and gets its bell after the write', async () => {
    const { bells, rung } = setUp();
    expect(bells.claim([1])).toEqual([1]);
    now += 5;
    expect(bells.claim([1, 3])).toEqual([3]);
    bells.owe([1]);
    await vi.waitFor(() => expect(rung).toEqual([[1]]));
  });

  it('owed several bells gets one', async () => {
    const { bells, rung } = setUp();
    for (let i = 0; i < 50; i += 1) bells.owe([7, 8]);
    await vi.waitFor(() => expect(rung).toEqual([[7, 8]]));
    await bells.close();
    expect(rung).toEqual([[7, 8]]);
  });

  it('gets its bell in the end, when ringing fails at first', async () => {
    let failuresLeft = 2;
    const { bells, rung, failures } = setUp(() => {
      failuresLeft -= 1;
      return failuresLeft >= 0 ? Promise.reject(new Error('away')) : Promise.resolve();
    });
    bells.owe([4]);
    await vi.waitFor(() => expect(rung).toEqual([[4]]));
    expect(failures).toHaveLength(2);
  });

  it('that became owed while a bell was on its way gets another', async () => {
    const underWay: (() => void)[] = [];
    const { bells, rung } = setUp(() => new Promise((resolve) => void underWay.push(resolve)));
    bells.owe([5]);
    await vi.waitFor(() => expect(underWay).toHaveLength(1));
    bells.owe([5]);
    underWay[0]?.();
    await vi.waitFor(() => expect(underWay).toHaveLength(2));
    underWay[1]?.();
    await vi.waitFor(() => expect(rung).toEqual([[5], [5]]));
  });
});

it('the close rings for all who are owed, and gives up when it cannot', async () => {
  const { bells, rung } = setUp();
  bells.owe([1, 2]);
  await bells.close();
  expect(rung).toEqual([[1, 2]]);
  const dead = setUp(() => Promise.reject(new Error('away')));
  dead.bells.owe([1]);
  await dead.bells.close();
  expect(dead.rung).toEqual([]);
});
