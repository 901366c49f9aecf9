// Faults and the traffic record of the Shopify stand-in.
import { describe, expect, it } from 'vitest';
import { API_SECRET, at, call, customer, startTestShopify } from './shopifyHarness.ts';

const CREATE_PIXEL =
  'mutation { webPixelCreate(webPixel: { settings: "{}" }) { webPixel { id } userErrors { code } } }';

describe('a fault', () => {
  it('answers another status for the next calls, then all is well', async () => {
    const shopify = await startTestShopify();
    await shopify.graphql('{ shop { name } }');
    const body = { errors: 'Unavailable Shop' };
    await shopify.control('POST', '/faults', { path: '/graphql.json$', times: 2, action: { status: 402, body } });
    const statuses: number[] = [];
    for (let time = 0; time < 3; time += 1) statuses.push((await shopify.graphql('{ shop { name } }')).status);
    expect(statuses).toEqual([402, 402, 200]);
    expect(at((await shopify.control('GET', '/faults')).json, 0, 'struck')).toBe(2);
  });

  it('strikes only what it is meant for', async () => {
    const shopify = await startTestShopify();
    await shopify.control('POST', '/faults', { bodyContains: 'webPixelCreate', action: { status: 500 } });
    expect((await shopify.graphql('{ shop { name } }')).status).toBe(200);
    expect((await shopify.graphql(CREATE_PIXEL)).status).toBe(500);
  });

  it('cuts before a call is handled, or after, when it was done but nobody heard', async () => {
    const shopify = await startTestShopify();
    await shopify.graphql('{ shop { name } }');
    const pixel = async () => at((await shopify.graphql('{ webPixel { id } }')).json, 'data', 'webPixel');
    await shopify.control('POST', '/faults', { bodyContains: 'webPixelCreate', action: { cut: 'before' } });
    await expect(shopify.graphql(CREATE_PIXEL)).rejects.toThrow('fetch failed');
    expect(await pixel()).toBeNull();
    await shopify.control('POST', '/faults', { bodyContains: 'webPixelCreate', action: { cut: 'after' } });
    await expect(shopify.graphql(CREATE_PIXEL)).rejects.toThrow('fetch failed');
    expect(await pixel()).not.toBeNull();
  });

  it('breaks off a download in the middle', async () => {
    const shopify = await startTestShopify();
    await shopify.load(Array.from({ length: 500 }, (_, index) => customer(String(index + 1))));
    const started = await shopify.graphql(
      'mutation { bulkOperationRunQuery(query: "{ customers { nodes { id } } }") { bulkOperation { id } } }',
    );
    const id = at(started.json, 'data', 'bulkOperationRunQuery', 'bulkOperation', 'id');
    let url = '';
    while (url === '') {
      const look = await shopify.graphql('query ($id: ID!) { bulkOperation(id: $id) { url } }', { id });
      url = (at(look.json, 'data', 'bulkOperation', 'url') as string | null) ?? '';
    }
    await shopify.control('POST', '/faults', { path: '^/bulk-results/', action: { cutAtBytes: 1000 } });
    const reader = (await fetch(url)).body!.getReader();
    let receivedBytes = 0;
    const readAll = async (): Promise<void> => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) receivedBytes += part.value.length;
    };
    await expect(readAll()).rejects.toThrow('terminated');
    expect(receivedBytes).toBe(1000);
    expect((await call('GET', url)).text.trim().split('\n')).toHaveLength(500);
  });

  it('strikes at a rate, the same for the same seed', async () => {
    const shopify = await startTestShopify();
    await shopify.graphql('{ shop { name } }');
    const run = async () => {
      await shopify.control('DELETE', '/faults');
      await shopify.control('POST', '/faults', { rate: 0.3, seed: 5, path: 'graphql', action: { status: 503 } });
      const statuses: number[] = [];
      for (let time = 0; time < 40; time += 1) statuses.push((await shopify.graphql('{ shop { name } }')).status);
      return statuses;
    };
    const first = await run();
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(5);
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(15);
    expect(await run()).toEqual(first);
  });

  it('can be taken back', async () => {
    const shopify = await startTestShopify();
    const { json } = await shopify.control('POST', '/faults', { path: 'graphql', times: 99, action: { status: 500 } });
    await shopify.control('DELETE', `/faults/${String(at(json, 'id'))}`);
    expect((await shopify.graphql('{ shop { name } }')).status).toBe(200);
  });
});

describe('the traffic record', () => {
  it('counts calls by kind and keeps them without secrets', async () => {
    const shopify = await startTestShopify();
    const pair = (await shopify.exchange()).json;
    await shopify.graphql('{ shop { name } }');
    const { text, json } = await shopify.control('GET', '/traffic');
    expect(at(json, 'counts')).toEqual({
      'POST /shops/{shop}/admin/api/2026-10/graphql.json 200': 1,
      'POST /shops/{shop}/admin/oauth/access_token 200': 2,
    });
    expect(text).toContain('{ shop { name } }');
    expect(text).not.toContain(API_SECRET);
    expect(text).not.toContain(String(at(pair, 'access_token')));
    expect(text).not.toContain('eyJ');
    await shopify.control('DELETE', '/traffic');
    expect(at((await shopify.control('GET', '/traffic')).json, 'counts')).toEqual({});
  });
});

describe('the control API', () => {
  it('refuses what it does not understand, saying which line', async () => {
    const shopify = await startTestShopify();
    expect((await shopify.control('GET', '/nothing')).status).toBe(404);
    expect((await shopify.control('POST', '/shops', { domain: 'shop.example.com' })).status).toBe(422);
    const wrong = { ...customer('1'), id: '01' };
    const load = await shopify.load([customer('2'), wrong]);
    expect([load.status, at(load.json, 'error')]).toEqual([422, expect.stringContaining('line 2: customer.id: "01"')]);
    expect((await shopify.change({ op: 'dance' } as never)).status).toBe(422);
    expect((await shopify.control('POST', '/tokens', { accessMinutes: 5 })).status).toBe(422);
  });
});
