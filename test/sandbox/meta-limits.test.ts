/** Rate limits of the stand-in for Meta: the score, the rolling hour, the headers, and what comes of calling while throttled. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  errorOf,
  makeAudience,
  startAfresh,
  startHarness,
  TOKEN,
  type Answer,
  type Harness,
} from './meta-caller.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.meta.close());
beforeEach(() => startAfresh(harness));

const SECOND_MS = 1000;
const read = (account = ACCOUNT): Promise<Answer> => harness.call('GET', `/act_${account}`);
const write = (id: string): Promise<Answer> => harness.call('POST', `/${id}`, { body: { description: 'x' } });
const header = (answer: Answer, name: string): unknown => JSON.parse(answer.headers.get(name) ?? 'null') as unknown;
const business = (answer: Answer): unknown => at(header(answer, 'x-business-use-case-usage'), `${ACCOUNT}.0`);

describe('the score', () => {
  it('allows twenty writes in five minutes on the limited tier, and says how much is used', async () => {
    const id = await makeAudience(harness.call);
    for (let i = 0; i < 9; i += 1) await write(id);
    const half = await read();
    expect(header(half, 'x-ad-account-usage')).toEqual({
      acc_id_util_pct: 51.67,
      reset_time_duration: 300,
      ads_api_access_tier: 'development_access',
    });
    expect(business(half)).toMatchObject({ type: 'custom_audience', estimated_time_to_regain_access: 0 });
    for (let i = 0; i < 9; i += 1) expect((await write(id)).status).toBe(200);
    const refused = await write(id);
    expect(refused.status).toBe(400);
    expect(errorOf(refused)).toBe('17/2446079');
    expect(business(refused)).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 5 });
    expect(header(refused, 'x-ad-account-usage')).toMatchObject({ acc_id_util_pct: 100 });
    expect(await harness.control('GET', '/usage')).toMatchObject({
      refused: 1,
      accounts: { [ACCOUNT]: { accepted: 20, refused: 1 } },
    });
  });

  it('comes back bit by bit as calls grow older than five minutes', async () => {
    const id = await makeAudience(harness.call);
    for (let i = 0; i < 9; i += 1) await write(id);
    await harness.advance(200 * SECOND_MS);
    for (let i = 0; i < 10; i += 1) await write(id);
    await harness.advance(100 * SECOND_MS);
    for (let i = 0; i < 10; i += 1) expect((await write(id)).status).toBe(200);
    expect(errorOf(await write(id))).toBe('17/2446079');
  });

  it('blocks longer when called while blocked, and counts those calls', async () => {
    const id = await makeAudience(harness.call);
    for (let i = 0; i < 19; i += 1) await write(id);
    await harness.advance(200 * SECOND_MS);
    expect(errorOf(await read())).toBe('17/2446079');
    await harness.advance(299 * SECOND_MS);
    expect(errorOf(await read())).toBe('17/2446079');
    await harness.advance(300 * SECOND_MS);
    expect(errorOf(await read())).toBe('200 OK');
    expect(await harness.control('GET', '/usage')).toMatchObject({ refused: 2 });
    await harness.control('DELETE', '/traffic');
    expect(await harness.control('GET', '/usage')).toMatchObject({ refused: 0 });
  });

  it.each([
    [613, '613/1487742'],
    [80003, '80003/2446079'],
  ])('can be refused with %s', async (scoreCode, answer) => {
    await harness.control('POST', '/accounts', { id: ACCOUNT, scoreCode });
    const id = await makeAudience(harness.call);
    for (let i = 0; i < 19; i += 1) await write(id);
    expect(errorOf(await write(id))).toBe(answer);
  });

  it('is each ad account its own, and larger on the full tier', async () => {
    await harness.control('POST', '/accounts', { id: '1002' });
    for (let i = 0; i < 61; i += 1) await read();
    expect(errorOf(await read())).toBe('17/2446079');
    expect(errorOf(await read('1002'))).toBe('200 OK');
    await startAfresh(harness);
    await harness.control('POST', '/apps', { tier: 'full' });
    await harness.control('POST', '/limits', { mode: 'published' });
    for (let i = 0; i < 100; i += 1) expect((await read()).status).toBe(200);
    expect(header(await read(), 'x-ad-account-usage')).toMatchObject({
      acc_id_util_pct: 1.12,
      ads_api_access_tier: 'standard_access',
    });
  });
});

it('limits the calls of a rolling hour, and allows more where there are more audiences', async () => {
  await harness.control('POST', '/switches', { accountCallsPerHour: 10 });
  for (let i = 0; i < 10; i += 1) expect((await read()).status).toBe(200);
  const refused = await read();
  expect([refused.status, errorOf(refused)]).toEqual([400, '80003/2446079']);
  expect(business(refused)).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 60 });
  await harness.advance(3_600 * SECOND_MS);
  await makeAudience(harness.call);
  for (let i = 0; i < 24; i += 1) expect((await read()).status).toBe(200);
  expect(business(await read())).toMatchObject({ call_count: 52 });
});

it('limits an app over all its ad accounts', async () => {
  await harness.control('POST', '/switches', { appCallsPerHour: 10 });
  for (let i = 0; i < 9; i += 1) await harness.call('GET', '/me');
  const last = await read();
  expect(header(last, 'x-app-usage')).toEqual({ call_count: 100, total_time: 0, total_cputime: 0 });
  const refused = await harness.call('GET', '/me/adaccounts');
  expect([refused.status, errorOf(refused)]).toEqual([400, '4']);
  await harness.advance(3_600 * SECOND_MS);
  expect(errorOf(await harness.call('GET', '/me'))).toBe('200 OK');
});

it('counts nothing when limits are off', async () => {
  await harness.control('POST', '/limits', { mode: 'off' });
  for (let i = 0; i < 70; i += 1) expect((await read()).status).toBe(200);
  await harness.control('POST', '/limits', { mode: 'published' });
  expect(errorOf(await harness.call('GET', '/me', { token: TOKEN }))).toBe('200 OK');
});
