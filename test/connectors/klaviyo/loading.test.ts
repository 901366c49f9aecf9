/**
 * When Klaviyo's SDK is loaded, seen from processes of their own: not by importing the connectors, not by checking a key (which the web
 * process does while a merchant waits), but by the first call after these.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_KEY, startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '../../..');

let world: KlaviyoWorld;
beforeAll(async () => {
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());

/** Runs steps in a new process and tells, after each, how many modules of the SDK are in its memory. */
async function modulesAfter(...steps: string[]): Promise<number[]> {
  const count = `counts.push(Object.keys(createRequire(import.meta.url).cache).filter((file) => /[\\\\/](klaviyo-api|axios)[\\\\/]/.test(file)).length);`;
  const program = `
    import { createRequire } from 'node:module';
    const counts = [];
    ${steps.map((step) => `${step}\n${count}`).join('\n')}
    console.log(JSON.stringify(counts));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root });
  return JSON.parse(stdout) as number[];
}

describe('the SDK', () => {
  test('is loaded by the first call that needs it, and by nothing before', async () => {
    const context = `{ baseUrl: ${JSON.stringify(world.url)}, clock: Date.now, log: { info() {}, warn() {} }, allowance: ownAllowance(), wait: () => Promise.resolve() }`;
    const [imported, opened, checked, used] = await modulesAfter(
      `const { connectorById } = await import('#connectors/index.ts'); const { ownAllowance } = await import('#app/core/placements/allowance.ts');`,
      `const session = await connectorById('klaviyo').open({ apiKey: '${API_KEY}' }, ${context});`,
      `const checked = await session.testConnection(); if (checked.kind !== 'connected') throw new Error(checked.kind);`,
      `await session.ensureList('VIP', null);`,
    );
    expect({ imported, opened, checked }).toEqual({ imported: 0, opened: 0, checked: 0 });
    expect(used).toBeGreaterThan(1000);
  });
});
