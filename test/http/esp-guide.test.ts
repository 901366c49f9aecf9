/**
 * docs/esp.md and its Turkish twin: the commands in them are run as they stand, by curl where the machine has it, else as the same
 * requests by fetch; the answers have the fields of the examples, and the table of errors is that of the code.
 */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { problemKinds } from '#app/core/api/problems.ts';
import { KEPT_DAYS } from '#app/store/retention.ts';
import { consentTold } from '#test/flows/webhooks.ts';
import { buyer, REPEAT_BUYERS } from '#test/flows/readersShop.ts';
import { testDatabase } from '#test/support/database.ts';
import { apiStage, type ApiStage } from './apiStage.ts';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

const textOf = (file: string): string => readFileSync(path.join(import.meta.dirname, '../../docs', file), 'utf8');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block.trim());
const commandsOf = (file: string): string[] => blocks(textOf(file), 'sh').filter((block) => block.startsWith('curl '));

type Json = Record<string, unknown>;

let stage: ApiStage;
let key: string;
beforeAll(async () => {
  stage = await apiStage(await testDatabase());
  key = await stage.key();
  expect(await stage.shop.switchTo(REPEAT_BUYERS, true)).toBe('1');
  await stage.shop.tell(...[1, 2, 3].flatMap((id) => buyer(id)));
});

async function execute(command: string, variables: Record<string, string>): Promise<Json> {
  const known: Record<string, string> = { KESIT: stage.web.url, KEY: key, ...variables };
  if (hasCurl) {
    const { stdout } = await run('sh', ['-c', command], { env: { ...process.env, ...known } });
    return JSON.parse(stdout) as Json;
  }
  const filled = command.replaceAll(/\$(\w+)/g, (_, name: string) => known[name] ?? '');
  const [, url = '', name = '', value = ''] = /^curl -s "([^"]+)" -H "([^:]+): ([^"]+)"$/.exec(filled) ?? [];
  return (await (await fetch(url, { headers: { [name]: value } })).json()) as Json;
}

/** Names of fields, at every depth, as paths. */
function fieldsOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => fieldsOf(one, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '…' ? [] : [`${at}.${name}`, ...fieldsOf(inner, `${at}.${name}`)],
  );
}

describe.each([
  { file: 'esp.md', before: ['1', '2', '3'], leaving: '1', coming: '10' },
  { file: 'esp.tr.md', before: ['2', '3', '10'], leaving: '2', coming: '20' },
])(`docs/$file, run by ${hasCurl ? 'curl' : 'fetch'}`, ({ file, before, leaving, coming }) => {
  it('leads from the lists to the members and to what changes', async () => {
    const [lists = '', members = '', next = '', changes = '', ...more] = commandsOf(file);
    expect(more).toEqual([]);
    expect(await execute(lists, {})).toMatchObject({ lists: [{ id: '1', tag: 'repeat-buyers', state: 'published' }] });
    const seen: string[] = [];
    let page = await execute(members, {});
    const CHANGES_CURSOR = String(page.changes_cursor);
    for (;;) {
      seen.push(...(page.members as Json[]).map((member) => String(member.customer_id)));
      const { next_cursor: cursor } = page as { next_cursor: string | null };
      if (cursor === null) break;
      page = await execute(next, { NEXT_CURSOR: cursor });
    }
    expect(seen).toEqual(before);
    await stage.shop.tell(consentTold(leaving, 'unsubscribed', Date.now()), ...buyer(Number(coming)));
    const told = await execute(changes, { CHANGES_CURSOR });
    expect(told).toMatchObject({
      changes: [
        { type: 'remove', customer_id: leaving, erase: false },
        { type: 'put', customer_id: coming, member: { customer_id: coming } },
      ],
      has_more: false,
    });
    expect(await execute(changes, { CHANGES_CURSOR: String(told.next_cursor) })).toMatchObject({ changes: [] });
  });
});

it('both languages show the same commands', () => {
  expect(commandsOf('esp.tr.md')).toEqual(commandsOf('esp.md'));
  expect(commandsOf('esp.md')).toHaveLength(4);
});

it('the examples have the fields of the answers', async () => {
  const [lists = '', members = '', , changes = ''] = commandsOf('esp.md');
  const [listsExample, membersExample, changesExample] = blocks(textOf('esp.md'), 'json').map(
    (block) => JSON.parse(block) as Json,
  );
  const sorted = (value: unknown): string[] => [...new Set(fieldsOf(value))].sort();
  expect(sorted(listsExample)).toEqual(sorted(await execute(lists, {})));
  const page = await execute(members, {});
  expect(sorted(membersExample)).toEqual(sorted(page));
  const CHANGES_CURSOR = String(page.changes_cursor);
  await stage.shop.tell(...buyer(30), consentTold(3, 'unsubscribed', Date.now()));
  const answer = sorted(await execute(changes, { CHANGES_CURSOR }));
  for (const field of sorted(changesExample)) expect(answer).toContain(field);
});

it('the table of errors, and the days that changes are told, are those of the code', () => {
  for (const file of ['esp.md', 'esp.tr.md'])
    expect(textOf(file)).toMatch(new RegExp(`\\b${KEPT_DAYS.leftListing} (days|gün)`));
  const rows = [...textOf('esp.md').matchAll(/^\| (\d+) +\| `([\w-]+)` +\| (.+?) +\|$/gm)].map((row) => row.slice(1));
  const kinds = Object.entries(problemKinds);
  expect(rows).toEqual(kinds.map(([code, { status, title, detail }]) => [String(status), code, `${title}. ${detail}`]));
});
