// Result files of the Shopify stand-in: how they are fetched, and files made beforehand that answer a query at once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { download, finished, look, start } from './shopifyBulkCalls.ts';
import { at, call, order, startSink, startTestShopify } from './shopifyHarness.ts';

const ORDERS = `{ orders { edges { node { id name lineItems { edges { node { id title quantity } } } } } } }`;
const CUSTOMERS = '{ customers { edges { node { id } } } }';
const folder = mkdtempSync(path.join(tmpdir(), 'bulk-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LINES = [
  { id: 'gid://shopify/Order/1', name: '#1' },
  { id: 'gid://shopify/Order/2', name: '#2' },
  { id: 'gid://shopify/LineItem/11', title: 'Şal', quantity: 1, __parentId: 'gid://shopify/Order/1' },
];

function fileOf(name: string, text = LINES.map((line) => `${JSON.stringify(line)}\n`).join('')): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('a file made beforehand', () => {
  it('is the result of every query that contains the text, at once, with its counts and its webhook', async () => {
    const sink = await startSink();
    const shopify = await startTestShopify({ appUrl: sink.url, bulkDelayMs: 3_600_000 });
    const file = fileOf('counted.jsonl');
    const added = await shopify.control('POST', '/bulk/files', { contains: 'lineItems', path: file });
    expect(added).toMatchObject({ status: 201, json: { objectCount: 3, rootObjectCount: 2 } });
    for (let round = 0; round < 2; round += 1) {
      const id = await start(shopify, ORDERS);
      const operation = await look(shopify, id);
      expect(operation).toMatchObject({ status: 'COMPLETED', objectCount: '3', rootObjectCount: '2', errorCode: null });
      expect(await download(operation.url)).toEqual(LINES);
      await shopify.drain();
      expect(sink.received[round]?.body).toMatchObject({ admin_graphql_api_id: id, status: 'completed' });
    }
    expect((await look(shopify, await start(shopify, CUSTOMERS))).status).toBe('CREATED');
  });

  it('has the counts it is given, and its rule can be removed', async () => {
    const shopify = await startTestShopify();
    const rule = {
      contains: 'customers',
      path: fileOf('given.jsonl'),
      objectCount: 6_000_000,
      rootObjectCount: 1_000_000,
    };
    const id = Number(at((await shopify.control('POST', '/bulk/files', rule)).json, 'id'));
    const told = await look(shopify, await start(shopify, CUSTOMERS));
    expect(told).toMatchObject({ objectCount: '6000000', rootObjectCount: '1000000' });
    expect((await shopify.control('DELETE', `/bulk/files/${id}`)).json).toEqual([]);
    expect(await finished(shopify, await start(shopify, CUSTOMERS))).toMatchObject({ objectCount: '0' });
    // What was started with the file keeps it.
    expect(await download(told.url)).toEqual(LINES);
  });

  it('must be there, and a query text must be named', async () => {
    const shopify = await startTestShopify();
    const gone = await shopify.control('POST', '/bulk/files', { contains: 'orders', path: path.join(folder, 'gone') });
    expect(gone.status).toBe(422);
    const silent = await shopify.control('POST', '/bulk/files', { contains: '', path: fileOf('silent.jsonl') });
    expect(silent.status).toBe(422);
  });

  it('is still refused when the query breaks the rules', async () => {
    const shopify = await startTestShopify();
    await shopify.control('POST', '/bulk/files', { contains: 'colour', path: fileOf('wrong.jsonl') });
    const query =
      'mutation { bulkOperationRunQuery(query: "{ orders { nodes { colour } } }") { userErrors { code } } }';
    const reply = await shopify.graphql(query);
    expect(at(reply.json, 'data', 'bulkOperationRunQuery', 'userErrors', 0, 'code')).toBe('INVALID');
  });

  it('is packed only when the rule allows it and the caller accepts it', async () => {
    const shopify = await startTestShopify();
    const file = fileOf('packed.jsonl', `${JSON.stringify(LINES[0])}\n`.repeat(5000));
    await shopify.control('POST', '/bulk/files', { contains: 'orders', path: file });
    await shopify.control('POST', '/bulk/files', { contains: 'customers', path: file, gzip: true });
    const encodingOf = async (query: string, accepted: string) => {
      const { url } = await finished(shopify, await start(shopify, query));
      const reply = await call('GET', url ?? '', undefined, { 'accept-encoding': accepted });
      expect(reply.text.split('\n')).toHaveLength(5001);
      return reply.headers.get('content-encoding');
    };
    expect(await encodingOf(ORDERS, 'gzip')).toBeNull();
    expect(await encodingOf(CUSTOMERS, 'identity')).toBeNull();
    expect(await encodingOf(CUSTOMERS, 'gzip')).toBe('gzip');
  });
});

describe('any result', () => {
  it('can be fetched from a byte on', async () => {
    const shopify = await startTestShopify();
    await shopify.load([order('1', null), order('2', null)]);
    const { url } = await finished(shopify, await start(shopify, ORDERS));
    const whole = (await call('GET', url ?? '')).text;
    const rest = await call('GET', url ?? '', undefined, { range: 'bytes=10-' });
    expect(rest.status).toBe(206);
    expect(rest.text).toBe(Buffer.from(whole).subarray(10).toString());
    const size = Buffer.byteLength(whole);
    expect(rest.headers.get('content-range')).toBe(`bytes 10-${size - 1}/${size}`);
    const beyond = await call('GET', url ?? '', undefined, { range: `bytes=${size}-` });
    expect(beyond.status).toBe(416);
  });
});
