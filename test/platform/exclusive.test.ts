/** A lock across processes: one holder, told when it is lost, free again whatever became of the holder. */
import { expect, it } from 'vitest';
import { openDatabase } from '#app/platform/database.ts';
import { exclusively, type Lost } from '#app/platform/exclusive.ts';
import { testDatabase } from '#test/support/database.ts';
import { untilSo } from './clusterFolders.ts';

const SPACE = 91;
const { worker, owner, urls } = await testDatabase();

interface Holding {
  lost: Lost;
  /** Lets the work end. */
  end(): void;
  done: Promise<string | undefined>;
}

/** Takes a lock and holds it until told. */
async function hold(key: string, database = worker): Promise<Holding> {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let done: Holding['done'] = Promise.resolve(undefined);
  const lost = await new Promise<Lost>((resolve, reject) => {
    done = exclusively(database, SPACE, key, async (isLost) => {
      resolve(isLost);
      await ended;
      return 'worked';
    });
    done.then((answer) => answer ?? reject(new Error('somebody holds it')), reject);
  });
  return { lost, end, done };
}

const tryIt = (key: string, space = SPACE): Promise<string | undefined> =>
  exclusively(worker, space, key, () => Promise.resolve('worked'));

it('a second one does not work while the first does, and may afterwards', async () => {
  const first = await hold('one');
  expect(await tryIt('one')).toBeUndefined();
  expect(first.lost()).toBe(false);
  first.end();
  expect(await first.done).toBe('worked');
  expect(await tryIt('one')).toBe('worked');
});

it('another key, and the same key of another kind, are other locks', async () => {
  const first = await hold('two');
  expect(await tryIt('three')).toBe('worked');
  expect(await tryIt('two', SPACE + 1)).toBe('worked');
  first.end();
  await first.done;
});

it('is free after work that throws', async () => {
  const failing = exclusively(worker, SPACE, 'four', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await tryIt('four')).toBe('worked');
});

it('is lost, and free for others, when the holder’s connection is cut; the holder’s pool goes on', async () => {
  const mine = openDatabase({ url: urls.worker, applicationName: 'holder', maxConnections: 1 });
  try {
    const first = await hold('five', mine);
    await owner.query(`SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                       WHERE application_name = 'holder' AND datname = current_database()`);
    await untilSo(() => first.lost());
    const second = await hold('five');
    // The end of the first, late, does not take the lock from the second.
    first.end();
    expect(await first.done).toBe('worked');
    expect(await tryIt('five')).toBeUndefined();
    second.end();
    await second.done;
    expect((await mine.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  } finally {
    await mine.close();
  }
});

it('of ten that try at once, one works at a time', async () => {
  let working = 0;
  let most = 0;
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      exclusively(worker, SPACE, 'six', async () => {
        most = Math.max(most, (working += 1));
        await worker.query('SELECT 1');
        working -= 1;
        return true;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(answers).toContain(true);
});
