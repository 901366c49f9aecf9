// What an app may write to customers of the stand-in: tags, metafields, and both in bulk.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Customer } from '#sandbox/shopify/model.ts';
import type { Shopify, Sink } from './shopifyHarness.ts';
import { ALL_SCOPES, at, call, customer, startSink, startTestShopify } from './shopifyHarness.ts';
import { download, finished } from './shopifyBulkCalls.ts';

const ADD = `mutation ($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { node { id ... on Customer { tags } } userErrors { field message } } }`;
const REMOVE = `mutation ($id: ID!, $tags: [String!]!) {
  tagsRemove(id: $id, tags: $tags) { node { id } userErrors { field message } } }`;
const SET = `mutation ($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) {
  metafields { namespace value compareDigest owner { ... on Customer { id } } } userErrors { code message } } }`;
const DELETE = `mutation ($metafields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $metafields) { deletedMetafields { key } userErrors { message } } }`;
const DEFINE = `mutation ($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } userErrors { code } } }`;
const STAGE = `mutation ($method: StagedUploadHttpMethodType) { stagedUploadsCreate(input: [{
  resource: BULK_MUTATION_VARIABLES, filename: "lines.jsonl", mimeType: "text/jsonl", httpMethod: $method }]) {
  stagedTargets { url parameters { name value } } userErrors { message } } }`;
const RUN = `mutation ($mutation: String!, $path: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) {
    bulkOperation { id status type } userErrors { code message } } }`;

let shopify: Shopify;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
  shopify = await startTestShopify({ appUrl: sink.url, scopes: [...ALL_SCOPES, 'write_customers'] });
});

let lastId = 5000;
/** A customer of this test only, with these tags. */
async function newCustomer(tags: string[] = []): Promise<string> {
  lastId += 1;
  await shopify.load([customer(String(lastId), { tags })]);
  return String(lastId);
}
const gid = (id: string): string => `gid://shopify/Customer/${id}`;
const stored = async (id: string): Promise<Customer> =>
  (await shopify.dump()).find((record): record is Customer => record.type === 'customer' && record.id === id)!;

describe('tags', () => {
  it('are added beside those of others, once whatever their case, and told', async () => {
    const id = await newCustomer(['bülten', 'kesit: vip']);
    const reply = await shopify.graphql(ADD, { id: gid(id), tags: ['Kesit: VIP', 'Kesit: Yeni, Kesit: Sadık'] });
    expect(at(reply.json, 'data', 'tagsAdd')).toEqual({
      node: { id: gid(id), tags: ['bülten', 'kesit: vip', 'Kesit: Yeni', 'Kesit: Sadık'] },
      userErrors: [],
    });
    await shopify.drain();
    const told = sink.received.filter(({ headers }) => headers['x-shopify-topic'] === 'customer.tags_added');
    expect(told.map(({ body }) => at(body, 'tags'))).toEqual([['Kesit: Yeni', 'Kesit: Sadık']]);
  });

  it('are taken away whatever their case, and nothing is told when none was there', async () => {
    const id = await newCustomer(['bülten', 'kesit: vip']);
    await shopify.graphql(REMOVE, { id: gid(id), tags: ['KESIT: VIP'] });
    expect((await stored(id)).tags).toEqual(['bülten']);
    await shopify.drain();
    const before = sink.received.length;
    await shopify.graphql(REMOVE, { id: gid(id), tags: ['KESIT: VIP'] });
    await shopify.drain();
    expect(sink.received.length).toBe(before);
  });

  it.each([
    ['a customer who is not there', '999999', ['a'], 'id'],
    ['a tag of 256 letters', null, ['x'.repeat(256)], 'tags'],
    ['a tag beyond 250', 'full', ['one more'], 'tags'],
  ])('are refused for %s', async (_, who, tags, field) => {
    const full = Array.from({ length: 250 }, (__, index) => `tag ${index}`);
    const id = who === null || who === 'full' ? await newCustomer(who === null ? [] : full) : who;
    const reply = await shopify.graphql(ADD, { id: gid(id), tags });
    expect(at(reply.json, 'data', 'tagsAdd', 'userErrors')).toMatchObject([{ field: [field] }]);
  });

  it('ask for write_customers', async () => {
    const reader = await startTestShopify();
    const reply = await reader.graphql(ADD, { id: gid('1'), tags: ['a'] });
    expect(at(reply.json, 'errors', 0, 'extensions', 'code')).toBe('ACCESS_DENIED');
  });
});

describe('metafields', () => {
  const field = (id: string, value: string, more: object = {}) => ({
    ownerId: gid(id),
    namespace: '$app:kesit',
    key: 'segments',
    type: 'list.single_line_text_field',
    value,
    ...more,
  });
  const set = async (...metafields: object[]) =>
    at((await shopify.graphql(SET, { metafields })).json, 'data', 'metafieldsSet');

  it('are set in the namespace of the app, and deleted', async () => {
    const id = await newCustomer();
    expect(await set(field(id, '["VIP"]'))).toMatchObject({
      metafields: [{ namespace: 'app--1--kesit', value: '["VIP"]', owner: { id: gid(id) } }],
      userErrors: [],
    });
    const identifier = { ownerId: gid(id), namespace: '$app:kesit', key: 'segments' };
    const reply = await shopify.graphql(DELETE, { metafields: [identifier, { ...identifier, key: 'other' }] });
    expect(at(reply.json, 'data', 'metafieldsDelete', 'deletedMetafields')).toEqual([{ key: 'segments' }, null]);
    expect((await stored(id)).metafields).toEqual({});
  });

  it('are all left as they are when one is refused', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    expect(await set(field(one, '["VIP"]'), field(other, 'no list'))).toMatchObject({
      userErrors: [{ code: 'INVALID_VALUE' }],
    });
    expect((await stored(one)).metafields).toBeUndefined();
    expect(await set(field(one, '["VIP"]'), field('999999', '["VIP"]'))).toMatchObject({
      userErrors: [{ code: 'INVALID' }],
    });
    expect(await set(...Array.from({ length: 26 }, () => field(one, '["VIP"]')))).toMatchObject({
      userErrors: [{ code: 'LESS_THAN_OR_EQUAL_TO' }],
    });
  });

  it('are set only over the value that was read when its digest is given', async () => {
    const id = await newCustomer();
    expect(await set(field(id, '["A"]', { compareDigest: null }))).toMatchObject({ userErrors: [] });
    expect(await set(field(id, '["B"]', { compareDigest: null }))).toMatchObject({
      userErrors: [{ code: 'STALE_OBJECT' }],
    });
    const digest = at(await set(field(id, '["C"]')), 'metafields', 0, 'compareDigest');
    expect(await set(field(id, '["D"]', { compareDigest: digest }))).toMatchObject({ userErrors: [] });
  });

  it('have one definition, whose type they keep to', async () => {
    const definition = {
      namespace: '$app:kesit',
      key: 'level',
      ownerType: 'CUSTOMER',
      name: 'Level',
      type: 'single_line_text_field',
      access: { admin: 'MERCHANT_READ' },
    };
    const define = async (change: object) =>
      at(
        (await shopify.graphql(DEFINE, { definition: { ...definition, ...change } })).json,
        'data',
        'metafieldDefinitionCreate',
      );
    expect(await define({})).toMatchObject({ userErrors: [] });
    expect(await define({})).toMatchObject({ userErrors: [{ code: 'TAKEN' }] });
    expect(await define({ namespace: 'custom' })).toMatchObject({
      userErrors: [{ code: 'ADMIN_ACCESS_INPUT_NOT_ALLOWED' }],
    });
    const id = await newCustomer();
    expect(await set(field(id, '["A"]', { key: 'level' }))).toMatchObject({ userErrors: [{ code: 'INVALID_TYPE' }] });
  });
});

describe('a bulk mutation', () => {
  /** Uploads lines and gives their path. */
  async function upload(lines: unknown[], method: 'POST' | 'PUT' = 'POST'): Promise<string> {
    const reply = await shopify.graphql(STAGE, { method });
    const target = at(reply.json, 'data', 'stagedUploadsCreate', 'stagedTargets', 0) as {
      url: string;
      parameters: { name: string; value: string }[];
    };
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    const form = new FormData();
    for (const { name, value } of target.parameters) form.append(name, value);
    form.append('file', new Blob([text]), 'lines.jsonl');
    const response = await fetch(target.url, { method, body: method === 'POST' ? form : text });
    expect(response.ok).toBe(true);
    const key = target.parameters.find(({ name }) => name === 'key')?.value;
    return key ?? decodeURIComponent(new URL(target.url).pathname.replace('/staged-uploads/', ''));
  }
  const run = async (path: string, mutation = ADD) =>
    at((await shopify.graphql(RUN, { mutation, path })).json, 'data', 'bulkOperationRunMutation');
  const idOf = (started: unknown): string => String(at(started, 'bulkOperation', 'id'));

  it.each(['POST', 'PUT'] as const)(
    'carries out every line and says what became of each (upload by %s)',
    async (method) => {
      const [one, other] = [await newCustomer(['bülten']), await newCustomer()];
      const lines = [one, '999999', other].map((id) => ({ id: gid(id), tags: ['Kesit: VIP'] }));
      const started = await run(await upload(lines, method));
      expect(started).toMatchObject({ bulkOperation: { type: 'MUTATION' }, userErrors: [] });
      const operation = await finished(shopify, idOf(started));
      expect(operation).toMatchObject({ status: 'COMPLETED', rootObjectCount: '3' });
      expect(await download(operation.url)).toMatchObject([
        { data: { tagsAdd: { node: { id: gid(one) }, userErrors: [] } }, __lineNumber: 0 },
        { data: { tagsAdd: { node: null, userErrors: [{ field: ['id'] }] } }, __lineNumber: 1 },
        { data: { tagsAdd: { node: { id: gid(other) } } }, __lineNumber: 2 },
      ]);
      expect((await stored(one)).tags).toEqual(['bülten', 'Kesit: VIP']);
    },
  );

  it('leaves the rest of its lines when it fails in the middle', async () => {
    const ids = [await newCustomer(), await newCustomer()];
    await shopify.control('POST', '/bulk/fail-next', { ends: 'FAILED', afterObjects: 1, errorCode: 'TIMEOUT' });
    const started = await run(await upload(ids.map((id) => ({ id: gid(id), tags: ['a'] }))));
    expect(await finished(shopify, idOf(started))).toMatchObject({ status: 'FAILED', errorCode: 'TIMEOUT' });
    expect(await Promise.all(ids.map(async (id) => (await stored(id)).tags))).toEqual([['a'], []]);
  });

  it('is refused when the file or the mutation is of no use', async () => {
    const path = await upload([{ id: gid('1'), tags: ['a'] }]);
    const refused = (code: string) => ({ bulkOperation: null, userErrors: [{ code }] });
    expect(await run('tmp/1/nothing')).toMatchObject(refused('NO_SUCH_FILE'));
    expect(await run(await upload(['[1]']))).toMatchObject(refused('INVALID_STAGED_UPLOAD_FILE'));
    expect(await run(path, 'mutation { nothing }')).toMatchObject(refused('INVALID_MUTATION'));
    expect(await run(path, '{ shop { name } }')).toMatchObject(refused('INVALID_MUTATION'));
  });

  it('is refused beside as many others as may run', async () => {
    const line = { id: gid(await newCustomer()), tags: ['a'] };
    await shopify.control('POST', '/bulk/duration', { value: 60_000 });
    const limits = [
      [5, 'LIMIT_REACHED'],
      [1, 'OPERATION_IN_PROGRESS'],
    ] as const;
    const ids: string[] = [];
    for (let nth = 0; nth < 5; nth += 1) ids.push(idOf(await run(await upload([line]))));
    for (const [most, code] of limits) {
      await shopify.control('POST', '/bulk/mutations-at-once', { value: most });
      expect(await run(await upload([line]))).toMatchObject({ userErrors: [{ code }] });
    }
    await shopify.control('POST', '/clock', { advanceMs: 61_000 });
    for (const id of ids) expect(await finished(shopify, id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('takes no file without its signature', async () => {
    const path = await upload([{ id: gid('1'), tags: ['a'] }]);
    const reply = await call('PUT', `${shopify.url}/staged-uploads/${path}?signature=${'0'.repeat(64)}`, 'other');
    expect(reply.status).toBe(403);
  });
});
