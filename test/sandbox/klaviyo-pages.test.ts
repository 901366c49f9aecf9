/** The pages people look at, and that no request of any kind walks through a whole table. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  control,
  importBody,
  KEY,
  makeCaller,
  makeList,
  makeProfile,
  memberBody,
  textAt,
  type Caller,
} from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;
let list: string;

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off', importJobDurationMs: 0 });
  call = makeCaller(server.url);
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Moda & <Co>' });
  list = await makeList(call, 'Kesit: <VIP>');
  const lines = Array.from({ length: 120 }, (_, i) =>
    JSON.stringify({
      external_id: `c-${i}`,
      email: `p${i}@example.com`,
      first_name: 'Şule',
      properties: { note: '"<b>"' },
    }),
  );
  await control(server.url, 'POST', '/profiles', lines.join('\n'));
  const profiles = await call('GET', '/api/profiles', { query: { 'page[size]': 100 } });
  const ids = (profiles.body as { data: { id: string }[] }).data.map(({ id }) => id);
  await call('POST', `/api/lists/${list}/relationships/profiles`, { body: memberBody(ids) });
});
afterAll(() => server.close());

async function page(path: string): Promise<{ status: number; html: string }> {
  const response = await fetch(new URL(path, server.url));
  return { status: response.status, html: await response.text() };
}

describe('pages', () => {
  it('list each account’s lists with counts and links, safe against what is in names', async () => {
    const { status, html } = await page('/');
    expect(status).toBe(200);
    expect(html).toContain('Moda &#38; &#60;Co&#62;');
    expect(html).toContain(`<a href="/lists/${list}">Kesit: &#60;VIP&#62;</a>`);
    expect(html).toMatch(/<td class="number">100<\/td>/);
    expect(html).not.toContain('<VIP>');
    expect(html).toContain('add_profiles_to_list');
  });

  it('show members fifty at a time and lead through all of them', async () => {
    const found = new Set<string>();
    let next: string | undefined = `/lists/${list}`;
    let pages = 0;
    while (next !== undefined) {
      const { html }: { html: string } = await page(next);
      for (const [, email = ''] of html.matchAll(/<td>(p\d+@example\.com)<\/td>/g)) found.add(email);
      expect(html).not.toContain('<b>');
      next = /href="([^"]*after=[^"]*)"/.exec(html)?.[1];
      pages += 1;
    }
    expect([pages, found.size]).toEqual([2, 100]);
  });

  it('find a member by address or external id', async () => {
    for (const wanted of ['P7%40example.com', 'c-7']) {
      const { html } = await page(`/lists/${list}?q=${wanted}`);
      expect([...html.matchAll(/<td>(p\d+@example\.com)<\/td>/g)].map(([, email]) => email)).toEqual([
        'p7@example.com',
      ]);
    }
    expect((await page(`/lists/${list}?q=nobody`)).html).toContain('Nobody here.');
  });

  it('are 404 where there is nothing', async () => {
    expect((await page('/lists/none')).status).toBe(404);
    expect((await page('/elsewhere')).status).toBe(404);
  });
});

it('answers every kind of request through an index', async () => {
  const profile = await makeProfile(call, { external_id: 'c-1', phone_number: '+905321112233' });
  const job = await call('POST', '/api/profile-bulk-import-jobs', {
    body: importBody(
      [{ attributes: { external_id: 'c-9' } }, { attributes: { external_id: 'c-8', email: 'bad@x' } }],
      [list],
    ),
  });
  const jobPath = `/api/profile-bulk-import-jobs/${textAt(job.body, 'data.id')}`;
  await control(
    server.url,
    'POST',
    '/events',
    JSON.stringify({ external_id: 'c-1', metric: 'Opened Email', datetime: '2026-11-01T00:00:00Z' }),
  );
  const metric = textAt((await call('GET', '/api/metrics')).body, 'data.0.id');
  const reads: [string, Record<string, string | number>][] = [
    ...['name', '-name', 'created', '-updated', 'id'].map((sort): [string, Record<string, string>] => [
      '/api/lists',
      { sort },
    ]),
    ['/api/lists', { filter: 'any(name,["a","b"])' }],
    ['/api/lists', { filter: 'equals(name,"a")' }],
    ['/api/lists', { filter: 'any(id,["a","b"])' }],
    [`/api/lists/${list}/profiles`, { 'page[size]': 2 }],
    [`/api/lists/${list}/profiles`, { 'page[size]': 2, sort: '-joined_group_at' }],
    [`/api/lists/${list}/profiles`, { filter: 'greater-than(joined_group_at,2026-01-01T00:00:00Z)' }],
    [`/api/lists/${list}/profiles`, { filter: 'any(email,["p1@example.com","p2@example.com"])' }],
    [`/api/lists/${list}/profiles`, { filter: 'equals(phone_number,"+905321112233")' }],
    [`/api/lists/${list}/relationships/profiles`, { 'page[size]': 2 }],
    ...['created', '-updated', 'email', 'id'].map((sort): [string, Record<string, string>] => [
      '/api/profiles',
      { sort },
    ]),
    ...['id', 'email', 'phone_number', 'external_id'].flatMap((field): [string, Record<string, string | number>][] => [
      ['/api/profiles', { filter: `any(${field},["a","b"])` }],
      ['/api/profiles', { filter: `equals(${field},"a")` }],
      ['/api/profiles', { filter: `any(${field},["a","b"])`, sort: '-updated', 'page[size]': 1 }],
    ]),
    ['/api/profiles', { filter: 'greater-than(updated,2026-01-01T00:00:00Z)', sort: 'updated' }],
    [`/api/profiles/${profile}`, { include: 'lists' }],
    [jobPath, { include: 'lists' }],
    [`${jobPath}/import-errors`, { 'page[size]': 1 }],
    [`${jobPath}/profiles`, { 'page[size]': 1 }],
    ['/api/profile-bulk-import-jobs', { sort: '-created_at' }],
    ['/api/events', { sort: 'datetime' }],
    [
      '/api/events',
      { filter: `equals(metric_id,"${metric}"),greater-or-equal(datetime,2026-01-01T00:00:00Z)`, sort: 'datetime' },
    ],
    ['/api/events', { filter: `equals(profile_id,"${profile}")` }],
  ];
  for (const [path, query] of reads) {
    const first = await call('GET', path, { query });
    expect(first.status, path).toBe(200);
    const next = (first.body as { links: { next?: string } }).links.next;
    if (next !== undefined) await call('GET', next);
  }
  await page('/');
  await page(`/lists/${list}?q=c-7`);

  // Tables that grow with the number of customers; walking through one for a request would not survive a million of them.
  const large = ['profiles', 'memberships', 'events', 'import_profiles', 'import_errors'];
  const aliases: Record<string, string> = { p: 'profiles', m: 'memberships', e: 'events', r: 'import rows' };
  const offenders: string[] = [];
  let examined = 0;
  for (const sql of server.state.db.statementTexts().filter((text) => /^\s*(SELECT|UPDATE|DELETE)/.test(text))) {
    examined += 1;
    const parameters = Array.from({ length: (sql.match(/\?/g) ?? []).length }, () => null);
    for (const row of server.state.db.all(`EXPLAIN QUERY PLAN ${sql}`, ...parameters)) {
      const detail = String(row.detail);
      const name = /^SCAN (\w+)/.exec(detail)?.[1] ?? '';
      if (large.includes(name) || name in aliases) offenders.push(`${detail}: ${sql}`);
      // Walking an account along an order while looking for named people is as bad as walking the table.
      const looksForNamed = /p\.(id|email|phone_number|external_id) (=|IN)/.test(sql);
      if (looksForNamed && /profiles_by_(created|updated)/.test(detail)) offenders.push(`${detail}: ${sql}`);
    }
  }
  expect(offenders).toEqual([]);
  expect(examined).toBeGreaterThan(40);
});
