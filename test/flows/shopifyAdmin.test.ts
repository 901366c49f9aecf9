/** The Admin API client against every way Shopify and the network can fail: who must act next, and what is sent twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bulkOperationRunQuery, shopDetails } from '#app/flows/shopify/documents.ts';
import { adminAddress, type Exchange } from '#app/flows/shopify/exchange.ts';
import { judge } from '#app/flows/shopify/judge.ts';
import { testDatabase } from '#test/support/database.ts';
import { installShop, type InstalledShop } from './installedShop.ts';

let shop: InstalledShop;
beforeAll(async () => {
  shop = await installShop(await testDatabase());
  await shop.storeToken();
});
beforeEach(async () => {
  await shop.shopify.control('DELETE', '/faults');
  await shop.shopify.control('DELETE', '/traffic');
  await shop.shopify.control('POST', '/bucket', { maximum: 2000, restorePerSecond: 1_000_000 });
});
afterAll(() => shop.close());

const fault = (rule: object) => shop.shopify.control('POST', '/faults', { path: 'graphql', ...rule });
const ask = (options = {}) => shop.admin(options).ask(shopDetails, {});
const graphqlCalls = () => shop.calls('graphql.json');
const value = { kind: 'value', value: { name: 'Deneme', currencyCode: 'TRY' } };
const retry = { kind: 'halted', halt: { kind: 'retry' } };

describe('a call that may be repeated', () => {
  it.each([
    ['is answered with 500', { status: 500 }],
    ['is answered with 429', { status: 429, headers: { 'retry-after': '0' } }],
    ['is cut off before Shopify read it', { cut: 'before' }],
    ['is cut off after Shopify handled it', { cut: 'after' }],
    ['is answered with half a body', { cutAtBytes: 20 }],
    ['is answered with something else than JSON', { status: 200, body: 'proxy error' }],
    [
      'fails inside Shopify',
      { status: 200, body: { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } },
    ],
  ])('succeeds on the third try when it %s twice', async (_, action) => {
    await fault({ times: 2, action });
    expect(await ask()).toMatchObject(value);
    expect(await graphqlCalls()).toBe(3);
  });

  it('is given up after a few tries, to be made again later', async () => {
    await fault({ times: 50, action: { status: 503 } });
    const answer = await ask({ attempts: 3 });
    expect(answer).toMatchObject(retry);
    expect(await graphqlCalls()).toBe(3);
  });

  it('ends at its deadline', async () => {
    await fault({ times: 1, action: { delayMs: 2_000 } });
    expect(await ask({ timeoutMs: 100, attempts: 1 })).toMatchObject({ ...retry, halt: { reason: 'TimeoutError' } });
  });

  it('waits for as long as Shopify says, if that is not too long', async () => {
    await fault({ times: 1, action: { status: 429, headers: { 'retry-after': '3600' } } });
    const answer = await ask({ patienceMs: 1_000 });
    expect(answer).toMatchObject(retry);
    if (answer.kind === 'halted' && answer.halt.kind === 'retry')
      expect(answer.halt.notBeforeMs).toBeGreaterThan(shop.services.clock() + 3_500_000);
    expect(await graphqlCalls()).toBe(1);
  });

  it('goes by the bucket of query cost', async () => {
    await shop.shopify.control('POST', '/bucket', { maximum: 4, restorePerSecond: 40 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask()));
    for (const answer of answers) expect(answer).toMatchObject(value);
    expect(await graphqlCalls()).toBeGreaterThan(8);
  });
});

describe('a call that must not be repeated blindly', () => {
  const EXPORT = '{ customers { edges { node { id } } } }';
  const start = () => shop.admin().ask(bulkOperationRunQuery, { query: EXPORT });

  it('is not sent again when Shopify may have acted on it', async () => {
    await fault({ bodyContains: 'BulkOperationRunQuery', action: { cut: 'after' } });
    expect(await start()).toMatchObject(retry);
    expect(await graphqlCalls()).toBe(1);
  });

  it('is sent again when Shopify said that it did not', async () => {
    await fault({ bodyContains: 'BulkOperationRunQuery', action: { status: 429, headers: { 'retry-after': '0' } } });
    expect(await start()).toMatchObject({ kind: 'value', value: { userErrors: [] } });
    expect(await graphqlCalls()).toBe(2);
  });
});

describe('who must act', () => {
  const answered = (status: number, body: unknown = {}): Exchange => ({
    kind: 'answered',
    status,
    retryAfterMs: null,
    body: JSON.stringify(body),
  });
  const failed = (code: string, data: unknown = null): Exchange =>
    answered(200, { data, errors: [{ message: 'why', extensions: { code } }] });

  it.each([
    ['402', answered(402), { kind: 'merchant-must-act', action: 'unfreeze-shop' }],
    ['403', answered(403), { kind: 'merchant-must-act', action: 'open-app' }],
    ['423', answered(423), { kind: 'merchant-must-act', action: 'unfreeze-shop' }],
    ['401', answered(401), { kind: 'token-refused' }],
    ['400', answered(400), { kind: 'our-bug' }],
    ['404', answered(404), { kind: 'our-bug' }],
    ['302', answered(302), { kind: 'our-bug' }],
    ['a missing scope', failed('ACCESS_DENIED', { shop: null }), { kind: 'merchant-must-act', action: 'grant-access' }],
    ['a dear query', failed('MAX_COST_EXCEEDED'), { kind: 'our-bug' }],
    ['an unknown field', answered(200, { errors: [{ message: "Field 'x' doesn't exist" }] }), { kind: 'our-bug' }],
    ['an answer of another shape', answered(200, { data: { shop: { name: 5 } } }), { kind: 'our-bug' }],
    [
      'no connection',
      { kind: 'lost', heard: 'no', reason: 'ECONNREFUSED' } satisfies Exchange,
      { kind: 'again', heard: false },
    ],
  ])('after %s', (_, exchange, expected) => {
    expect(judge(shopDetails, exchange)).toMatchObject(expected);
  });

  it('tolerates errors beside a value that is whole', () => {
    const shopValue = { name: 'a', currencyCode: 'TRY', ianaTimezone: 'UTC', shopAddress: { countryCodeV2: null } };
    expect(judge(shopDetails, failed('ACCESS_DENIED', { shop: shopValue }))).toEqual({
      kind: 'value',
      value: shopValue,
      errors: [{ code: 'ACCESS_DENIED', message: 'why', path: [] }],
    });
  });

  it('waits for what the query costs', () => {
    const cost = {
      requestedQueryCost: 300,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 100, restoreRate: 100 },
    };
    const throttled = answered(200, {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: { cost },
    });
    expect(judge(shopDetails, throttled)).toMatchObject({ kind: 'throttled', waitMs: 2_000 });
  });
});

describe('the address', () => {
  it.each(['evil.example', 'a.myshopify.com.evil.example', 'a.myshopify.com/x', 'A@b.myshopify.com', ''])(
    'is never made of "%s"',
    (domain) => {
      expect(() => adminAddress(shop.services.environment, domain)).toThrow(/Not a shop's domain/);
    },
  );
});
