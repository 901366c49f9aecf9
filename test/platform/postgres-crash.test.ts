/** The embedded server after the worst: killed while written to, its starter killed half way, notes left that mean nothing. */
import { spawn } from 'node:child_process';
import { access, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';
import { ask, clusterFolder, isAlive, startingProcess, untilSo } from './clusterFolders.ts';

describe('a server killed', () => {
  it('while a client writes has kept everything that was acknowledged', async () => {
    const folder = await clusterFolder();
    const first = await startPostgresCluster({ folder });
    await ask(first, 'CREATE TABLE written (n int)');
    const writer = new pg.Client({ connectionString: first.url('postgres') });
    writer.on('error', () => undefined);
    await writer.connect();
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await writer.query('INSERT INTO written VALUES ($1)', [acknowledged + 1]);
        acknowledged += 1;
      }
    })();
    writing.catch(() => undefined);
    await untilSo(() => acknowledged > 50);
    process.kill(first.processId, 'SIGKILL');
    // No wait: its children are still about when the next one starts.
    const second = await startPostgresCluster({ folder });
    await expect(writing).rejects.toThrow();
    expect(second.started).toBe(true);
    expect(second.processId).not.toBe(first.processId);
    const [row] = await ask(second, 'SELECT count(*)::int AS n, max(n) AS last FROM written');
    expect(row?.n).toBe(row?.last);
    expect(Number(row?.n)).toBeGreaterThanOrEqual(acknowledged);
  });

  it('again and again, at once after each start, comes up each time', async () => {
    const folder = await clusterFolder();
    const processIds = new Set<number>();
    for (let round = 0; round < 5; round += 1) {
      const cluster = await startPostgresCluster({ folder });
      processIds.add(cluster.processId);
      process.kill(cluster.processId, 'SIGKILL');
    }
    expect(processIds.size).toBe(5);
    expect(await ask(await startPostgresCluster({ folder }), 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

/** What a making of a cluster has got to: how many of the entries of a data folder are there. */
async function progress(folder: string): Promise<number> {
  const made = (await readdir(folder).catch(() => [])).find((name) => name.startsWith('making-'));
  if (!made) return 0;
  return (await readdir(path.join(folder, made, 'data')).catch(() => [])).length;
}

describe('a starter killed', () => {
  it.each([1, 8, 20])(
    'while it makes the cluster, at its entry %i, leaves the next start a clean way',
    async (entry) => {
      const folder = await clusterFolder();
      const { child, answer } = startingProcess(folder);
      await untilSo(async () => (await progress(folder)) >= entry);
      child.kill('SIGKILL');
      await expect(answer).rejects.toThrow();
      await expect(access(path.join(folder, 'data'))).rejects.toThrow(/ENOENT/);
      const cluster = await startPostgresCluster({ folder });
      expect(await ask(cluster, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    },
  );

  it('right after the server’s start leaves a server that others attach to', async () => {
    const folder = await clusterFolder();
    await (await startPostgresCluster({ folder })).stop();
    const { child, answer } = startingProcess(folder);
    const note = path.join(folder, 'data', 'postmaster.pid');
    await untilSo(() =>
      readFile(note, 'utf8').then(
        (text) => text.includes('\n'),
        () => false,
      ),
    );
    child.kill('SIGKILL');
    await answer.catch(() => undefined);
    const cluster = await startPostgresCluster({ folder });
    expect(cluster.started).toBe(false);
    // It was not started by us, and still its end is waited for.
    await cluster.stop();
    expect(await readdir(path.join(folder, 'data'))).not.toContain('postmaster.pid');
  });

  it('long ago, with half a data folder left, does not stand in the way', async () => {
    const folder = await clusterFolder();
    const half = path.join(folder, 'making-0123456789ab', 'data');
    await mkdir(half, { recursive: true });
    await writeFile(path.join(half, 'PG_VERSION'), '18\n');
    const cluster = await startPostgresCluster({ folder });
    expect(await ask(cluster, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect((await readdir(folder)).filter((name) => name.startsWith('making-'))).toEqual([]);
  });
});

it('a note whose process number now belongs to somebody else is not believed', async () => {
  const folder = await clusterFolder();
  const first = await startPostgresCluster({ folder });
  await ask(first, 'CREATE TABLE kept AS SELECT 1 AS n');
  const data = path.join(folder, 'data');
  const note = await readFile(path.join(data, 'postmaster.pid'), 'utf8');
  await first.stop();
  // Of the server's own user, which PostgreSQL itself would take for a running server.
  const uid = process.getuid?.() === 0 ? (await stat(data)).uid : undefined;
  const stranger = spawn('sleep', ['600'], uid === undefined ? {} : { uid, gid: uid });
  try {
    await writeFile(path.join(data, 'postmaster.pid'), note.replace(/^\d+/, String(stranger.pid)));
    const second = await startPostgresCluster({ folder });
    expect(second.processId).not.toBe(stranger.pid);
    expect(await ask(second, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await second.stop();
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
  } finally {
    stranger.kill('SIGKILL');
  }
});

it('a server that cannot start says why, from its log', async () => {
  const folder = await clusterFolder();
  await (await startPostgresCluster({ folder })).stop();
  await expect(startPostgresCluster({ folder, settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
    /did not start in .*\n[\s\S]*shared_buffers/,
  );
});
