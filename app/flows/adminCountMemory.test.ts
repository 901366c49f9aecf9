/** When a count is taken again: at once when it was quick, after a rest that follows its cost when it was not. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#app/platform/database.ts';
import { makeCountMemory } from './adminCountMemory.ts';

// Never called: a memory only tells databases apart.
const database = openDatabase({ url: 'postgresql://127.0.0.1:1/none' });
const other = openDatabase({ url: 'postgresql://127.0.0.1:1/other' });
afterAll(() => Promise.all([database.close(), other.close()]));

let elapsed = 0;
let truth = 0;
let taken = 0;
/** A count that takes so many milliseconds. */
const counting = (tookMs: number) => (): Promise<number> => {
  taken += 1;
  elapsed += tookMs;
  return Promise.resolve(truth);
};

beforeEach(() => {
  elapsed = 1_000;
  truth = 1;
  taken = 0;
});

describe('a count', () => {
  it('is taken each time while it is quick', async () => {
    const counts = makeCountMemory<number>(() => elapsed);
    expect(await counts(database, '1', counting(5))).toBe(1);
    truth = 2;
    expect(await counts(database, '1', counting(5))).toBe(2);
  });

  it('rests two hundred times as long as it took', async () => {
    const counts = makeCountMemory<number>(() => elapsed);
    await counts(database, '1', counting(50));
    truth = 2;
    elapsed += 50 * 200 - 1;
    expect(await counts(database, '1', counting(50))).toBe(1);
    elapsed += 1;
    expect(await counts(database, '1', counting(50))).toBe(2);
    expect(taken).toBe(2);
  });

  it('is kept apart by key and by database', async () => {
    const counts = makeCountMemory<number>(() => elapsed);
    await counts(database, '1', counting(50));
    truth = 2;
    expect(await counts(database, '2', counting(50))).toBe(2);
    expect(await counts(other, '1', counting(50))).toBe(2);
    expect(await counts(database, '1', counting(50))).toBe(1);
  });

  it('that fails is not remembered', async () => {
    const counts = makeCountMemory<number>(() => elapsed);
    await expect(counts(database, '1', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await counts(database, '1', counting(50))).toBe(1);
  });
});
