/** The commands of package.json by their entry: what they refuse, and in how many words. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

interface Answer {
  code: number | null;
  out: string;
  error: string;
}

function command(...args: string[]): Promise<Answer> {
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const answer: Answer = { code: null, out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (answer.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (answer.error += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...answer, code })));
}

const scripts = Object.keys(
  (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
);

describe('an unknown command', () => {
  it.each(['nonsense', 'toString', ''])('"%s" ends with 2 and the list of those there are', async (name) => {
    const { code, error } = await command(...(name ? [name] : []));
    expect(code).toBe(2);
    for (const known of scripts) expect(error).toContain(known);
  });

  it('of the benchmarks, too', async () => {
    const { code, error } = await command('bench', 'nonsense');
    expect(code).toBe(2);
    expect(error).toMatch(/Which benchmark\?.*decide, deliver, ingest/);
    expect(error).not.toContain('run,');
  });
});

describe('the contract tests', () => {
  it.each([[[]], [['/no/such/folder']], [[path.join(root, 'package.json')]]])(
    'refuse to run without the documents: %j',
    async (args) => {
      const { code, error } = await command('test:contracts', ...args);
      expect(code).toBe(2);
      expect(error).toMatch(/documents is missing: npm run test:contracts -- FOLDER/);
    },
  );
});

describe('the demo refuses in one line, with 2 and without a stack,', () => {
  it.each([
    [['--customers', 'many'], /--customers wants a whole number from 1 to 1000000, not "many"/],
    [['--customers', '0'], /--customers wants/],
    [['--customers=-5'], /--customers wants/],
    [['--customers', '1e3'], /--customers wants/],
    [['--customers', '999999999999'], /--customers wants/],
    [['--customers', ''], /--customers wants/],
    [['--port', '65536'], /--port wants a whole number from 1 to 65535, not "65536"/],
    [['--port', 'web'], /--port wants/],
    [['--costumers', '5'], /Unknown option '--costumers'.*Usage: npm run demo/],
    [['--customers'], /'--customers <value>' argument missing.*Usage/],
    [['twice'], /Unexpected argument 'twice'.*Usage/],
    [['--once=yes'], /'--once' does not take an argument.*Usage/],
  ])('%j', async (args, wanted) => {
    const { code, error, out } = await command('demo', ...args);
    expect(error).toMatch(wanted);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('a port that is taken', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kesit-command-'));
    const thief = createServer();
    onTestFinished(async () => {
      await new Promise((resolve) => thief.close(resolve));
      await rm(folder, { recursive: true, force: true });
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const { port } = thief.address() as AddressInfo;
    const { code, error } = await command('demo', '--folder', folder, '--port', String(port));
    expect(error).toContain(`Port ${port} is in use by another program; choose another with --port.`);
    expect(error).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  });
});
