/** The embedded server by its door: started once, attached to, moved aside, stopped only by the last, removed whole. */
import { access, chown, cp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';
import { ask, clusterFolder, isAlive, startingProcess } from './clusterFolders.ts';

describe('a cluster', () => {
  it('is made at the first start and attached to at the second', async () => {
    const folder = await clusterFolder();
    const first = await startPostgresCluster({ folder, settings: { work_mem: '5MB' } });
    const second = await startPostgresCluster({ folder });
    expect(first.started).toBe(true);
    expect(second).toMatchObject({ started: false, processId: first.processId, port: first.port });
    expect(await ask(second, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
    expect(await ask(first, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    expect((await stat(path.join(folder, 'cluster.json'))).mode & 0o077).toBe(0);
  });

  it('is one server also when four processes start it at once', async () => {
    const folder = await clusterFolder();
    const answers = await Promise.all([1, 2, 3, 4].map(() => startingProcess(folder).answer));
    expect(new Set(answers.map((answer) => `${answer.processId}:${answer.port}`)).size).toBe(1);
    expect(answers.filter((answer) => answer.started)).toHaveLength(1);
  });

  it('refuses a log-in without its password', async () => {
    const cluster = await startPostgresCluster({ folder: await clusterFolder() });
    const client = new pg.Client({ connectionString: cluster.url('postgres').replace(cluster.password, 'guess') });
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('moves to another port, and stays there, when somebody has taken its own', async () => {
    const folder = await clusterFolder();
    const first = await startPostgresCluster({ folder });
    await ask(first, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    // Whoever knocks there is sent away, so that its end waits for nobody.
    const thief = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => thief.listen(first.port, '127.0.0.1', resolve));
    const second = await startPostgresCluster({ folder });
    await new Promise((resolve) => thief.close(resolve));
    expect(second.port).not.toBe(first.port);
    expect(await ask(second, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await second.stop();
    expect((await startPostgresCluster({ folder })).port).toBe(second.port);
  });

  it('copied with its folder while it runs is another cluster', async () => {
    const folder = await clusterFolder();
    const first = await startPostgresCluster({ folder });
    await ask(first, 'CHECKPOINT');
    const copy = await clusterFolder();
    await cp(folder, copy, { recursive: true });
    const uid = (await stat(path.join(folder, 'data'))).uid;
    for (const name of [
      'data',
      ...(await readdir(path.join(copy, 'data'), { recursive: true })).map((n) => `data/${n}`),
    ])
      await chownTo(path.join(copy, name), uid);
    const second = await startPostgresCluster({ folder: copy });
    expect(second.processId).not.toBe(first.processId);
    expect(second.port).not.toBe(first.port);
    expect(await ask(second, 'SHOW data_directory')).toEqual([{ data_directory: path.join(copy, 'data') }]);
    expect(isAlive(first.processId)).toBe(true);
  });
});

async function chownTo(file: string, uid: number): Promise<void> {
  if (process.getuid?.() === 0) await chown(file, uid, uid);
}

describe('an end', () => {
  it('by the last leaves the server to whoever is connected, and stops it when nobody is', async () => {
    const folder = await clusterFolder();
    const cluster = await startPostgresCluster({ folder });
    const other = new pg.Client({ connectionString: cluster.url('postgres') });
    await other.connect();
    await cluster.stopIfIdle();
    expect((await other.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    await other.end();
    // The server lets a connection go a moment after its other end has.
    await expect
      .poll(async () => {
        await cluster.stopIfIdle();
        return isAlive(cluster.processId);
      })
      .toBe(false);
    // A second one is asked of a server that is gone, as when two processes end together.
    await Promise.all([cluster.stopIfIdle(), cluster.stop()]);
  });

  it('removes every file and process', async () => {
    const folder = await clusterFolder();
    const cluster = await startPostgresCluster({ folder });
    await cluster.remove();
    expect(isAlive(cluster.processId)).toBe(false);
    await expect(access(folder)).rejects.toThrow(/ENOENT/);
    await cluster.remove();
  });
});

describe('a folder that the server’s user may not enter', () => {
  it('has its data elsewhere, at every start the same, and nothing of it is left after removal', async () => {
    const folder = await clusterFolder(0o700);
    const first = await startPostgresCluster({ folder });
    await ask(first, 'CREATE TABLE kept AS SELECT 1 AS n');
    const [{ data_directory: data } = { data_directory: '' }] = await ask(first, 'SHOW data_directory');
    await first.stop();
    const [second, third] = await Promise.all([startPostgresCluster({ folder }), startPostgresCluster({ folder })]);
    expect(third.processId).toBe(second.processId);
    expect(await ask(second, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    // Only root has to give the server to another user, who may then be shut out.
    if (process.getuid?.() === 0) {
      expect(data).not.toBe(path.join(folder, 'data'));
      expect(await readFile(path.join(folder, 'relocated'), 'utf8')).toBe(path.dirname(String(data)));
    }
    await second.remove();
    await expect(access(path.dirname(String(data)))).rejects.toThrow(/ENOENT/);
    await expect(access(folder)).rejects.toThrow(/ENOENT/);
  });
});

it('data whose password file is lost is told, not overwritten', async () => {
  const folder = await clusterFolder();
  const cluster = await startPostgresCluster({ folder });
  await cluster.stop();
  await rm(path.join(folder, 'cluster.json'));
  await expect(startPostgresCluster({ folder })).rejects.toThrow(/cluster\.json is missing/);
  await access(path.join(folder, 'data', 'PG_VERSION'));
});
