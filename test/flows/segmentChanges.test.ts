/** What a merchant makes of segments: each change is a version, comes into force as a whole, and moves only those it concerns. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resegment } from '#app/flows/segments/resegment.ts';
import { changeSegment, type ChangeAnswer, type SegmentChange } from '#app/flows/segments/changeSegments.ts';
import { changeExperiment, changeLabels } from '#app/flows/segments/changeSettings.ts';
import { readCatalogue } from '#app/flows/segments/readCatalogue.ts';
import { readDefinition } from '#app/flows/segments/readDefinition.ts';
import { placeShop, recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { sweep } from '#app/flows/sweep.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database);
  // Customer n has ordered n times, the last time n days ago.
  await shop.tell(
    ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((id) => [
      customerTold(id, { updatedAt: NOW - 400 * DAY_MS }),
      consentTold(id, 'subscribed', NOW - 400 * DAY_MS),
      ...Array.from({ length: id }, (_, nth) =>
        orderTold(id * 100 + nth, { customerId: id, at: NOW - (id + nth) * DAY_MS }),
      ),
    ]),
  );
});

const STAFF = 'staff:1';
const VIP = 5;
const change = (made: SegmentChange): Promise<ChangeAnswer> => changeSegment(shop.services, shop.shopId, made, STAFF);
const inForce = (): Promise<number[]> => resegment(shop.services, shop.shopId);

async function membersOf(segmentId: number): Promise<number[]> {
  const rows = await shop.rows(
    'SELECT customer_id FROM membership WHERE shop_id = $1 AND segment_id = $2 ORDER BY 1',
    segmentId,
  );
  return rows.map(({ customer_id }) => Number(customer_id));
}

async function made(change: Promise<ChangeAnswer>): Promise<number> {
  const answer = await change;
  if (!answer.ok) throw new Error(answer.problem.kind);
  return answer.segmentId;
}

/** What stands beside the facts is what the memberships are, and deciding the shop anew changes nothing. */
async function expectConsistent(): Promise<void> {
  const beside = await shop.rows(
    'SELECT customer_id, i AS segment_id FROM customer_fact, unnest(segment_ids) AS i WHERE shop_id = $1 ORDER BY 1, 2',
  );
  const state = await shop.state();
  expect(beside).toEqual(
    await shop.rows('SELECT customer_id, segment_id FROM membership WHERE shop_id = $1 ORDER BY 1, 2'),
  );
  const sizes = await shop.rows(
    `SELECT s.segment_id, s.member_count, count(m.*)::int AS members FROM segment s
     LEFT JOIN membership m ON m.shop_id = s.shop_id AND m.segment_id = s.segment_id WHERE s.shop_id = $1 GROUP BY 1, 2`,
  );
  for (const { segment_id, member_count, members } of sizes) expect(member_count, String(segment_id)).toBe(members);
  await recomputeShop(shop.services, shop.shopId);
  const anew = await shop.state();
  // Who was looked at for a definition before may be looked at once too often, never too late.
  for (const [index, { due_at: due }] of (anew.facts ?? []).entries())
    expect(Number(state.facts?.[index]?.due_at ?? Infinity)).toBeLessThanOrEqual(Number(due ?? Infinity));
  const undated = ({ facts = [], ...rest }: typeof state) => ({
    ...rest,
    facts: facts.map(({ due_at: _, asked: __, ...fact }) => fact),
  });
  expect(undated(anew)).toEqual(undated(state));
}

describe('a threshold', () => {
  it('changed moves those between the old and the new one alone, and undone brings them back', async () => {
    expect(await membersOf(VIP)).toEqual([6, 7, 8]);
    const before = await shop.rows('SELECT count(*)::int AS count FROM transition WHERE shop_id = $1');
    await made(change({ what: 'edit', segmentId: VIP, values: { orderCount: 3 } }));
    // Wanted is not in force: what happens meanwhile is decided by the definition before.
    await shop.tell(orderTold(390, { customerId: 3, at: NOW - 1_000 }));
    expect(await membersOf(VIP)).toEqual([6, 7, 8]);
    expect(await inForce()).toEqual([VIP]);
    expect(await membersOf(VIP)).toEqual([3, 4, 5, 6, 7, 8]);
    const moved = await shop.rows(
      'SELECT customer_id, entered FROM transition WHERE shop_id = $1 AND segment_id = $2 ORDER BY transition_id DESC LIMIT 3',
      VIP,
    );
    expect(moved.map(({ customer_id, entered }) => [Number(customer_id), entered]).sort()).toEqual([
      [3, true],
      [4, true],
      [5, true],
    ]);
    await expectConsistent();

    await made(change({ what: 'undo', segmentId: VIP, version: 1 }));
    await inForce();
    expect(await membersOf(VIP)).toEqual([6, 7, 8]);
    const definition = await readDefinition(shop.services, shop.shopId, VIP);
    expect(definition?.values).toEqual({ orderCount: 5 });
    expect(definition?.versions.map(({ version, action, actor }) => [version, action, actor])).toEqual([
      [3, 'undone', STAFF],
      [2, 'changed', STAFF],
      [1, 'created', 'app'],
    ]);
    expect(before[0]?.count).toBeGreaterThan(0);
    await expectConsistent();
  });

  it('places the differences alone', async () => {
    const touched = async (): Promise<unknown[]> =>
      shop.rows(
        'SELECT customer_id, desired FROM placement WHERE shop_id = $1 AND destination_id = $2 ORDER BY 1',
        VIP,
      );
    expect(await touched()).toHaveLength(3);
    await made(change({ what: 'edit', segmentId: VIP, values: { orderCount: 6 } }));
    await inForce();
    expect(await touched()).toEqual([
      { customer_id: '6', desired: false },
      { customer_id: '7', desired: true },
      { customer_id: '8', desired: true },
    ]);
  });

  it.each([{ orderCount: 0 }, { orderCount: 2.5 }, { orderCount: '3' }, { unheardOf: 1 }])(
    'of %j is refused, and nothing is stored',
    async (values) => {
      const answer = await change({ what: 'edit', segmentId: VIP, values });
      expect(answer).toMatchObject({ ok: false, problem: { kind: 'bad-values' } });
      expect(await inForce()).toEqual([]);
      expect((await readDefinition(shop.services, shop.shopId, VIP))?.versions).toHaveLength(1);
    },
  );
});

describe('a preset', () => {
  it('switched on has its members at once, and switched off none', async () => {
    const segmentId = await made(change({ what: 'preset', presetId: 'frequent-buyers', active: true }));
    expect(await membersOf(segmentId)).toEqual([]);
    await inForce();
    expect(await membersOf(segmentId)).toEqual([3, 4, 5, 6, 7, 8]);
    await expectConsistent();
    // Its question is asked of what happens from now on, too.
    await shop.tell(orderTold(290, { customerId: 2, at: NOW - 1_000 }));
    expect(await membersOf(segmentId)).toContain(2);
    await made(change({ what: 'switch', segmentId, active: false }));
    await inForce();
    expect(await membersOf(segmentId)).toEqual([]);
    await expectConsistent();
    const entry = (await readCatalogue(shop.services, shop.shopId)).entries.find(
      ({ presetId }) => presetId === 'frequent-buyers',
    );
    expect(entry).toMatchObject({ segmentId, active: false, memberCount: null, missingNeeds: [] });
  });

  it('that only the merchant can complete is not switched on before', async () => {
    const answer = await change({ what: 'preset', presetId: 'by-place', active: true });
    expect(answer).toEqual({ ok: false, problem: { kind: 'bad-values', fields: ['places'] } });
  });

  it('on an attribute whose name speaks of a special category is refused', async () => {
    const values = { from: 'metafield', key: 'custom.religion', values: 'x' };
    const answer = await change({ what: 'preset', presetId: 'by-interest', active: true, values });
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'sensitive-values', fields: ['key'] } });
  });

  it('whose data the shop lacks says which', async () => {
    const entries = new Map(
      (await readCatalogue(shop.services, shop.shopId)).entries.map((entry) => [entry.presetId, entry]),
    );
    expect(entries.get('promoters')?.missingNeeds).toEqual(['nps-events']);
    expect(entries.get('vip')?.missingNeeds).toEqual([]);
    expect(entries.get('likely-to-buy')?.missingNeeds).toContain('model');
  });
});

describe('a segment of the shop’s own', () => {
  it('may stand on another, follows its changes, and keeps it from being put away', async () => {
    const rule = {
      all: [{ is: 'member-of', segment: VIP }, { not: { fact: 'lastOrderAt', is: 'within', window: { days: 7 } } }],
    };
    const own = await made(change({ what: 'create', name: '  Sessiz   VIP ', rule, active: true }));
    await inForce();
    expect(await membersOf(own)).toEqual([7, 8]);
    await made(change({ what: 'edit', segmentId: VIP, values: { orderCount: 7 } }));
    expect((await inForce()).sort()).toEqual([VIP, own].sort());
    expect(await membersOf(own)).toEqual([8]);
    await expectConsistent();
    expect(await change({ what: 'archive', segmentId: VIP })).toEqual({
      ok: false,
      problem: { kind: 'referred-to', segmentIds: [own] },
    });
    await made(change({ what: 'archive', segmentId: own }));
    await inForce();
    expect(await membersOf(own)).toEqual([]);
    expect(await readDefinition(shop.services, shop.shopId, own)).toBeNull();
    await made(change({ what: 'archive', segmentId: VIP }));
  });

  it('cannot stand on itself, however many steps away', async () => {
    const first = await made(
      change({ what: 'create', name: 'A', rule: { is: 'member-of', segment: VIP }, active: true }),
    );
    const second = await made(
      change({ what: 'create', name: 'B', rule: { is: 'not-member-of', segment: first }, active: true }),
    );
    const answer = await change({
      what: 'edit',
      segmentId: first,
      rule: { any: [{ is: 'member-of', segment: second }] },
    });
    expect(answer).toEqual({
      ok: false,
      problem: { kind: 'bad-reference', reference: { kind: 'cycle', segment: first } },
    });
    expect(
      await change({ what: 'create', name: 'C', rule: { is: 'member-of', segment: 999 }, active: true }),
    ).toMatchObject({
      problem: { kind: 'bad-reference', reference: { kind: 'missing', segment: 999 } },
    });
  });

  it('needs a name and a rule', async () => {
    const rule = { fact: 'orderCount', is: 'more-than', value: 1 };
    expect(await change({ what: 'create', name: '   ', rule, active: true })).toMatchObject({
      problem: { kind: 'bad-name' },
    });
    expect(await change({ what: 'create', name: 'x', rule: { all: [] }, active: true })).toMatchObject({
      problem: { kind: 'bad-rule', problems: [{ path: ['all'], code: 'empty-group' }] },
    });
  });
});

describe('another shop', () => {
  it('has none of it', async () => {
    const other = await segmentedShop(database);
    const own = await made(
      change({ what: 'create', name: 'A', rule: { is: 'member-of', segment: VIP }, active: true }),
    );
    const answer = await changeSegment(
      other.services,
      other.shopId,
      { what: 'switch', segmentId: own, active: false },
      STAFF,
    );
    expect(answer).toEqual({ ok: false, problem: { kind: 'no-such-segment' } });
  });
});

describe('a change', () => {
  it('whose bell was lost is found', async () => {
    await made(change({ what: 'edit', segmentId: VIP, values: { orderCount: 3 } }));
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    await sweep(shop.services);
    const jobs = await database.owner.query<{ task: string }>(
      `SELECT identifier AS task FROM graphile_worker.jobs j JOIN graphile_worker._private_tasks t ON t.identifier = j.task_identifier
       WHERE j.key = $1`,
      [`resegment:${shop.shopId}`],
    );
    expect(jobs.rows).toHaveLength(1);
  });
});

describe('an experiment', () => {
  const placed = async (destinationId = VIP): Promise<number[]> =>
    (
      await shop.rows(
        'SELECT customer_id FROM placement WHERE shop_id = $1 AND destination_id = $2 AND desired ORDER BY 1',
        destinationId,
      )
    ).map(({ customer_id }) => Number(customer_id));

  /** Sixty more who ordered seven times. */
  const many = (from: number): Promise<void> =>
    shop.tell(
      ...Array.from({ length: 60 }, (_, nth) => from + nth).flatMap((id) => [
        customerTold(id, { updatedAt: NOW - 400 * DAY_MS }),
        consentTold(id, 'subscribed', NOW - 400 * DAY_MS),
        ...Array.from({ length: 7 }, (_, order) =>
          orderTold(id * 100 + order, { customerId: id, at: NOW - (order + 1) * DAY_MS }),
        ),
      ]),
    );

  it('holds out a share that is never placed, the same whoever comes', async () => {
    await many(1_000);
    expect(await changeExperiment(shop.services, shop.shopId, VIP, { holdoutPercent: 40, split: false })).toEqual({
      ok: true,
    });
    await placeShop(shop.services, shop.shopId);
    const members = await membersOf(VIP);
    const before = await placed();
    const heldOut = members.filter((id) => !before.includes(id));
    expect(heldOut.length).toBeGreaterThan(members.length * 0.2);
    expect(heldOut.length).toBeLessThan(members.length * 0.6);
    await many(2_000);
    await shop.tell(orderTold(1, { customerId: heldOut[0] ?? 0, at: NOW - 5_000 }));
    const after = await placed();
    expect(after.filter((id) => id < 2_000)).toEqual(before);
    await changeExperiment(shop.services, shop.shopId, VIP, { holdoutPercent: 0, split: false });
    await placeShop(shop.services, shop.shopId);
    expect(await placed()).toEqual(await membersOf(VIP));
  });

  it('splits into two halves that are nobody twice and everybody once', async () => {
    await many(1_000);
    await changeExperiment(shop.services, shop.shopId, VIP, { holdoutPercent: 0, split: true });
    const half = async (share: 'a' | 'b'): Promise<number[]> => {
      await shop.rows(`UPDATE destination SET share = '${share}' WHERE shop_id = $1 AND destination_id = $2`, VIP);
      await placeShop(shop.services, shop.shopId);
      return placed();
    };
    const [a, b] = [await half('a'), await half('b')];
    expect([...a, ...b].sort((x, y) => x - y)).toEqual(await membersOf(VIP));
    expect(Math.min(a.length, b.length)).toBeGreaterThan(15);
    expect(await half('a')).toEqual(a);
  });

  it.each([-1, 51, 2.5])('with %d per cent held out is refused', async (holdoutPercent) => {
    expect(await changeExperiment(shop.services, shop.shopId, VIP, { holdoutPercent, split: false })).toEqual({
      ok: false,
      problem: 'bad-experiment',
    });
  });
});

describe('labels', () => {
  it('are kept once each, without needless blanks', async () => {
    expect(
      await changeLabels(shop.services, shop.shopId, VIP, ['  Bahar  kampanyası', 'Bahar kampanyası', '']),
    ).toEqual({ ok: true });
    expect(await shop.rows('SELECT labels FROM segment WHERE shop_id = $1 AND segment_id = $2', VIP)).toEqual([
      { labels: ['Bahar kampanyası'] },
    ]);
    expect(await changeLabels(shop.services, shop.shopId, VIP, ['x'.repeat(41)])).toEqual({
      ok: false,
      problem: 'bad-labels',
    });
    expect(await changeLabels(shop.services, shop.shopId, 999, ['x'])).toEqual({
      ok: false,
      problem: 'no-such-segment',
    });
  });
});
