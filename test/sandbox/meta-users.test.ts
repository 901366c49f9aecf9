/** People in audiences at the stand-in for Meta: payloads, rows that cannot be used, sessions, removal. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  errorOf,
  hash,
  makeAudience,
  memberLines,
  members,
  people,
  rows,
  startAfresh,
  startHarness,
  type Answer,
  type Harness,
} from './meta-caller.ts';

let harness: Harness;
let id: string;
beforeAll(async () => {
  harness = await startHarness({ limits: 'off' });
});
afterAll(() => harness.meta.close());
beforeEach(async () => {
  await startAfresh(harness);
  id = await makeAudience(harness.call);
});

const add = (body: object, audience = id): Promise<Answer> => harness.call('POST', `/${audience}/users`, { body });
const remove = (body: object, audience = id): Promise<Answer> => harness.call('DELETE', `/${audience}/users`, { body });
const inside = (audience = id): Promise<unknown[]> => members(harness.meta.url, audience);
const ALL_KEYS = [
  'EXTERN_ID',
  'EMAIL',
  'PHONE',
  'FN',
  'LN',
  'CT',
  'ST',
  'ZIP',
  'COUNTRY',
  'GEN',
  'DOBY',
  'DOBM',
  'DOBD',
];
const SHOUTED = hash('x').toUpperCase();

describe('adding', () => {
  it('takes rows of many keys with unknown cells, and answers what was received', async () => {
    const full = ['c-1', ...ALL_KEYS.slice(1).map((key) => hash(key))];
    const sparse = ['c-2', '', hash('5551'), ...ALL_KEYS.slice(3).map(() => '')];
    const answer = await add(rows([full, sparse], ALL_KEYS, { session_id: 7, batch_seq: 1, last_batch_flag: true }));
    expect(answer.body).toEqual({
      audience_id: id,
      session_id: '7',
      num_received: 2,
      num_invalid_entries: 0,
      invalid_entry_samples: {},
    });
    expect(await memberLines(harness.meta.url, id)).toEqual([
      { extern_id: 'c-1', email: hash('EMAIL'), phone: hash('PHONE'), value: null },
      { extern_id: 'c-2', email: null, phone: hash('5551'), value: null },
    ]);
  });

  it('takes the payload as a form, without a session', async () => {
    const form = { payload: JSON.stringify({ schema: 'EMAIL_SHA256', data: [hash('a@x.com'), hash('b@x.com')] }) };
    const answer = await harness.call('POST', `/${id}/users`, { form });
    expect(answer.body).toMatchObject({ num_received: 2, invalid_entry_samples: [] });
    expect(await inside()).toEqual([null, null]);
  });

  it('counts nobody twice', async () => {
    await add(rows(people(0, 10)));
    await add(rows(people(5, 15)));
    expect(await inside()).toHaveLength(15);
    expect(at(await harness.control('GET', '/audiences'), 'audiences.0')).toMatchObject({
      count: 15,
      rowsReceived: 20,
      rowsAlreadyThere: 5,
    });
  });

  it.each([
    ['no payload', {}],
    ['an unknown key', rows([['x']], ['SHOE_SIZE'])],
    ['an unknown single key', rows(['x'], 'SHOE_SIZE')],
    ['a key named twice', rows([['a', 'b']], ['EMAIL', 'EMAIL'])],
    ['no rows', rows([])],
    ['more than 10,000 rows', rows(Array.from({ length: 10_001 }, () => ['a', hash('b')]))],
    [
      'a value, without being based on values',
      rows([['c-1', hash('a'), 3]], ['EXTERN_ID', 'EMAIL', 'LOOKALIKE_VALUE']),
    ],
    ['a place of limited use alone', rows([[hash('a'), 1]], ['EMAIL', 'DATA_PROCESSING_OPTIONS_COUNTRY'])],
    ['a session without id', rows(people(0, 1), undefined, { batch_seq: 1 })],
    ['a session id of no 64 bits', rows(people(0, 1), undefined, { session_id: '9223372036854775808', batch_seq: 1 })],
    ['a batch counted from 0', rows(people(0, 1), undefined, { session_id: 1, batch_seq: 0 })],
  ])('is refused for %s', async (_, body) => {
    expect(errorOf(await add(body))).toBe('100');
    expect(await inside()).toEqual([]);
  });

  it('says which rows are not hashed as they should be, and takes the others', async () => {
    const answer = await add(
      rows([
        ['c-1', hash('a')],
        ['c-2', 'a@example.com'],
        ['c-3', SHOUTED],
        ['c-4', hash('b'), 'one too many'],
      ]),
    );
    expect(answer.body).toMatchObject({ num_received: 4, num_invalid_entries: 3 });
    expect(Object.keys(at(answer.body, 'invalid_entry_samples') as object)).toEqual([
      JSON.stringify(['c-2', 'a@example.com']),
      JSON.stringify(['c-3', SHOUTED]),
      JSON.stringify(['c-4', hash('b'), 'one too many']),
    ]);
    expect(await inside()).toEqual(['c-1']);
    const many = await add(rows(Array.from({ length: 300 }, (_, i) => ['x', `plain ${i}`])));
    expect(at(many.body, 'num_invalid_entries')).toBe(300);
    expect(Object.keys(at(many.body, 'invalid_entry_samples') as object)).toHaveLength(100);
    const status = await harness.call('GET', `/${id}`, { query: { fields: 'operation_status' } });
    expect(at(status.body, 'operation_status.code')).toBe(412);
  });

  it('hashes what is sent raw, when told so', async () => {
    await add({ payload: { schema: ['EXTERN_ID', 'EMAIL'], data: [['c-1', ' A@X.com']], is_raw: true } });
    expect(await memberLines(harness.meta.url, id)).toMatchObject([{ extern_id: 'c-1', email: hash('a@x.com') }]);
  });

  it('takes no single hashes once there are rows of several keys', async () => {
    await add(rows([hash('a')], 'EMAIL_SHA256'));
    await add(rows(people(0, 1)));
    const refused = await add(rows([hash('b')], 'EMAIL_SHA256'));
    expect(errorOf(refused)).toBe('2650');
    expect(await inside()).toHaveLength(2);
  });
});

describe('values', () => {
  const schema = ['EXTERN_ID', 'EMAIL', 'LOOKALIKE_VALUE'];
  beforeEach(async () => {
    id = await makeAudience(harness.call, 'Value', { is_value_based: 1 });
  });

  it('are demanded, kept and replaced', async () => {
    expect(errorOf(await add(rows(people(0, 1))))).toBe('100');
    await add(
      rows(
        [
          ['c-1', hash('a'), 12.5],
          ['c-2', hash('b'), '0'],
        ],
        schema,
      ),
    );
    await add(rows([['c-1', hash('a'), 99]], schema));
    expect((await memberLines(harness.meta.url, id)).map((line) => at(line, 'value'))).toEqual([99, 0]);
  });

  it('below zero or in words make an invalid entry', async () => {
    const answer = await add(
      rows(
        [
          ['c-1', hash('a'), -1],
          ['c-2', hash('b'), 'much'],
          ['c-3', hash('c'), 1],
        ],
        schema,
      ),
    );
    expect(at(answer.body, 'num_invalid_entries')).toBe(2);
    expect(await inside()).toEqual(['c-3']);
  });
});

it('knows columns of limited use, and counts whom they limit', async () => {
  const schema = [
    'EXTERN_ID',
    'EMAIL',
    'DATA_PROCESSING_OPTIONS',
    'DATA_PROCESSING_OPTIONS_COUNTRY',
    'DATA_PROCESSING_OPTIONS_STATE',
  ];
  const answer = await add(
    rows(
      [
        ['c-1', hash('a'), ['LDU'], 1, 1000],
        ['c-2', hash('b'), [], '', ''],
        ['c-3', hash('c'), ['OTHER'], 0, 0],
      ],
      schema,
    ),
  );
  expect(at(answer.body, 'num_invalid_entries')).toBe(1);
  expect(at(await harness.control('GET', '/audiences'), 'audiences.0.rowsLimitedUse')).toBe(1);
  expect(await inside()).toEqual(['c-1', 'c-2']);
});

describe('removing', () => {
  beforeEach(() => add(rows(people(0, 10))));

  it('goes by EXTERN_ID alone, by hash alone, and by POST with method=DELETE', async () => {
    await remove(rows([['c-0'], ['c-99']], ['EXTERN_ID']));
    await remove(rows(['c-1'], 'EXTERN_ID'));
    await remove(rows([hash('c-2@example.com')], 'EMAIL_SHA256'));
    await harness.call('POST', `/${id}/users`, {
      form: { method: 'DELETE', payload: JSON.stringify({ schema: ['EXTERN_ID'], data: [['c-3']] }) },
    });
    expect(await inside()).toEqual(['c-4', 'c-5', 'c-6', 'c-7', 'c-8', 'c-9']);
  });

  it('by an EXTERN_ID that nobody sent for 90 days means nobody', async () => {
    await harness.advance(89 * 86_400_000);
    await add(rows(people(5, 6)));
    await harness.advance(86_400_000);
    await remove(rows([['c-4'], ['c-5']], ['EXTERN_ID']));
    expect(await inside()).toContain('c-4');
    expect(await inside()).not.toContain('c-5');
    await add(rows([['c-4']], ['EXTERN_ID']));
    await remove(rows([['c-4', hash('c-4@example.com')]]));
    expect(await inside()).not.toContain('c-4');
  });

  it('that would leave too few is refused whole', async () => {
    await harness.control('POST', '/accounts', { id: ACCOUNT, removalFloor: 8 });
    expect(errorOf(await remove(rows(people(0, 3))))).toBe('200/1870047');
    expect(await inside()).toHaveLength(10);
    expect(errorOf(await remove(rows(people(0, 2))))).toBe('200 OK');
    expect(await inside()).toHaveLength(8);
  });

  it('from every audience reaches all of them, and nobody else', async () => {
    const other = await makeAudience(harness.call, 'Other');
    await add(rows(people(3, 6)), other);
    expect(at(await harness.control('GET', '/people/c-4'), 'audiences')).toHaveLength(2);
    const answer = await harness.call('DELETE', `/act_${ACCOUNT}/usersofanyaudience`, {
      body: rows([['c-4']], ['EXTERN_ID']),
    });
    expect(at(answer.body, 'num_received')).toBe(1);
    expect(at(await harness.control('GET', '/people/c-4'), 'audiences')).toEqual([]);
    expect(await inside(other)).toEqual(['c-3', 'c-5']);
    expect(await inside()).toHaveLength(9);
  });
});

describe('an EXTERN_ID', () => {
  it('means somebody only once it came with a key, in its ad account', async () => {
    const [mine, theirs] = [id, await makeAudience(harness.call, 'Second')];
    await add(rows([['c-1']], ['EXTERN_ID']), mine);
    expect(await inside(mine)).toEqual([]);
    await add(rows(people(1, 2)), mine);
    await add(rows([['c-1']], ['EXTERN_ID']), theirs);
    expect(await inside(theirs)).toEqual(['c-1']);
  });

  it('keeps two customers apart who share an address, and follows one who changes it', async () => {
    await add(
      rows([
        ['c-1', hash('same')],
        ['c-2', hash('same')],
      ]),
    );
    await add(rows([['c-1', hash('new')]]));
    expect(await memberLines(harness.meta.url, id)).toMatchObject([
      { extern_id: 'c-1', email: hash('new') },
      { extern_id: 'c-2', email: hash('same') },
    ]);
    await remove(rows([hash('same')], 'EMAIL_SHA256'));
    expect(await inside()).toEqual(['c-1']);
  });
});

describe('sessions', () => {
  const session = (seq: number, last = false, session_id: number | string = 77): object => ({
    session_id,
    batch_seq: seq,
    last_batch_flag: last,
    estimated_num_total: 20,
  });

  it('add up what they received, and tell how far they are', async () => {
    expect(at((await add(rows(people(0, 5), undefined, session(1)))).body, 'num_received')).toBe(5);
    const second = await add(rows([...people(5, 10), ['bad', 'plain']], undefined, session(2, true)));
    expect(second.body).toMatchObject({ num_received: 11, num_invalid_entries: 1, session_id: '77' });
    const told = await harness.call('GET', `/${id}/sessions`, { query: { session_id: 77 } });
    expect(at(told.body, 'data')).toMatchObject([
      { session_id: '77', stage: 'closed', num_received: '11', num_matched: '10', num_invalid_entries: '1' },
    ]);
    await harness.control('POST', '/switches', { sessionsStuck: true });
    const stuck = await harness.call('GET', `/${id}/sessions`, { query: { session_id: 77 } });
    expect(at(stuck.body, 'data.0.stage')).toBe('uploading');
  });

  it('keep all 64 bits of their id, in JSON and in forms', async () => {
    const big = '9007199254740995';
    const payload = JSON.stringify({ schema: ['EXTERN_ID', 'EMAIL'], data: people(0, 1) });
    const form = { payload, session: `{"session_id": ${big}, "batch_seq": 1}` };
    expect(at((await harness.call('POST', `/${id}/users`, { form })).body, 'session_id')).toBe(big);
    expect(at((await add(rows(people(0, 1), undefined, session(1, false, `${big}1`)))).body, 'session_id')).toBe(
      `${big}1`,
    );
  });

  it('belong to one audience and one kind of work in their ad account', async () => {
    const other = await makeAudience(harness.call, 'Other');
    await add(rows(people(0, 1), undefined, session(1)));
    expect(errorOf(await add(rows(people(0, 1), undefined, session(2)), other))).toBe('100');
    expect(errorOf(await remove(rows(people(0, 1), undefined, session(2))))).toBe('100');
    expect(errorOf(await add(rows(people(1, 2), undefined, session(2))))).toBe('200 OK');
  });
});
