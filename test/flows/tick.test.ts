/** Time alone changes verdicts: exactly at the instant, exactly those who are due, at a cost that follows them only. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { standardPresets as presets } from '#app/core/presets/registry.ts';
import { tick } from '#app/flows/decide/tick.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type PresetId, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database);
});

/** What brings a customer to the edge: something that happened at `at`, and days later the segment is entered or left. */
interface Edge {
  segment: PresetId;
  days: number;
  enters: boolean;
  happens(at: number): Promise<void>;
}

const edges: Edge[] = [
  {
    segment: 'new-subscribers',
    days: 14,
    enters: false,
    happens: (at) => shop.tell(consentTold(1, 'subscribed', at)),
  },
  ...([30, 60, 90] as const).flatMap((days): Edge[] => [
    {
      segment: `engaged-${days}`,
      days,
      enters: false,
      happens: (at) => shop.mail({ kind: 'opened', customerId: '1', occurredAt: at }),
    },
    {
      segment: `engaged-${days}`,
      days,
      enters: false,
      happens: (at) => shop.mail({ kind: 'clicked', customerId: '1', occurredAt: at }),
    },
  ]),
  {
    segment: 'potential-purchasers',
    days: 30,
    enters: false,
    async happens(at) {
      await shop.visit({ name: 'product_viewed', at, customerId: 1 });
      await shop.absorb();
    },
  },
  {
    segment: 'winback',
    days: 180,
    enters: true,
    happens: (at) => shop.tell(orderTold(1, { customerId: 1, at })),
  },
  {
    segment: 'churn',
    days: 180,
    enters: true,
    async happens(at) {
      await shop.tell(orderTold(1, { customerId: 1, at }));
      await shop.mail({ kind: 'received', customerId: '1', occurredAt: at + 150 * DAY_MS });
    },
  },
  {
    segment: 'churn',
    days: 90,
    enters: false,
    async happens(at) {
      await shop.tell(orderTold(1, { customerId: 1, at: at - 200 * DAY_MS }));
      await shop.mail({ kind: 'received', customerId: '1', occurredAt: at });
    },
  },
  {
    segment: 'churn',
    days: 90,
    enters: true,
    async happens(at) {
      await shop.tell(orderTold(1, { customerId: 1, at: at - 200 * DAY_MS }));
      await shop.mail(
        { kind: 'opened', customerId: '1', occurredAt: at },
        { kind: 'received', customerId: '1', occurredAt: at + DAY_MS / 2 },
      );
    },
  },
];

describe('every windowed segment', () => {
  it('is among those tried', () => {
    const windowed = presets.filter(({ id }) => id !== 'vip' && id !== 'repeat-buyers').map(({ id }) => id);
    expect(new Set(edges.map(({ segment }) => segment))).toEqual(new Set(windowed));
  });

  it.each(edges.map((edge) => [edge.segment, edge.enters ? 'entered' : 'left', edge.days, edge] as const))(
    '%s is %s after %i days to the millisecond',
    async (segment, _, days, { enters, happens }) => {
      const at = NOW - 5 * DAY_MS + 17;
      shop.time.now = at + days * DAY_MS - 2;
      await shop.tell(customerTold(1, { updatedAt: NOW - 900 * DAY_MS }));
      await happens(at);
      shop.time.now = at + days * DAY_MS - 1;
      await tick(shop.services, shop.shopId);
      expect((await shop.segmentsOf(1)).includes(segment)).toBe(!enters);
      shop.time.now = at + days * DAY_MS;
      expect(await tick(shop.services, shop.shopId)).toBe(1);
      expect((await shop.segmentsOf(1)).includes(segment)).toBe(enters);
      const [last] = await shop.rows(
        `SELECT at, entered FROM transition JOIN segment USING (shop_id, segment_id)
         WHERE shop_id = $1 AND customer_id = 1 AND preset_id = $2 ORDER BY transition_id DESC LIMIT 1`,
        segment,
      );
      expect(last).toEqual({ at: at + days * DAY_MS, entered: enters });
      expect(await tick(shop.services, shop.shopId)).toBe(0);
    },
  );
});

describe('a tick', () => {
  /** So many subscribers; of the first few the subscription is new for one day longer than of the others. */
  async function subscribers(count: number, dueCount: number): Promise<void> {
    const told = Array.from({ length: count }, (_, index) =>
      consentTold(index + 1, 'subscribed', NOW - (index < dueCount ? 13 : 5) * DAY_MS),
    );
    await shop.tell(...told);
    shop.time.now = NOW + DAY_MS;
  }

  it('decides those who are due and touches no row of anybody else', async () => {
    await subscribers(50, 3);
    const rows = 'SELECT customer_id::int AS id, xmin::text FROM customer_fact WHERE shop_id = $1 ORDER BY customer_id';
    const before = await shop.rows(rows);
    expect(await tick(shop.services, shop.shopId)).toBe(3);
    const touched = (await shop.rows(rows)).filter(({ id, xmin }) =>
      before.some((row) => row.id === id && row.xmin !== xmin),
    );
    expect(touched.map(({ id }) => id)).toEqual([1, 2, 3]);
    const left = await shop.rows('SELECT customer_id::int AS id FROM transition WHERE shop_id = $1 AND NOT entered');
    expect(left).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it('reads no more rows in a shop a hundred times as large', async () => {
    const costs: number[] = [];
    for (const count of [20, 2_000]) {
      shop = await segmentedShop(database);
      await subscribers(count, 2);
      await database.owner.query('ANALYZE');
      costs.push(await rowsTouched(() => tick(shop.services, shop.shopId)));
    }
    expect(costs[0]).toBeGreaterThan(5);
    expect(costs[1]).toBeLessThanOrEqual((costs[0] ?? 0) * 2);
  });

  it('takes more who are due than fit into one transaction', async () => {
    await subscribers(2_100, 2_050);
    expect(await tick(shop.services, shop.shopId)).toBe(2_050);
    const [row] = await shop.rows('SELECT count(*)::int AS count FROM membership WHERE shop_id = $1');
    expect(row).toEqual({ count: 50 });
  });

  /** Rows read and written in tables that grow with the customers, as PostgreSQL itself counts them. */
  async function rowsTouched(work: () => Promise<unknown>): Promise<number> {
    const count = async (): Promise<number> => {
      // The counts of a connection are told when it ends or is asked to tell.
      await Promise.all(
        Array.from({ length: 10 }, () => database.worker.query('SELECT pg_stat_force_next_flush(), pg_sleep(0)')),
      );
      const { rows } = await database.owner.query<{ touched: string }>(
        `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del) AS touched
         FROM pg_stat_user_tables WHERE relname IN ('customer', 'customer_fact', 'membership', 'transition', 'placement')`,
      );
      return Number(rows[0]?.touched);
    };
    const before = await count();
    await work();
    const after = await count();
    return after - before;
  }
});
