// Bulk operations of the Shopify stand-in: the vendor's rules, the life of an operation, and its JSONL.
import { describe, expect, it } from 'vitest';
import { download, finished, look, LOOK, start, START } from './shopifyBulkCalls.ts';
import { at, call, customer, order, startSink, startTestShopify, until } from './shopifyHarness.ts';

const ORDERS = `{ orders { edges { node { id name lineItems { edges { node { id title quantity } } } } } } }`;

const byId = (one: Record<string, unknown>, other: Record<string, unknown>): number =>
  String(one.id) < String(other.id) ? -1 : 1;

const manyOrders = (count: number) => Array.from({ length: count }, (_, index) => order(String(1000 + index), null));

describe('the result', () => {
  it('has a line for each node, with exactly the selected fields, aliases and nested objects', async () => {
    const shopify = await startTestShopify();
    await shopify.load([customer('9007199254740993'), order('11', '9007199254740993')]);
    const query = `{ orders { edges { node { id n: name test customer { id defaultEmailAddress { emailAddress } }
      currentTotalPriceSet { shopMoney { amount } } refunds { id }
      lineItems { nodes { id product { productType } __typename } } } } } }`;
    const operation = await finished(shopify, await start(shopify, query));
    expect(operation).toMatchObject({ status: 'COMPLETED', errorCode: null, objectCount: '3', rootObjectCount: '1' });
    const { text } = await call('GET', operation.url ?? '');
    expect(Number(operation.fileSize)).toBe(Buffer.byteLength(text));
    const [first, ...children] = await download(operation.url);
    expect([first, ...children.toSorted(byId)]).toEqual([
      {
        id: 'gid://shopify/Order/11',
        n: '#11',
        test: false,
        customer: {
          id: 'gid://shopify/Customer/9007199254740993',
          defaultEmailAddress: { emailAddress: 'musteri9007199254740993@example.com' },
        },
        currentTotalPriceSet: { shopMoney: { amount: '259.9' } },
        refunds: [],
      },
      {
        id: 'gid://shopify/LineItem/111',
        product: { productType: 'Gömlek' },
        __typename: 'LineItem',
        __parentId: 'gid://shopify/Order/11',
      },
      { id: 'gid://shopify/LineItem/112', product: null, __typename: 'LineItem', __parentId: 'gid://shopify/Order/11' },
    ]);
  });

  it('puts children after their parent but not next to it, unless grouping is asked for', async () => {
    const shopify = await startTestShopify();
    await shopify.load(manyOrders(1500));
    const lines = await download((await finished(shopify, await start(shopify, ORDERS))).url);
    expect(lines).toHaveLength(4500);
    const placeOf = new Map(lines.map((line, place) => [line.id, place]));
    const children = lines.flatMap((line, place) => (line.__parentId === undefined ? [] : [{ line, place }]));
    expect(children).toHaveLength(3000);
    expect(children.every(({ line, place }) => placeOf.get(line.__parentId)! < place)).toBe(true);
    const firstOf = children.filter(({ line }) => String(line.id).endsWith('1'));
    expect(firstOf.filter(({ line, place }) => place - 1 === placeOf.get(line.__parentId))).toEqual([]);
    // Children of one order do not even keep together.
    const parents = children.map(({ line }) => line.__parentId);
    const pairs = parents.filter((parent, place) => parent === parents[place + 1]);
    expect(pairs.length).toBeLessThan(100);
    // Children of early orders come before the last orders: a reader cannot wait for "all parents first" either.
    expect(children[0]!.place).toBeLessThan(placeOf.get('gid://shopify/Order/2499')!);

    const grouped = await download((await finished(shopify, await start(shopify, ORDERS, true))).url);
    expect(grouped.slice(0, 3).map((line) => line.id)).toEqual([
      'gid://shopify/Order/1000',
      'gid://shopify/LineItem/10001',
      'gid://shopify/LineItem/10002',
    ]);
  });

  it('ignores page sizes and heeds the query argument', async () => {
    const shopify = await startTestShopify();
    await shopify.load([
      customer('1', { updatedAt: '2026-01-01T00:00:00Z' }),
      customer('2', { updatedAt: '2026-03-01T00:00:00Z' }),
      order('5', '2'),
      order('6', '2'),
    ]);
    const query = `{ customers(first: 1, query: "updated_at:>2026-02-01") { edges { node { id orders(first: 1) { edges { node { id } } } } } } }`;
    const lines = await download((await finished(shopify, await start(shopify, query))).url);
    expect(lines.toSorted(byId)).toEqual([
      { id: 'gid://shopify/Customer/2' },
      { id: 'gid://shopify/Order/5', __parentId: 'gid://shopify/Customer/2' },
      { id: 'gid://shopify/Order/6', __parentId: 'gid://shopify/Customer/2' },
    ]);
  });

  it('has no address when there is nothing in it', async () => {
    const shopify = await startTestShopify();
    const operation = await finished(shopify, await start(shopify, '{ customers { edges { node { id } } } }'));
    expect(operation).toMatchObject({ status: 'COMPLETED', objectCount: '0', url: null });
  });

  it('is signed, and gone after seven days', async () => {
    let nowMs = Date.parse('2026-11-21T12:00:00Z');
    const shopify = await startTestShopify({ clock: () => new Date(nowMs) });
    await shopify.load(manyOrders(1));
    const id = await start(shopify, ORDERS);
    const { url } = await finished(shopify, id);
    const forged = url!.replace(/Signature=\w{8}/, 'Signature=00000000');
    expect((await call('GET', forged)).status).toBe(403);
    nowMs += 7 * 86_400_000;
    expect((await call('GET', url!)).status).toBe(400);
    const fresh = at((await shopify.exchange()).json, 'access_token');
    const headers = { 'x-shopify-access-token': String(fresh) };
    const late = await shopify.admin('/api/2026-10/graphql.json', { query: LOOK, variables: { id } }, headers);
    expect(at(late.json, 'data', 'bulkOperation')).toMatchObject({ status: 'EXPIRED', url: null });
  });
});

describe('its life', () => {
  it('goes from created through running to completed by the clock, counting as it goes', async () => {
    let nowMs = Date.parse('2026-11-21T12:00:00Z');
    const sink = await startSink();
    const shopify = await startTestShopify({ clock: () => new Date(nowMs), bulkDelayMs: 10_000, appUrl: sink.url });
    await shopify.load(manyOrders(1000));
    const id = await start(shopify, ORDERS);
    expect((await look(shopify, id)).status).toBe('CREATED');
    nowMs += 5000;
    let running = await look(shopify, id);
    await until('half of the objects are counted', async () => {
      running = await look(shopify, id);
      return running.objectCount === '1500';
    });
    expect(running).toMatchObject({ status: 'RUNNING', rootObjectCount: '500', url: null, completedAt: null });
    nowMs += 5000;
    const done = await finished(shopify, id);
    expect(done).toMatchObject({ status: 'COMPLETED', objectCount: '3000', completedAt: '2026-11-21T12:00:10.000Z' });

    await shopify.drain();
    expect(sink.received[0]!.headers['x-shopify-topic']).toBe('bulk_operations/finish');
    expect(sink.received[0]!.body).toEqual({
      admin_graphql_api_id: id,
      completed_at: '2026-11-21T15:00:10+03:00',
      created_at: '2026-11-21T15:00:00+03:00',
      error_code: null,
      status: 'completed',
      type: 'query',
    });
  });

  it('allows five at a time in a shop', async () => {
    const shopify = await startTestShopify({ bulkDelayMs: 60_000 });
    for (let count = 0; count < 5; count += 1) await start(shopify, ORDERS);
    const sixth = await shopify.graphql(START, { query: ORDERS });
    expect(at(sixth.json, 'data', 'bulkOperationRunQuery')).toMatchObject({
      bulkOperation: null,
      userErrors: [{ code: 'LIMIT_REACHED', field: ['query'] }],
    });
    const list = await shopify.graphql(
      '{ bulkOperations(first: 10, query: "status:created operation_type:query") { nodes { id } } }',
    );
    expect(at(list.json, 'data', 'bulkOperations', 'nodes')).toHaveLength(5);
  });

  it('can be cancelled while it runs, not afterwards', async () => {
    const shopify = await startTestShopify({ bulkDelayMs: 60_000 });
    await shopify.load(manyOrders(3));
    const id = await start(shopify, ORDERS);
    const cancel = () =>
      shopify.graphql(
        `mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }`,
        { id },
      );
    expect(at((await cancel()).json, 'data', 'bulkOperationCancel', 'userErrors')).toEqual([]);
    expect((await finished(shopify, id)).status).toBe('CANCELED');
    expect(at((await cancel()).json, 'data', 'bulkOperationCancel', 'userErrors', 0, 'message')).toContain('canceled');
  });

  it('can be made to fail with a part of the data', async () => {
    const shopify = await startTestShopify();
    await shopify.load(manyOrders(10));
    await shopify.control('POST', '/bulk/fail-next', { ends: 'FAILED', afterObjects: 7, errorCode: 'TIMEOUT' });
    const failed = await finished(shopify, await start(shopify, ORDERS));
    expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'TIMEOUT', url: null, objectCount: '7' });
    expect(await download(failed.partialDataUrl)).toHaveLength(7);
    expect((await finished(shopify, await start(shopify, ORDERS))).status).toBe('COMPLETED');
  });

  it.each(['CANCELED', 'EXPIRED'])('can be made to end as %s', async (ends) => {
    const shopify = await startTestShopify();
    await shopify.load(manyOrders(2));
    await shopify.control('POST', '/bulk/fail-next', { ends });
    expect(await finished(shopify, await start(shopify, ORDERS))).toMatchObject({ status: ends, url: null });
  });

  it('fails with ACCESS_DENIED when the query reads what the token may not', async () => {
    const shopify = await startTestShopify({ scopes: ['read_orders', 'read_all_orders'] });
    await shopify.load([customer('1'), order('2', '1')]);
    const nested = await finished(
      shopify,
      await start(shopify, '{ orders { edges { node { id customer { id } } } } }'),
    );
    expect(nested).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED' });
    const top = await finished(shopify, await start(shopify, '{ customers { edges { node { id } } } }'));
    expect(top).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED' });
  });
});

describe('the rules', () => {
  const line = '{ edges { node { id } } }';
  it.each([
    ['a syntax error', '{ orders {', 'Invalid bulk query: Syntax Error'],
    ['an unknown field', '{ orders { edges { node { id colour } } } }', 'Cannot query field "colour"'],
    ['no connection', '{ shop { name } }', 'must contain at least one connection'],
    ['two top-level fields', `{ orders ${line} customers ${line} }`, 'single top-level field'],
    [
      'a connection under a list',
      `{ orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }`,
      'within a list field are not currently supported',
    ],
    [
      'a nested connection whose parent has no id',
      `{ orders { edges { node { name lineItems ${line} } } } }`,
      "must select the 'id' field",
    ],
    [
      'three levels of nesting',
      `{ customers { edges { node { id orders { edges { node { id customer { id orders { edges { node { id lineItems ${line} } } } } } } } } } } }`,
      'nesting depth greater than 2',
    ],
    [
      'six connections',
      `{ customers { edges { node { id a: orders ${line} b: orders ${line} c: orders ${line} d: orders ${line} e: orders ${line} } } } }`,
      'more than 5 connections',
    ],
  ])('refuse %s', async (_what, query, message) => {
    const shopify = await startTestShopify();
    const reply = await shopify.graphql(START, { query });
    const payload = at(reply.json, 'data', 'bulkOperationRunQuery');
    expect(payload).toMatchObject({ bulkOperation: null, userErrors: [{ code: 'INVALID', field: ['query'] }] });
    expect(at(payload, 'userErrors', 0, 'message')).toContain(message);
  });
});
