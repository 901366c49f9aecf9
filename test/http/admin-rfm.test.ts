/** The page of RFM groups by HTTP: the table of scores against a recount, the switch for all groups, and moves over a period. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;

const eventually = <Value>(ask: () => Value | Promise<Value>) => expect.poll(ask, { timeout: 60_000, interval: 100 });

interface Page {
  groups: { presetId: string; segmentId: number | null; active: boolean; memberCount: number | null }[];
  cells: { recency: number; value: number; buyerCount: number }[];
  cuts: Record<'recency' | 'frequency' | 'monetary', number[]> | null;
  basis: string;
  buyerCount: number;
  computedAt: number | null;
  family: string;
  days: number;
  today: string;
  flows: { flows: { from: number | null; to: number | null; count: number }[] } | null;
}

const page = (query = ''): Promise<Page> => visitor.data(`/app/rfm${query}`, 'routes/rfm');

beforeAll(async () => {
  stage = await adminStage({ customers: 150, worker: true });
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  await vi.waitFor(
    async () => {
      expect((await page()).cuts).not.toBeNull();
    },
    { timeout: 100_000, interval: 200 },
  );
});

describe('the table of scores', () => {
  it('holds every buyer once, where their figures stand among the cut points', async () => {
    const { cells, cuts, buyerCount, basis } = await page();
    const { rows } = await stage.database.owner.query<Record<'last_order_at' | 'order_count' | 'spent_minor', string>>(
      'SELECT last_order_at, order_count, spent_minor FROM customer_fact WHERE order_count > 0',
    );
    expect(basis).toBe('quintiles');
    expect(buyerCount).toBe(rows.length);
    const score = (value: number, of: number[] = []): number => 1 + of.filter((cut) => value >= cut).length;
    const wanted = new Map<string, number>();
    for (const row of rows) {
      const [frequency, monetary] = [
        score(Number(row.order_count), cuts?.frequency),
        score(Number(row.spent_minor), cuts?.monetary),
      ];
      const key = `${score(new Date(row.last_order_at).getTime(), cuts?.recency)} ${Math.round((frequency + monetary) / 2)}`;
      wanted.set(key, (wanted.get(key) ?? 0) + 1);
    }
    expect(new Map(cells.map(({ recency, value, buyerCount: buyers }) => [`${recency} ${value}`, buyers]))).toEqual(
      wanted,
    );
  });
});

describe('keeping groups as segments', () => {
  it('switches all eleven on at once, and each holds the buyers of its scores', async () => {
    expect(await visitor.act('/app/rfm', 'routes/rfm', { active: 'true' })).toEqual({ ok: true });
    await eventually(async () => (await page()).groups.filter(({ memberCount }) => memberCount !== null).length).toBe(
      11,
    );
    const { groups, buyerCount } = await page();
    expect(groups.every(({ active }) => active)).toBe(true);
    expect(groups.reduce((sum, { memberCount }) => sum + (memberCount ?? 0), 0)).toBe(buyerCount);
  });

  it('makes no second version of a group that is as it should be', async () => {
    await visitor.act('/app/rfm', 'routes/rfm', { active: 'true' });
    const { rows } = await stage.database.owner.query<{ most: number }>(
      `SELECT max(v.version) AS most FROM segment_version v JOIN segment s USING (shop_id, segment_id) WHERE s.preset_id LIKE 'rfm-%'`,
    );
    expect(rows).toEqual([{ most: 1 }]);
  });

  it('switches them off again', async () => {
    expect(await visitor.act('/app/rfm', 'routes/rfm', { active: 'false' })).toEqual({ ok: true });
    const { groups } = await page();
    expect(groups.some(({ active }) => active)).toBe(false);
  });
});

describe('moves between groups', () => {
  it('are those of the period and the family that are asked for', async () => {
    const { groups, today } = await page();
    const [champions, loyal] = ['rfm-champions', 'rfm-loyal'].map(
      (id) => groups.find(({ presetId }) => presetId === id)?.segmentId ?? 0,
    );
    // Once the first measuring is over, the next is a night away.
    await eventually(async () => {
      const { rows } = await stage.database.owner.query('SELECT FROM yardstick WHERE measure_due_at > now()');
      return rows.length;
    }).toBe(1);
    await stage.database.owner.query('DELETE FROM segment_flow');
    expect((await page()).flows).toBeNull();
    await stage.database.owner.query(
      `INSERT INTO segment_flow (shop_id, family, day, from_segment_id, to_segment_id, people_count)
       SELECT $1, 'rfm', $2::date - days, $3, $4, people FROM (VALUES (3, 2), (20, 5), (80, 9)) AS moves (days, people)`,
      [await visitor.shopId(), today, champions, loyal],
    );
    const moved = async (query: string) => (await page(query)).flows?.flows;
    expect(await moved('?days=7')).toEqual([{ from: champions, to: loyal, count: 2 }]);
    expect(await moved('')).toEqual([{ from: champions, to: loyal, count: 7 }]);
    expect(await moved('?days=90')).toEqual([{ from: champions, to: loyal, count: 16 }]);
    expect((await page('?family=lifecycle')).flows).toBeNull();
    expect(await page('?family=nothing&days=12')).toMatchObject({ family: 'rfm', days: 30 });
  });
});
