/** Ordered failures and the traffic record of the stand-in for Klaviyo. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  allPages,
  at,
  control,
  importBody,
  KEY,
  listAt,
  listBody,
  makeCaller,
  textAt,
  type Answer,
  type Caller,
} from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off', importJobDurationMs: 0, trafficCapacity: 50, trafficBodyBytes: 2000 });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Faults' });
});

const order = (fault: object): Promise<unknown> => control(server.url, 'POST', '/faults', fault);
const create = (name = 'VIP'): Promise<Answer> => call('POST', '/api/lists', { body: listBody(name) });
const names = async (): Promise<unknown[]> =>
  (await allPages(call, '/api/lists')).map((entry) => at(entry, 'attributes.name'));

describe('answers on order', () => {
  it('replace the call: it has no effect', async () => {
    await order({ method: 'POST', path: '/api/lists', status: 503, times: 2 });
    expect([(await create()).status, (await create()).status]).toEqual([503, 503]);
    expect(await names()).toEqual([]);
    expect((await create()).status).toBe(201);
  });

  it('can come after the call has taken effect', async () => {
    await order({ method: 'POST', path: '/api/lists', status: 500, handledFirst: true, times: 1 });
    expect((await create()).status).toBe(500);
    expect(await names()).toEqual(['VIP']);
  });

  it('carry the error, headers and body asked for', async () => {
    await order({ path: '/api/accounts', status: 429, headers: { 'Retry-After': '7' }, times: 1 });
    expect((await call('GET', '/api/accounts')).headers.get('retry-after')).toBe('7');
    await order({ path: '/api/accounts', status: 400, code: 'odd', detail: 'Because.', times: 1 });
    expect(at((await call('GET', '/api/accounts')).body, 'errors.0')).toMatchObject({
      code: 'odd',
      detail: 'Because.',
    });
    await order({ path: '/api/accounts', status: 502, body: '<html>bad gateway</html>', times: 1 });
    expect((await call('GET', '/api/accounts')).body).toBe('<html>bad gateway</html>');
  });

  it('mean the calls they name, after those they skip', async () => {
    await control(server.url, 'POST', '/accounts', { key: 'pk_other', name: 'Other' });
    await order({ path: '/api/lists*', key: KEY, status: 500, skip: 1 });
    expect((await call('GET', '/api/lists')).status).toBe(200);
    expect((await call('GET', '/api/lists/any/profiles')).status).toBe(500);
    expect((await makeCaller(server.url, 'pk_other')('GET', '/api/lists')).status).toBe(200);
    expect((await call('GET', '/api/metrics')).status).toBe(200);
    const { faults } = (await control(server.url, 'GET', '/faults')) as {
      faults: { matched: number; applied: number }[];
    };
    expect(faults[0]).toMatchObject({ matched: 2, applied: 1 });
    await control(server.url, 'DELETE', '/faults');
    expect((await call('GET', '/api/lists')).status).toBe(200);
  });

  it('at a rate strike the same calls for the same seed', async () => {
    const strikes = async (seed: number): Promise<string> => {
      const { id } = (await order({ path: '/api/metrics', status: 500, rate: 0.3, seed })) as { id: string };
      let pattern = '';
      for (let i = 0; i < 60; i += 1) pattern += (await call('GET', '/api/metrics')).status === 500 ? 'x' : '.';
      await control(server.url, 'DELETE', `/faults/${id}`);
      return pattern;
    };
    const first = await strikes(1);
    const struck = first.replaceAll('.', '').length;
    expect(struck).toBeGreaterThan(6);
    expect(struck).toBeLessThan(30);
    expect(await strikes(1)).toBe(first);
    expect(await strikes(2)).not.toBe(first);
  });

  it.each([
    [{}],
    [{ staus: 500 }],
    [{ status: 'x' }],
    [{ cut: 'sideways' }],
    [{ status: 500, rate: 2 }],
    [{ rows: { every: 2 } }],
  ])('are refused when they make no sense: %j', async (fault) => {
    await expect(order(fault)).rejects.toThrow('400');
  });
});

describe('cut connections', () => {
  it('before: the call has no effect', async () => {
    await order({ method: 'POST', path: '/api/lists', cut: 'before', times: 1 });
    await expect(create()).rejects.toThrow();
    expect(await names()).toEqual([]);
  });

  it('after: the call took effect although the caller cannot know', async () => {
    await order({ method: 'POST', path: '/api/lists', cut: 'after', times: 1 });
    await expect(create()).rejects.toThrow();
    expect(await names()).toEqual(['VIP']);
  });

  it('midway: half an answer arrives', async () => {
    await order({ path: '/api/accounts', cut: 'midway', times: 1 });
    await expect(call('GET', '/api/accounts')).rejects.toThrow();
    expect((await call('GET', '/api/accounts')).status).toBe(200);
  });
});

it('delays an answer without holding up other calls', async () => {
  await order({ path: '/api/accounts', delayMs: 3_600_000, times: 1 });
  const patience = new AbortController();
  const slow = fetch(new URL('/api/accounts', server.url), { signal: patience.signal });
  const outcome = slow.then(
    () => 'answered',
    () => 'given up',
  );
  await expect.poll(async () => at(await control(server.url, 'GET', '/faults'), 'faults.0.applied')).toBe(1);
  expect((await call('GET', '/api/metrics')).status).toBe(200);
  patience.abort();
  expect(await outcome).toBe('given up');
  await order({ path: '/api/accounts', delayMs: 20, times: 1 });
  expect((await call('GET', '/api/accounts')).status).toBe(200);
});

describe('rows of an import', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ attributes: { external_id: `c-${i}` } }));
  const failedRows = async (fault: object): Promise<unknown[]> => {
    await order({ path: '/api/profile-bulk-import-jobs', times: 1, rows: fault });
    const job = await call('POST', '/api/profile-bulk-import-jobs', { body: importBody(rows) });
    const errors = await allPages(call, `/api/profile-bulk-import-jobs/${textAt(job.body, 'data.id')}/import-errors`);
    return errors.map((entry) => at(entry, 'attributes.original_payload.attributes.external_id'));
  };

  it('fail by name, by number and at a rate, once', async () => {
    expect(await failedRows({ externalIds: ['c-3', 'c-17'], code: 'odd' })).toEqual(['c-3', 'c-17']);
    expect(await failedRows({ first: 2 })).toEqual(['c-0', 'c-1']);
    const some = await failedRows({ rate: 0.25, seed: 5 });
    expect(some.length).toBeGreaterThan(2);
    expect(some.length).toBeLessThan(25);
    expect(await failedRows({ rate: 0.25, seed: 5 })).toEqual(some);
    expect(await allPages(call, '/api/profiles', { 'page[size]': 100 })).toHaveLength(40);
  });
});

describe('traffic', () => {
  const entries = async (query = ''): Promise<unknown[]> =>
    listAt(await control(server.url, 'GET', `/traffic${query}`), 'entries');

  it('records each call with its body and without its key', async () => {
    await order({ method: 'POST', path: '/api/lists', cut: 'after', times: 1 });
    await expect(create('Cut')).rejects.toThrow();
    await create('Kept');
    await call('GET', '/api/lists', { query: { filter: 'equals(name,"Kept")' } });
    const [cut, kept, read] = await entries();
    expect(cut).toMatchObject({ method: 'POST', path: '/api/lists', status: 0, operationId: 'create_list' });
    expect(kept).toMatchObject({ status: 201, body: listBody('Kept') });
    expect(at(kept, 'headers.revision')).toBe('2026-07-15');
    expect(JSON.stringify([cut, kept, read])).not.toContain(KEY);
    expect(read).toMatchObject({ status: 200, query: { filter: 'equals(name,"Kept")' } });
    expect(await entries(`?after=${String(at(kept, 'seq'))}`)).toEqual([read]);
    expect(await control(server.url, 'GET', '/traffic?counts=only')).toMatchObject({
      entries: [],
      counts: [
        { call: 'create_list', count: 2, byStatus: { 0: 1, 201: 1 } },
        { call: 'get_lists', count: 1, byStatus: { 200: 1 } },
      ],
    });
    await control(server.url, 'DELETE', '/traffic');
    expect(await entries()).toEqual([]);
  });

  it('keeps only size and hash of large bodies, and only the last calls', async () => {
    const body = JSON.stringify(listBody('x'.repeat(3000)));
    await call('POST', '/api/lists', { body });
    const [large] = await entries();
    expect(at(large, 'body')).toBeUndefined();
    expect(large).toMatchObject({
      bodyBytes: body.length,
      bodySha256: createHash('sha256').update(body).digest('hex'),
    });
    for (let i = 0; i < 60; i += 1) await call('GET', '/api/metrics');
    const kept = await control(server.url, 'GET', '/traffic');
    expect(listAt(kept, 'entries')).toHaveLength(50);
    expect(at(kept, 'dropped')).toBe(11);
    expect(at(kept, 'counts.0')).toMatchObject({ call: 'get_metrics', count: 60 });
  });
});
