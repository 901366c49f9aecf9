/** The builder's doors by HTTP: what is saved, what is refused and where, and counts against a recount by other SQL. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;

const eventually = <Value>(ask: () => Value | Promise<Value>) => expect.poll(ask, { timeout: 60_000, interval: 100 });

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await stage.database.owner.query<{ count: string }>(sql, values);
  return Number(rows[0]?.count);
}

beforeAll(async () => {
  stage = await adminStage({ customers: 150, worker: true });
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  await vi.waitFor(
    async () => {
      // The shop is computed as a whole once its history is read.
      expect(await count('SELECT count(*) FROM customer_fact WHERE order_count > 1')).toBeGreaterThan(10);
    },
    { timeout: 100_000, interval: 200 },
  );
});

interface Problem {
  kind: string;
  problems?: { path: unknown[]; code: string }[];
  reference?: { kind: string; segment: number };
}
type Answer = { ok: true; segmentId: number } | { ok: false; problem: Problem };

const create = (name: string, rule: unknown, active = true): Promise<Answer> =>
  visitor.act('/app/segments/new', 'routes/segmentNew', { name, rule: JSON.stringify(rule), active: String(active) });

const edit = (segmentId: number, name: string, rule: unknown): Promise<Answer> =>
  visitor.act(`/app/segments/${segmentId}/edit`, 'routes/segmentEdit', { name, rule: JSON.stringify(rule) });

async function created(name: string, rule: unknown, active = true): Promise<number> {
  const answer = await create(name, rule, active);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.segmentId;
}

async function refusal(answer: Promise<Answer>): Promise<Problem> {
  const given = await answer;
  if (given.ok) throw new Error('was not refused');
  return given.problem;
}

const twiceAndGone = {
  all: [
    { fact: 'orderCount', is: 'at-least', value: 2 },
    { fact: 'lastOrderAt', is: 'not-for', window: { days: 60 } },
  ],
};

const segments = (): Promise<number> => count('SELECT count(*) FROM segment WHERE preset_id IS NULL');

describe('a segment of the shop’s own making', () => {
  it('is created, computed by the worker, and holds whom the rule describes', async () => {
    const segmentId = await created('  Twice,   then gone ', twiceAndGone);
    const wanted = await count(
      `SELECT count(*) FROM customer_fact WHERE order_count >= 2 AND last_order_at <= now() - interval '60 days'`,
    );
    expect(wanted).toBeGreaterThan(3);
    await eventually(() => count('SELECT count(*) FROM membership WHERE segment_id = $1', segmentId)).toBe(wanted);
    const page = await visitor.data<{ name: string; rule: unknown }>(
      `/app/segments/${segmentId}/edit`,
      'routes/segmentEdit',
    );
    expect(page).toMatchObject({ name: 'Twice, then gone', rule: twiceAndGone });
  });

  it('is changed in its name and its rule, as a new version', async () => {
    const segmentId = await created('To be changed', twiceAndGone);
    const rule = { not: { fact: 'orderCount', is: 'at-least', value: 1 } };
    expect(await edit(segmentId, 'Never ordered', rule)).toEqual({ ok: true, segmentId });
    const wanted = await count('SELECT count(*) FROM customer_fact WHERE order_count = 0');
    await eventually(() => count('SELECT count(*) FROM membership WHERE segment_id = $1', segmentId)).toBe(wanted);
    const { rows } = await stage.database.owner.query(
      'SELECT action, name, actor FROM segment_version WHERE segment_id = $1 ORDER BY version',
      [segmentId],
    );
    expect(rows).toEqual([
      { action: 'created', name: 'To be changed', actor: expect.stringMatching(/^staff:\d+$/) },
      { action: 'changed', name: 'Never ordered', actor: expect.stringMatching(/^staff:\d+$/) },
    ]);
  });

  it('may be kept without being switched on', async () => {
    const segmentId = await created('For later', twiceAndGone, false);
    await eventually(() =>
      count('SELECT count(*) FROM segment WHERE segment_id = $1 AND version = wanted_version', segmentId),
    ).toBe(1);
    expect(await count('SELECT count(*) FROM membership WHERE segment_id = $1', segmentId)).toBe(0);
  });

  it('needs a name', async () => {
    const before = await segments();
    expect(await refusal(create(' ', twiceAndGone))).toEqual({ kind: 'bad-name' });
    expect(await segments()).toBe(before);
  });
});

describe('a rule that is refused', () => {
  it('is told of at every place that is wrong, and nothing is stored', async () => {
    const before = await segments();
    const problem = await refusal(
      create('Wrong', {
        all: [
          { fact: 'orderCount', is: 'at-least', value: 1.5 },
          { any: [] },
          { not: { fact: 'lastOrderAt', is: 'within', window: { days: 0 } } },
        ],
      }),
    );
    expect(problem.problems?.map(({ path, code }) => ({ path, code }))).toEqual([
      { path: ['all', 0, 'value'], code: 'invalid' },
      { path: ['all', 1, 'any'], code: 'empty-group' },
      { path: ['all', 2, 'not', 'window', 'days'], code: 'invalid' },
    ]);
    expect(await segments()).toBe(before);
  });

  it('may not ask about a special category of personal data', async () => {
    const rule = { fact: 'metafields', key: 'custom.din', is: 'value-one-of', values: ['x'] };
    expect((await refusal(create('No', rule))).problems).toMatchObject([{ path: [], code: 'sensitive' }]);
    expect(
      await visitor.act('/app/segments/preview', 'routes/segmentPreview', {
        rule: JSON.stringify(rule),
        segmentId: '',
      }),
    ).toMatchObject({
      ok: false,
      problem: { kind: 'bad-rule' },
    });
  });

  it('may not go round in a circle, directly or by way of another segment', async () => {
    const first = await created('First', twiceAndGone);
    const second = await created('Second', { is: 'member-of', segment: first });
    const third = await created('Third', { all: [{ is: 'not-member-of', segment: second }, twiceAndGone] });
    expect(await refusal(edit(first, 'First', { is: 'member-of', segment: first }))).toEqual({
      kind: 'bad-reference',
      reference: { kind: 'cycle', segment: first },
    });
    expect(
      await refusal(edit(first, 'First', { any: [twiceAndGone, { is: 'member-of', segment: third }] })),
    ).toMatchObject({
      reference: { kind: 'cycle' },
    });
    const page = await visitor.data<{ others: { segmentId: number; refersTo: number[] }[] }>(
      `/app/segments/${first}/edit`,
      'routes/segmentEdit',
    );
    expect(page.others.find(({ segmentId }) => segmentId === third)?.refersTo).toEqual([second]);
  });

  it('may not refer to a segment of another shop, nor change one', async () => {
    const far = 4_000;
    await stage.database.owner.query(
      `WITH other AS (SELECT register_shop('elsewhere.myshopify.com') AS shop_id),
       kept AS (INSERT INTO segment (shop_id, segment_id, name, rule, position, active, version, wanted_version)
         SELECT shop_id, $1, 'Theirs', $2, 1, true, 1, 1 FROM other RETURNING shop_id)
       INSERT INTO segment_version (shop_id, segment_id, version, action, active, name, params, rule, changed_at, actor)
       SELECT shop_id, $1, 1, 'created', true, 'Theirs', '{}', $2, now(), 'app' FROM kept`,
      [far, JSON.stringify(twiceAndGone)],
    );
    expect(await refusal(create('Peeking', { is: 'member-of', segment: far }))).toEqual({
      kind: 'bad-reference',
      reference: { kind: 'missing', segment: far },
    });
    expect(await refusal(edit(far, 'Taken', twiceAndGone))).toEqual({ kind: 'no-such-segment' });
    expect((await visitor.get(`/app/segments/${far}/edit?${await visitor.framed()}`)).status).toBe(404);
    const { rows } = await stage.database.owner.query('SELECT name FROM segment WHERE segment_id = $1', [far]);
    expect(rows).toEqual([{ name: 'Theirs' }]);
  });

  it('is malformed when it is no JSON', async () => {
    await expect(
      visitor.act('/app/segments/new', 'routes/segmentNew', { name: 'x', rule: '{', active: 'true' }),
    ).rejects.toThrow('400');
  });
});

interface Preview {
  memberCount: number;
  customerCount: number;
  reachable: { email: number; sms: number; any: number };
  isEstimated: boolean;
  examples: { customerId: string }[];
}

async function preview(rule: unknown): Promise<Preview> {
  const answer = await visitor.act<{ ok: true; preview: Preview }>('/app/segments/preview', 'routes/segmentPreview', {
    rule: JSON.stringify(rule),
    segmentId: '',
  });
  expect(answer.ok).toBe(true);
  return answer.preview;
}

/** Whether an order `o` counts; no refund here is newer than its order's latest version. */
const counts = `NOT o.is_test AND o.cancelled_at IS NULL AND o.deleted_at IS NULL
  AND coalesce(o.financial_status, '') NOT IN ('voided', 'expired', 'refunded')`;

describe('a preview', () => {
  it('counts what a recount from orders and consents comes to', async () => {
    const { memberCount, customerCount, reachable, isEstimated, examples } = await preview(twiceAndGone);
    const { rows } = await stage.database.owner.query<Record<'members' | 'email' | 'sms' | 'either', string>>(
      `SELECT count(*) AS members, count(*) FILTER (WHERE email) AS email, count(*) FILTER (WHERE sms) AS sms,
         count(*) FILTER (WHERE email OR sms) AS either
       FROM (SELECT c.customer_id, c.email_key IS NOT NULL AND c.email_consent = 'subscribed' IS TRUE AS email,
               c.phone_key IS NOT NULL AND c.sms_consent = 'subscribed' IS TRUE AS sms
             FROM customer c JOIN orders o USING (shop_id, customer_id)
             WHERE ${counts} GROUP BY c.shop_id, c.customer_id
             HAVING count(*) >= 2 AND max(o.processed_at) <= now() - interval '60 days') m`,
    );
    const row = rows[0];
    expect(memberCount).toBe(Number(row?.members));
    expect(memberCount).toBeGreaterThan(3);
    expect(reachable).toEqual({ email: Number(row?.email), sms: Number(row?.sms), any: Number(row?.either) });
    expect(customerCount).toBe(await count('SELECT count(*) FROM customer_fact'));
    expect(isEstimated).toBe(false);
    expect(examples).toHaveLength(Math.min(20, memberCount));
  });

  it('counts a rule whose question no kept segment asks', async () => {
    const rule = { is: 'did', event: 'ordered', times: 3, window: { days: 400 } };
    const wanted = await count(
      `SELECT count(*) FROM (SELECT FROM orders o WHERE ${counts} AND customer_id IS NOT NULL AND processed_at > now() - interval '400 days'
       GROUP BY shop_id, customer_id HAVING count(*) >= 3) m`,
    );
    expect(wanted).toBeGreaterThan(0);
    expect((await preview(rule)).memberCount).toBe(wanted);
  });

  it('is noted in the record of accesses with how many people it showed', async () => {
    const { examples } = await preview(twiceAndGone);
    const { rows } = await stage.database.owner.query(
      `SELECT row_count FROM access_log WHERE action = 'preview' ORDER BY at DESC, 1 DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ row_count: examples.length }]);
  });
});

describe('the pages', () => {
  it('begin with the rule of a ready-made segment when asked to', async () => {
    const page = await visitor.data<{ rule: unknown }>('/app/segments/new?from=vip', 'routes/segmentNew');
    expect(page.rule).toEqual({ fact: 'orderCount', is: 'more-than', value: 5 });
    const html = await (await visitor.get(`/app/segments/new?${await visitor.framed({ locale: 'tr' })}`)).text();
    expect(html).toContain('Yeni segment');
  });

  it('change no rule of a ready-made segment', async () => {
    const html = await (await visitor.get(`/app/segments/1/edit?${await visitor.framed()}`)).text();
    expect(html).toContain('The rule of a ready-made segment is fixed');
  });
});
