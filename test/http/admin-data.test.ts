/** The data page's doors: what it tells of a shop, and what the merchant may ask of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DataView, SaveSettingsAnswer } from '#app/flows/adminData.ts';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { resegment } from '#app/flows/segments/resegment.ts';
import { orderTold } from '#test/flows/webhooks.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;
let shopId: number;
const read = (query = ''): Promise<DataView> => visitor.data<DataView>(`/app/data${query}`, 'routes/data');
const act = <Answer>(form: Record<string, string>): Promise<Answer> =>
  visitor.act<Answer>('/app/data', 'routes/data', form);

beforeAll(async () => {
  stage = await adminStage();
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);
});

async function receive(deliveryId: string, topic: string, body: string): Promise<void> {
  await stage.database.worker.inShop(shopId, (sql) =>
    sql.query('INSERT INTO inbox (shop_id, delivery_id, topic, api_version, body) VALUES ($1, $2, $3, $4, $5)', [
      shopId,
      deliveryId,
      topic,
      '2026-10',
      Buffer.from(body),
    ]),
  );
}

/** The form of the settings, with the usual values where nothing else is given. */
const save = (choices: Record<string, string>): Promise<SaveSettingsAnswer> =>
  act<SaveSettingsAnswer>({
    intent: 'save-settings',
    countPendingOrders: 'true',
    countMachineOpens: 'false',
    birthDateMetafield: 'facts.birth_date',
    customerMetafields: '',
    inboxRetentionDays: '30',
    eventRetentionDays: '400',
    ...choices,
  });

const readIn = (): Promise<unknown> =>
  stage.database.worker.inShop(shopId, (sql) =>
    sql.query(`UPDATE backfill SET state = 'done', finished_at = now(), started_at = now() WHERE shop_id = $1`, [
      shopId,
    ]),
  );

describe('the data page', () => {
  it('is a page of its own', async () => {
    const response = await visitor.get(`/app/data?${await visitor.framed()}`);
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain('Notifications from Shopify');
    expect(html).toContain('Comparison with Shopify');
  });

  it('tells the state of the history, and lets it rest, go on and begin anew', async () => {
    const phases = async () => (await read()).history.subjects.map(({ subject, phase }) => `${subject} ${phase}`);
    expect(await phases()).toEqual(['customers waiting', 'orders waiting', 'products waiting']);
    expect(await act({ intent: 'pause-history' })).toEqual({ ok: true });
    expect(new Set((await phases()).map((text) => text.split(' ')[1]))).toEqual(new Set(['paused']));
    await visitor.forgetJobs();
    expect(await act({ intent: 'resume-history' })).toEqual({ ok: true });
    expect(await visitor.jobs()).toEqual(['backfill']);
    await readIn();
    expect(new Set((await phases()).map((text) => text.split(' ')[1]))).toEqual(new Set(['done']));
    expect(await act({ intent: 'restart-history' })).toEqual({ ok: true });
    expect(new Set((await phases()).map((text) => text.split(' ')[1]))).toEqual(new Set(['waiting']));
  });

  it('counts what comes in by the hour, and what of it was set aside', async () => {
    await receive('good', 'customers/delete', '{"id": 11}');
    await receive('bad', 'customers/delete', '{"id": "Ayşe"}');
    await receive('worse', 'orders/create', 'no JSON');
    expect((await read()).inbox).toMatchObject({ waitingCount: 3, parkedCount: 0 });
    await absorb(stage.services, shopId);
    const { inbox, webhookHours, parked } = await read();
    expect(inbox).toEqual({ waitingCount: 0, oldestWaitingAt: null, parkedCount: 2 });
    expect(webhookHours).toHaveLength(48);
    expect(webhookHours.reduce((sum, { arrivedCount }) => sum + arrivedCount, 0)).toBe(3);
    expect(parked.groups.map(({ topic, count }) => [topic, count]).sort()).toEqual([
      ['customers/delete', 1],
      ['orders/create', 1],
    ]);
    expect(JSON.stringify(parked)).not.toContain('Ayşe');
  });

  it('works in again one, those of a reason, or all of what was set aside', async () => {
    await visitor.forgetJobs();
    expect(await act({ intent: 'replay', deliveryId: 'bad' })).toEqual({ ok: true, count: 1 });
    expect(await visitor.jobs()).toContain('absorb');
    expect((await read()).inbox).toMatchObject({ waitingCount: 1, parkedCount: 1 });
    await absorb(stage.services, shopId);
    const [group] = (await read()).parked.groups.filter(({ topic }) => topic === 'orders/create');
    expect(await act({ intent: 'replay', topic: 'orders/create', reason: group?.reason ?? '' })).toEqual({
      ok: true,
      count: 1,
    });
    await absorb(stage.services, shopId);
    expect(await act({ intent: 'replay' })).toEqual({ ok: true, count: 2 });
    await absorb(stage.services, shopId);
    // Each was counted when it came, and not again.
    const { webhookHours } = await read();
    expect(webhookHours.reduce((sum, { arrivedCount }) => sum + arrivedCount, 0)).toBe(3);
  });

  it('stores the choices, and reads customers anew for a metafield not asked for before', async () => {
    await readIn();
    const settings = {
      customerMetafields: 'custom.birth_date\ncustom.size',
      inboxRetentionDays: '14',
      eventRetentionDays: '90',
    };
    await visitor.forgetJobs();
    expect(await save(settings)).toEqual({ ok: true });
    // Nothing is decided by them, so nothing has to be decided anew.
    expect(await visitor.jobs()).toEqual(['backfill']);
    const { access, history } = await read();
    expect(access.settings).toMatchObject({
      customerMetafields: ['custom.birth_date', 'custom.size'],
      inboxRetentionDays: 14,
      eventRetentionDays: 90,
      countPendingOrders: true,
    });
    expect(history.subjects.map(({ phase }) => phase)).toEqual(['waiting', 'done', 'done']);
  });

  it.each([
    [{ inboxRetentionDays: '0' }, ['inboxRetentionDays']],
    [{ inboxRetentionDays: '1.5' }, ['inboxRetentionDays']],
    [{ inboxRetentionDays: 'many' }, ['inboxRetentionDays']],
    [{ eventRetentionDays: '801' }, ['eventRetentionDays']],
    [{ customerMetafields: 'birth_date' }, ['customerMetafields']],
    [{ birthDateMetafield: '' }, ['birthDateMetafield']],
    [{ birthDateMetafield: 'custom.a"){id}' }, ['birthDateMetafield']],
    [{ customerMetafields: `custom.a"){id}` }, ['customerMetafields']],
    [{ customerMetafields: 'x.y', inboxRetentionDays: '' }, ['customerMetafields', 'inboxRetentionDays']],
  ])('refuses %o beside its field and stores nothing', async (wrong, fields) => {
    expect(await save(wrong)).toEqual({ ok: false, fields });
    expect((await read()).access.settings.inboxRetentionDays).toBe(14);
  });

  it('gives the pixel another key, at Shopify too, or says what keeps it from that', async () => {
    const key = async (): Promise<unknown> => {
      const { rows } = await stage.database.owner.query<{ key: string }>('SELECT pixel_account AS key FROM shop');
      return rows[0]?.key;
    };
    const first = await key();
    expect((await read()).access.pixelRotatedAt).toBeNull();
    expect(await act({ intent: 'change-pixel-key' })).toEqual({ ok: true });
    const second = await key();
    expect(second).not.toBe(first);
    expect(JSON.stringify(await stage.control('GET', `/shops/${stage.domain}`))).toContain(second);
    const { access } = await read();
    expect([typeof access.pixelRotatedAt, access.pixelProblem]).toEqual(['number', null]);

    await stage.control('POST', '/faults', { bodyContains: 'webPixel', times: 9, action: { status: 402, body: {} } });
    expect(await act({ intent: 'change-pixel-key' })).toEqual({ ok: false, problem: 'unfreeze-shop' });
    await stage.control('DELETE', '/faults');
    expect([await key(), (await read()).access.pixelProblem]).toEqual([second, 'unfreeze-shop']);
    const html = await (await visitor.get(`/app/data?${await visitor.framed()}`)).text();
    expect(html).toContain('Shopify has frozen your shop');
  });

  it.each([{ intent: 'drop' }, { intent: 'save-settings' }, { intent: 'replay', topic: 'x'.repeat(300) }, {}])(
    'answers %o with 400',
    async (form) => {
      await expect(act(form)).rejects.toThrow(/: 400 /);
    },
  );

  it('answers a page that cannot be with 400', async () => {
    await expect(read('?before=1;DROP')).rejects.toThrow(/: 400/);
  });
});

describe('the settings that facts are worked out by', () => {
  let segmentIds: Record<'buyers' | 'openers' | 'born', number>;

  async function make(name: string, rule: object): Promise<number> {
    const made = await changeSegment(stage.services, shopId, { what: 'create', name, rule, active: true }, 'app');
    if (!made.ok) throw new Error(made.problem.kind);
    return made.segmentId;
  }

  /** Who is in the segments, once the jobs that were asked for are done. */
  async function members(): Promise<Record<keyof typeof segmentIds, string[]>> {
    if ((await visitor.jobs()).includes('recompute')) await recomputeShop(stage.services, shopId);
    await visitor.forgetJobs();
    const { rows } = await stage.database.owner.query<{ segment_id: number; customer_id: string }>(
      'SELECT segment_id, customer_id FROM membership ORDER BY customer_id',
    );
    const of = (segmentId: number): string[] =>
      rows.filter((row) => row.segment_id === segmentId).map((row) => row.customer_id);
    return { buyers: of(segmentIds.buyers), openers: of(segmentIds.openers), born: of(segmentIds.born) };
  }

  beforeAll(async () => {
    await save({});
    await readIn();
    segmentIds = {
      buyers: await make('Buyers', { fact: 'orderCount', is: 'at-least', value: 1 }),
      openers: await make('Openers', { fact: 'lastOpenedAt', is: 'within', window: { days: 30 } }),
      born: await make('Born', { fact: 'birthDate', is: 'ever' }),
    };
    await resegment(stage.services, shopId);
    await stage.database.owner.query(
      `INSERT INTO customer (shop_id, customer_id, email, email_key, metafields)
       VALUES ($1, 501, 'a@example.com', 'a@example.com', '{"custom.born": "1990-05-01"}')`,
      [shopId],
    );
    await stage.database.owner.query(
      `INSERT INTO email_event (shop_id, connection_id, event_id, kind, is_machine, occurred_at, customer_id)
       VALUES ($1, 1, 'opened-by-itself', 'opened', true, now() - interval '1 day', 501)`,
      [shopId],
    );
    const at = Date.now() - 3_600_000;
    const { topic, deliveryId, body } = orderTold(1, { customerId: 501, at, status: 'pending' });
    await receive(deliveryId, topic, JSON.stringify(body));
    await absorb(stage.services, shopId);
    await visitor.forgetJobs();
  });

  it('decide nothing anew while they stay as they are', async () => {
    expect(await members()).toEqual({ buyers: ['501'], openers: [], born: [] });
    expect(await save({ inboxRetentionDays: '60' })).toEqual({ ok: true });
    expect(await visitor.jobs()).toEqual([]);
  });

  it('say whether an order whose payment is pending counts', async () => {
    await save({ countPendingOrders: 'false' });
    expect((await members()).buyers).toEqual([]);
    await save({});
    expect((await members()).buyers).toEqual(['501']);
  });

  it('say whether an opening by software counts', async () => {
    await save({ countMachineOpens: 'true' });
    expect((await members()).openers).toEqual(['501']);
    await save({});
    expect((await members()).openers).toEqual([]);
  });

  it('say where the date of birth stands, and have it read where it was not read so far', async () => {
    await save({ birthDateMetafield: ' custom.born ' });
    expect(await visitor.jobs()).toEqual(['backfill', 'recompute']);
    expect((await read()).history.subjects.map(({ phase }) => phase)).toEqual(['waiting', 'done', 'done']);
    expect((await members()).born).toEqual(['501']);
    await readIn();
    // Read already, as one of the customers' metafields.
    await save({ customerMetafields: 'custom.born', birthDateMetafield: 'custom.born' });
    await visitor.forgetJobs();
    await save({ customerMetafields: 'custom.born' });
    expect((await members()).born).toEqual([]);
  });
});
