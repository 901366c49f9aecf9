/** Audiences at the stand-in for Meta: made, found, listed, renamed, flagged, deleted, and what can be read of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  errorOf,
  makeAudience,
  people,
  rows,
  startAfresh,
  startHarness,
  type Answer,
  type Harness,
} from './meta-caller.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ limits: 'off' });
});
afterAll(() => harness.meta.close());
beforeEach(() => startAfresh(harness));

const AUDIENCES = `/act_${ACCOUNT}/customaudiences`;
const create = (body: object): Promise<Answer> => harness.call('POST', AUDIENCES, { body });
const read = async (id: string, fields: string): Promise<unknown> =>
  (await harness.call('GET', `/${id}`, { query: { fields } })).body;
const SIZE = 'approximate_count_lower_bound,approximate_count_upper_bound,operation_status,delivery_status';

describe('making an audience', () => {
  it.each([
    [{ customer_file_source: 'USER_PROVIDED_ONLY' }],
    [{ name: 'x' }],
    [{ name: 'x', customer_file_source: 'FOUND_IN_A_DRAWER' }],
    [{ name: 'x', customer_file_source: 'USER_PROVIDED_ONLY', subtype: 'WEBSITE' }],
    [{ name: 'x', customer_file_source: 'USER_PROVIDED_ONLY', retention_days: 181 }],
    [{ name: 'x', customer_file_source: 'USER_PROVIDED_ONLY', retention_days: 0 }],
    [{ name: 'x', customer_file_source: 'USER_PROVIDED_ONLY', usage_restriction: 'SOME' }],
  ])('is refused without what it needs: %j', async (body) => {
    expect(errorOf(await create(body))).toBe('100');
  });

  it('takes forms as well as JSON, and keeps what it is given', async () => {
    const form = {
      name: 'Kesit · VIP',
      subtype: 'CUSTOM',
      customer_file_source: 'USER_PROVIDED_ONLY',
      is_value_based: '1',
      retention_days: '90',
      description: 'Best customers',
    };
    const made = await harness.call('POST', AUDIENCES, { form });
    expect(
      await read(String(at(made.body, 'id')), 'name,description,subtype,is_value_based,retention_days,account_id'),
    ).toEqual({
      id: at(made.body, 'id'),
      name: 'Kesit · VIP',
      description: 'Best customers',
      subtype: 'CUSTOM',
      is_value_based: true,
      retention_days: 90,
      account_id: ACCOUNT,
    });
  });

  it('finds the same one only when asked to', async () => {
    const first = await makeAudience(harness.call);
    expect(await makeAudience(harness.call)).not.toBe(first);
    expect(await makeAudience(harness.call, 'Kesit · VIP', { enable_fetch_or_create: true })).toBe(first);
    expect(await makeAudience(harness.call, 'Kesit · New', { enable_fetch_or_create: true })).not.toBe(first);
  });

  it('ends at the limit of the ad account', async () => {
    for (let i = 0; i < 500; i += 1) await makeAudience(harness.call, `A ${i}`);
    const refused = await create({ name: 'One more', customer_file_source: 'USER_PROVIDED_ONLY' });
    expect(errorOf(refused)).toBe('100');
    expect(at(refused.body, 'error.message')).toContain('maximum number of custom audiences');
    expect(errorOf(await harness.call('GET', AUDIENCES, { query: { limit: 5000 } }))).toBe('1');
  });

  it('may take a while until it is found', async () => {
    await harness.control('POST', '/switches', { creationDelayMs: 5000 });
    const id = await makeAudience(harness.call);
    expect(errorOf(await harness.call('GET', `/${id}`))).toBe('803');
    expect(at((await harness.call('GET', AUDIENCES)).body, 'data')).toEqual([]);
    await harness.advance(5000);
    expect(errorOf(await harness.call('GET', `/${id}`))).toBe('200 OK');
  });
});

describe('listing', () => {
  it('goes by pages, to the end and without repeating anybody', async () => {
    const made: string[] = [];
    for (let i = 0; i < 7; i += 1) made.push(await makeAudience(harness.call, `A ${i}`));
    const found: unknown[] = [];
    let after = '';
    for (;;) {
      const answer = await harness.call('GET', AUDIENCES, { query: { limit: 3, ...(after === '' ? {} : { after }) } });
      found.push(...(at(answer.body, 'data') as unknown[]).map((entry) => at(entry, 'id')));
      if (at(answer.body, 'paging.next') === undefined) break;
      after = String(at(answer.body, 'paging.cursors.after'));
    }
    expect(found).toEqual(made);
    expect(errorOf(await harness.call('GET', AUDIENCES, { query: { after: 'nonsense' } }))).toBe('100');
  });

  it.each([
    [[{ field: 'name', operator: 'EQUAL', value: 'Kesit · VIP' }], ['Kesit · VIP']],
    [[{ field: 'name', operator: 'CONTAIN', value: 'kesit' }], ['Kesit · VIP', 'Kesit · New']],
    [[{ field: 'name', operator: 'IN', value: ['Other', 'None'] }], ['Other']],
    [
      [
        { field: 'name', operator: 'STARTS_WITH', value: 'Kesit' },
        { field: 'name', operator: 'NOT_CONTAIN', value: 'VIP' },
      ],
      ['Kesit · New'],
    ],
  ])('filters by %j', async (filtering, names) => {
    for (const name of ['Kesit · VIP', 'Kesit · New', 'Other']) await makeAudience(harness.call, name);
    const query = { fields: 'name', filtering: JSON.stringify(filtering) };
    const answer = await harness.call('GET', AUDIENCES, { query });
    expect((at(answer.body, 'data') as unknown[]).map((entry) => at(entry, 'name'))).toEqual(names);
  });

  it('refuses filters it does not know', async () => {
    for (const filter of [
      { field: 'shoe', operator: 'EQUAL', value: 1 },
      { field: 'name', operator: 'LIKE', value: 'x' },
    ]) {
      const query = { filtering: JSON.stringify([filter]) };
      expect(errorOf(await harness.call('GET', AUDIENCES, { query }))).toBe('100');
    }
  });
});

describe('changing and deleting', () => {
  it('renames', async () => {
    const id = await makeAudience(harness.call);
    expect((await harness.call('POST', `/${id}`, { body: { name: 'Renamed' } })).body).toEqual({ success: true });
    expect(at(await read(id, 'name'), 'name')).toBe('Renamed');
  });

  it('deletes, also by POST with method=DELETE, and then it is missing', async () => {
    const [first, second] = [await makeAudience(harness.call, 'One'), await makeAudience(harness.call, 'Two')];
    await harness.call('POST', `/${first}/users`, { body: rows(people(0, 5)) });
    expect((await harness.call('DELETE', `/${first}`)).body).toEqual({ success: true });
    expect((await harness.call('POST', `/${second}`, { form: { method: 'DELETE' } })).body).toEqual({ success: true });
    for (const id of [first, second]) expect(errorOf(await harness.call('GET', `/${id}`))).toBe('100/33');
    expect(errorOf(await harness.call('POST', `/${first}/users`, { body: rows(people(0, 5)) }))).toBe('100/33');
  });

  it('keeps what lookalikes depend on', async () => {
    const id = await makeAudience(harness.call);
    await harness.control('POST', `/audiences/${id}`, { lookalikes: true });
    expect(errorOf(await harness.call('DELETE', `/${id}`))).toBe('2656');
    expect(errorOf(await harness.call('GET', `/${id}`))).toBe('200 OK');
  });
});

describe('flagged audiences', () => {
  it.each([['Diabetes patients'], ['High income'], ['Credit score over 700']])('are those named %s', async (name) => {
    const id = await makeAudience(harness.call, name);
    expect(await read(id, 'operation_status,delivery_status,fields_violating_integrity_policy')).toMatchObject({
      operation_status: { code: 471 },
      delivery_status: { code: 400 },
      fields_violating_integrity_policy: ['name'],
    });
    expect(errorOf(await harness.call('POST', `/${id}/users`, { body: rows(people(0, 1)) }))).toBe('100/1713230');
    expect(errorOf(await harness.call('POST', `/${id}`, { body: { name: 'Neutral' } }))).toBe('100/1713230');
    expect(errorOf(await harness.call('DELETE', `/${id}`))).toBe('200 OK');
  });

  it('can be flagged later, and be freed', async () => {
    const id = await makeAudience(harness.call);
    await harness.control('POST', `/audiences/${id}`, { status: 471 });
    expect(errorOf(await harness.call('POST', `/${id}/users`, { body: rows(people(0, 1)) }))).toBe('100/1713230');
    await harness.control('POST', `/audiences/${id}`, { status: null });
    expect(errorOf(await harness.call('POST', `/${id}/users`, { body: rows(people(0, 1)) }))).toBe('200 OK');
  });
});

describe('size and state', () => {
  it('are unknown, then too small, then bounds around the truth', async () => {
    const id = await makeAudience(harness.call);
    expect(await read(id, SIZE)).toMatchObject({
      approximate_count_lower_bound: -1,
      approximate_count_upper_bound: -1,
      operation_status: { code: 410 },
      delivery_status: { code: 300 },
    });
    await harness.call('POST', `/${id}/users`, { body: rows(people(0, 99)) });
    expect(await read(id, SIZE)).toMatchObject({
      approximate_count_lower_bound: 1000,
      operation_status: { code: 200 },
      delivery_status: { code: 300 },
    });
    await harness.call('POST', `/${id}/users`, { body: rows(people(99, 3456)) });
    expect(await read(id, SIZE)).toMatchObject({
      approximate_count_lower_bound: 3400,
      approximate_count_upper_bound: 3900,
      delivery_status: { code: 200 },
    });
  });

  it('tell of a change only after the delay', async () => {
    await harness.control('POST', '/switches', { visibilityDelayMs: 3_600_000 });
    const id = await makeAudience(harness.call);
    await harness.call('POST', `/${id}/users`, { body: rows(people(0, 2000)) });
    const sentAt = Date.parse(String(at(await harness.control('GET', '/clock'), 'now'))) / 1000;
    await harness.advance(3_599_000);
    expect(await read(id, SIZE)).toMatchObject({
      approximate_count_lower_bound: -1,
      operation_status: { code: 410 },
    });
    await harness.call('POST', `/${id}/users`, { body: rows(people(2000, 4000)) });
    await harness.advance(1000);
    expect(await read(id, `${SIZE},time_content_updated`)).toMatchObject({
      approximate_count_lower_bound: 2000,
      operation_status: { code: 200 },
      time_content_updated: sentAt,
    });
    await harness.advance(3_600_000);
    expect(at(await read(id, SIZE), 'approximate_count_lower_bound')).toBe(4000);
  });
});

it('shows people what it holds', async () => {
  await makeAudience(harness.call, 'Kesit · <VIP>');
  const text = await (await fetch(harness.meta.url)).text();
  expect(text).toContain('Kesit · &#60;VIP&#62;');
  expect(text).toContain('create_audience');
});
