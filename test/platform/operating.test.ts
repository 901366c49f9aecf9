/** docs/operating.md tells the configuration as it is: every variable, with its default, and no others. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '#app/platform/environment.ts';
import { connectors } from '#connectors/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Name → default as the table tells it. */
function documented(): Map<string, string> {
  const [, table = ''] = /<!-- environment -->([\s\S]*?)<!-- end -->/.exec(textOf('docs/operating.md')) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` +\| (\S.*?) +\| \S.*\|$/gm)];
  return new Map(rows.map(([, name = '', cell = '']) => [name, cell.replaceAll('`', '')]));
}

/** Of those connectors that have an address of their own, and of the login pages of those that have one. */
const addresses = connectors.flatMap(({ address, authorization }) => [
  ...(typeof address === 'string' ? [] : [address]),
  ...(authorization === undefined ? [] : [authorization.loginAddress]),
]);

/** The variables of the schema, in its order, and then those of the connectors' addresses. */
const declared = [
  ...[...textOf('app/platform/environment.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name),
  ...addresses.map(({ variable }) => variable),
];

/** Those that a start without any variable complains of. */
function required(): string[] {
  try {
    readEnvironment({});
  } catch (error) {
    return [...(error as Error).message.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);
  }
  return [];
}

describe('the table of variables', () => {
  it('lists what the schema declares, in its order', () => {
    expect([...documented().keys()]).toEqual(declared);
    expect(new Set(declared).size).toBe(declared.length);
  });

  it('tells which are required, and the default of each other', () => {
    const enough = { KESIT_SECRET_KEY: 'x'.repeat(32), SHOPIFY_API_KEY: 'key', SHOPIFY_API_SECRET: 'secret' };
    const defaults: Record<string, unknown> = readEnvironment({ ...enough, SHOPIFY_APP_URL: 'https://app.example' });
    const told = Object.fromEntries(documented());
    const standard = new Map<string, string>(addresses.map(({ variable, standard: given }) => [variable, given]));
    const wanted = declared.map((name) => {
      if (standard.has(name)) return [name, standard.get(name)];
      if (required().includes(name)) return [name, 'required'];
      return [name, name in defaults ? String(defaults[name]) : 'unset'];
    });
    expect(told).toEqual(Object.fromEntries(wanted));
    expect(required().length).toBeGreaterThan(0);
    expect(Object.keys(defaults).filter((name) => !declared.includes(name))).toEqual(['partnerBaseUrls']);
  });
});

it('the product reads no variable past the schema', () => {
  const sources = ['app', 'connectors', 'extensions'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  const readers = sources
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(path.join('app', 'store', 'generated')))
    .filter((file) => /process\.env(\.|\[)/.test(textOf(file)));
  expect(sources.length).toBeGreaterThan(100);
  expect(readers).toEqual([]);
});
