/**
 * docs/esp-push.md as a developer of a receiver would use it: its programs are run as they stand, and take what the connector pushes.
 * Those in Python and PHP run where their interpreters are; everywhere the documented vector holds them to the same signature.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { makeSession } from '#connectors/esp-feed/session.ts';
import { settingsShape } from '#connectors/esp-feed/settings.ts';
import { signedHeaders } from '#connectors/esp-feed/signing.ts';
import { rowOf } from '../delivery.ts';
import { partnerContext } from '../context.ts';
import { ENDPOINT, OTHER_SECRET, SECRET, SETTINGS } from './world.ts';

const textOf = (name: string): string => readFileSync(path.join(import.meta.dirname, '../../../docs', name), 'utf8');
const english = textOf('esp-push.md');
const turkish = textOf('esp-push.tr.md');

const blocksOf = (text: string): string[] => [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([block]) => block);
const programOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(english)?.[1] ?? '';

const folder = mkdtempSync(path.join(tmpdir(), 'kesit-receiver-'));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill();
});
afterAll(() => rmSync(folder, { recursive: true }));

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

const languages = [
  { language: 'js', file: 'receiver.mjs', command: (file: string) => [process.execPath, file] },
  { language: 'python', file: 'receiver.py', command: (file: string) => ['python3', file] },
  {
    language: 'php',
    file: 'receiver.php',
    command: (file: string, port: number) => ['php', '-S', `127.0.0.1:${port}`, file],
  },
].filter(({ language, command }) => language === 'js' || has(command('', 0)[0] ?? ''));

/** Runs a program of the document. @returns Its address, once it takes connections. */
async function start({ language, file, command }: (typeof languages)[number]): Promise<string> {
  const port = await freePort();
  const script = path.join(folder, file);
  writeFileSync(script, programOf(language));
  const [program = '', ...given] = command(script, port);
  running.push(
    spawn(program, given, { env: { ...process.env, KESIT_SECRET: SECRET, PORT: String(port) }, stdio: 'ignore' }),
  );
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(url, { method: 'HEAD' }).then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  return url;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a receiver as the document writes it', () => {
  test.each(languages)('takes pushes, and refuses forged and old ones: $language', async (language) => {
    const baseUrl = await start(language);
    const open = (secret: string, clock = Date.now) =>
      makeSession(settingsShape.parse({ endpoint: ENDPOINT, secret }), partnerContext(baseUrl, clock));
    const session = open(SECRET);
    expect(await session.testConnection()).toMatchObject({ kind: 'connected' });
    const answer = await session.add({ listId: 'x', tag: 'x' }, [rowOf('1', { firstName: 'Ayşe “İnci”' })]);
    expect(answer.kind === 'finished' && answer.outcomes.get('1')?.kind).toBe('done');
    const refused = { halt: { action: 'reconnect' } };
    expect(await open(OTHER_SECRET).testConnection()).toMatchObject(refused);
    expect(await open(SECRET, () => Date.now() - 600_000).testConnection()).toMatchObject(refused);
  });

  test('takes about ten lines, the same in both languages of the document', () => {
    expect(blocksOf(english)).toHaveLength(4);
    expect(blocksOf(turkish)).toEqual(blocksOf(english));
    for (const language of ['js', 'python', 'php'])
      expect(programOf(language).trim().split('\n').length).toBeLessThan(18);
  });
});

describe('the vector of the document', () => {
  test.each([english, turkish])('has the signature that the connector makes, and that the scheme asks for', (text) => {
    const [, table = ''] = text.split('<!-- vector -->');
    const values = [...(table.split('<!-- end -->')[0] ?? '').matchAll(/^\| \S+ +\| `(.*)` *\|$/gm)].map(
      ([, cell]) => cell ?? '',
    );
    const [secret = '', id = '', timestamp = '', body = '', signature = ''] = values;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`).toBe(signature);
    expect(signedHeaders({ ...SETTINGS, secret }, id, body, Number(timestamp) * 1000)).toEqual({
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    });
  });
});
