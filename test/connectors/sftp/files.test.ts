/** Files on an SFTP server: whole or not at all, only to the server whose key was confirmed, and every failure in words. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sftp as connector } from '#connectors/sftp/index.ts';
import type { FileDoor, PartnerSession } from '#connectors/kit/connector.ts';
import { makeSession } from '#connectors/sftp/session.ts';
import { settingsShape, type SftpSettings } from '#connectors/sftp/settings.ts';
import { makeKey, startSftp, type RunningSftp, type SftpOptions } from '#sandbox/sftp/server.ts';
import { partnerContext } from '../context.ts';

const PASSWORD = 'correct horse';
let server: RunningSftp;
beforeEach(async () => {
  server = await startSftp({ user: 'kesit', password: PASSWORD });
});
afterEach(() => server.close());

async function restart(options: SftpOptions): Promise<void> {
  const { port } = server;
  await server.close();
  server = await startSftp({ port, ...options });
}

const settingsOf = (change: Record<string, string>): SftpSettings =>
  settingsShape.parse({
    host: '127.0.0.1',
    port: String(server.port),
    user: 'kesit',
    password: PASSWORD,
    fingerprint: server.fingerprint,
    folder: '/in',
    hour: '03',
    format: 'csv',
    ...change,
  });

async function open(change: Record<string, string> = {}, mayCallPrivate = true): Promise<PartnerSession> {
  const context = partnerContext('', () => 1_000, { mayCallPrivate });
  return connector.open(settingsOf(change), context);
}

/** A session that gives a server up which lets nothing happen for a while. */
const openImpatient = (stallMs: number): PartnerSession =>
  makeSession(
    settingsOf({}),
    partnerContext('', () => 1_000, { mayCallPrivate: true }),
    { stallMs },
  );

async function write(text: string, change: Record<string, string> = {}): ReturnType<FileDoor['write']> {
  const { files } = await open(change);
  if (!files) throw new Error('The connector takes no files.');
  return files.write('list-1.csv', inPieces(text));
}

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 20_000) yield await Promise.resolve(bytes.subarray(at, at + 20_000));
}

const TEXT = 'customer_id,first_name\r\n' + '1,Ayşe\r\n'.repeat(20_000);
const names = (): string[] => [...server.files.contents.keys()];

describe('a file', () => {
  test('arrives whole, under its own name, with the sum and the size that are told', async () => {
    expect(await write(TEXT)).toEqual({
      kind: 'written',
      byteCount: Buffer.byteLength(TEXT),
      sha256: createHash('sha256').update(TEXT).digest('hex'),
    });
    expect(server.files.contents.get('/in/list-1.csv')?.toString()).toBe(TEXT);
    expect(names()).toEqual(['/in/list-1.csv']);
  });

  test('is written under another name first', async () => {
    await write(TEXT);
    expect(server.files.history).toHaveLength(2);
    expect(server.files.history[0]).toMatch(/^\/in\/\.list-1\.csv\.[0-9a-f]{8}\.part$/);
    expect(server.files.history[1]).toBe('/in/list-1.csv');
  });

  test.each([false, true])('replaces the one of before, also where servers cannot at once: %s', async (plainRename) => {
    server.faults = { plainRename };
    await write('old');
    await write('new');
    expect(server.files.contents.get('/in/list-1.csv')?.toString()).toBe('new');
    expect(names()).toHaveLength(1);
  });

  test('arrives from a slow server, too', async () => {
    server.faults = { writeDelayMs: 20 };
    expect(await write(TEXT)).toMatchObject({ kind: 'written' });
  });

  test('may take longer than a server may stand still, as long as it moves', async () => {
    server.faults = { writeDelayMs: 500 };
    expect(await openImpatient(3_000).files?.write('list-1.csv', inPieces(TEXT))).toMatchObject({ kind: 'written' });
  });

  test('may be written with a key instead of a password', async () => {
    const privateKey = makeKey();
    await restart({ user: 'kesit', privateKey });
    expect(await write('x', { password: '', privateKey })).toMatchObject({ kind: 'written' });
  });
});

describe('when it goes wrong, the file of before stays, and it is said who must act', () => {
  beforeEach(() => write('old'));

  test.each([
    ['a full disk', { fullAfterBytes: 50_000 }, { kind: 'retry', reason: expect.stringContaining('disk') }],
    ['a cut in the middle', { cutAfterBytes: 50_000 }, { kind: 'retry', reason: expect.stringContaining('broke') }],
    [
      'a closed folder',
      { readOnly: true },
      { action: 'fix-setting', reason: expect.stringContaining('may not write') },
    ],
  ])('%s', async (_, faults, halt) => {
    server.faults = faults;
    expect(await write(TEXT)).toMatchObject({ kind: 'halted', halt });
    expect(server.files.contents.get('/in/list-1.csv')?.toString()).toBe('old');
  });

  test.each(['login', 'write'] as const)(
    'a server that is alive and lets nothing happen from the %s on',
    async (stall) => {
      server.faults = { stall };
      const stalled = {
        kind: 'halted',
        halt: { kind: 'retry', reason: expect.stringContaining('let nothing happen') },
      };
      expect(await openImpatient(1_500).files?.write('list-1.csv', inPieces(TEXT))).toMatchObject(stalled);
      expect(await openImpatient(1_500).testConnection()).toMatchObject(stalled);
      expect(server.files.contents.get('/in/list-1.csv')?.toString()).toBe('old');
    },
  );

  test.each([
    ['no file', /./],
    ['only the old file', /\.part$/],
  ])('a server that replaces nothing, where %s may be renamed', async (_, renameDenied) => {
    server.faults = { plainRename: true, renameDenied };
    const halt = { action: 'fix-setting', reason: expect.stringContaining('rename') };
    expect(await write('new')).toMatchObject({ kind: 'halted', halt });
    expect(names()).toEqual(['/in/list-1.csv']);
    expect(server.files.contents.get('/in/list-1.csv')?.toString()).toBe('old');
  });

  test('a cut while files are renamed leaves both whole, and the next run one', async () => {
    server.faults = { plainRename: true, cutAtRename: /\.part$/ };
    expect(await write('new')).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    expect([...server.files.contents.values()].map(String)).toContain('old');
    server.faults = { plainRename: true };
    await write('newer');
    expect(server.files.contents.get('/in/list-1.csv')?.toString()).toBe('newer');
    expect([...server.files.contents.values()].map(String)).not.toContain('old');
  });

  test('half a file is cleared away where that is possible', async () => {
    server.faults = { fullAfterBytes: 50_000 };
    await write(TEXT);
    expect(names()).toEqual(['/in/list-1.csv']);
  });

  test('an error of ours while the list is read is ours', async () => {
    const { files } = await open();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('half'));
      throw new Error('the database is away');
    }
    await expect(files?.write('list-1.csv', broken())).rejects.toThrow('the database is away');
    expect(names()).toEqual(['/in/list-1.csv']);
  });
});

describe('a connection', () => {
  /** @param field Which setting is blamed; none where it may be any of several. */
  const halted = (action: string, words: string, field?: string): object => ({
    kind: 'halted',
    halt: {
      kind: 'merchant-must-act',
      action,
      reason: expect.stringContaining(words),
      ...(field === undefined ? {} : { field }),
    },
  });

  test('is one to a folder in which a file can be made', async () => {
    expect(await (await open()).testConnection()).toMatchObject({ kind: 'connected', accountName: 'kesit@127.0.0.1' });
    expect(names()).toEqual([]);
    expect(await (await open({ folder: '/elsewhere' })).testConnection()).toEqual(
      halted('fix-setting', 'no such folder', 'folder'),
    );
  });

  test('is not made before the key of the server is confirmed, and tells which it is', async () => {
    expect(await (await open({ fingerprint: '' })).testConnection()).toEqual(
      halted('fix-setting', server.fingerprint, 'fingerprint'),
    );
    expect(server.logins()).toBe(0);
  });

  test('sends nothing, no password either, to a server with another key', async () => {
    const session = await open();
    await restart({ user: 'kesit', password: PASSWORD });
    expect(await session.testConnection()).toEqual(halted('fix-setting', server.fingerprint, 'fingerprint'));
    expect(await session.files?.write('x.csv', inPieces('x'))).toEqual(
      halted('fix-setting', 'another key', 'fingerprint'),
    );
    expect(server.logins()).toBe(0);
  });

  test('asks to reconnect when user, password or key are not accepted', async () => {
    expect(await (await open({ password: 'wrong' })).testConnection()).toEqual(halted('reconnect', 'does not accept'));
    const broken = '-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH PRIVATE KEY-----';
    expect(await (await open({ password: '', privateKey: broken })).testConnection()).toEqual(
      halted('reconnect', 'cannot be read', 'privateKey'),
    );
  });

  test('is tried again when nobody listens', async () => {
    expect(await (await open({ port: '2' })).testConnection()).toMatchObject({ halt: { kind: 'retry' } });
  });

  test('never leads into a private network unless the operator allows it', async () => {
    for (const host of ['127.0.0.1', 'localhost', '10.0.0.1'])
      expect(await (await open({ host }, false)).testConnection()).toEqual(
        halted('fix-setting', 'private network', 'host'),
      );
  });
});

describe('what a merchant enters', () => {
  test.each([
    ['neither password nor key', { password: '' }],
    ['an address with a scheme', { host: 'sftp://x' }],
    ['a port that is none', { port: '70000' }],
    ['a fingerprint of another kind', { fingerprint: 'MD5:00:11' }],
    ['a file name that leads elsewhere', { fileName: '../{list}' }],
    ['a file name of all lists', { fileName: 'list' }],
    ['columns that are none', { columns: 'password' }],
    ['an hour that is none', { hour: '24' }],
  ])('is refused: %s', async (_, change) => {
    await expect(open(change)).rejects.toThrow();
  });

  test('has a field for each, in both languages', () => {
    const { shape } = settingsShape;
    expect(connector.fields.map(({ name }) => name).sort()).toEqual(Object.keys(shape).sort());
    for (const { label, help } of connector.fields)
      for (const words of [label.tr, label.en, help.tr, help.en]) expect(words).not.toBe('');
  });
});
