/**
 * Whose an event is and what is folded from it depend on what was told, not on how: random events of shared browsers and
 * random customers, in any order and any batches, give what a naive count over all of it gives.
 */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { refoldDays } from '#app/store/siteEventFolds.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { inOrder, naiveFolds, naiveOwners, type KnownCustomer, type ToldEvent } from './siteEventModel.ts';
import { customerDeleted, customersMerged, customerTold, type TestDelivery } from './webhooks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

const addresses = ['a@example.com', 'b@example.com', 'c@example.com'] as const;
const customerId = fc.constantFrom('1', '2', '3', '4');
const subjects: Partial<Record<string, 'productId' | 'collectionId'>> = {
  product_viewed: 'productId',
  collection_viewed: 'collectionId',
};

/** Few instants, on and beside what is 30 days apart, what is a day apart, and where a zone changes its clocks. */
const instant = fc
  .tuple(
    fc.constantFrom(0, 1, 29, 30, 31, 60),
    fc.constantFrom(0, 0, -1, 1, 3_600_000, -3_600_000, 7 * 3_600_000),
    fc.constantFrom(NOW, Date.parse('2026-11-01T04:00:00Z')),
  )
  .map(([days, offsetMs, from]) => Math.min(NOW, from - days * DAY_MS + offsetMs));

const event = fc.record({
  at: instant,
  visitorId: fc.constantFrom('v1', 'v2', 'v3'),
  name: fc.constantFrom('page_viewed', 'product_viewed', 'collection_viewed', 'search_submitted'),
  who: fc.oneof(
    { weight: 5, arbitrary: fc.constant({ customerId: null, emailKey: null }) },
    { weight: 2, arbitrary: customerId.map((id) => ({ customerId: id, emailKey: null })) },
    { weight: 2, arbitrary: fc.constantFrom(...addresses).map((emailKey) => ({ customerId: null, emailKey })) },
  ),
  subject: fc.option(fc.constantFrom('71', '72')),
  device: fc.constantFrom('mobile' as const, 'tablet' as const, 'desktop' as const, null),
  source: fc.option(fc.constantFrom('newsletter', 'search'), { freq: 3 }),
  resultCount: fc.constantFrom(0, 3),
});

const telling = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({ id: customerId, email: fc.option(fc.constantFrom(...addresses), { freq: 5 }), updatedAt: instant })
      .map(({ id, ...words }) => customerTold(id, words)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(customerId, customerId, instant)
      .filter(([one, other]) => one !== other)
      .map(([one, other, at]) => customersMerged(one, other, at)),
  },
  { weight: 1, arbitrary: fc.tuple(customerId, instant).map(([id, at]) => customerDeleted(id, at)) },
);

interface History {
  events: ToldEvent[];
  tellings: TestDelivery[];
}

const history: fc.Arbitrary<History> = fc.record({
  events: fc.array(event, { minLength: 10, maxLength: 40 }).map((made) =>
    made.map(({ who, subject, resultCount, ...words }, index) => ({
      ...words,
      ...who,
      id: `e${index}`,
      subjectId: subjects[words.name] === undefined ? null : subject,
      resultCount: words.name === 'search_submitted' ? resultCount : null,
    })),
  ),
  tellings: fc.array(telling, { minLength: 2, maxLength: 8 }),
});

const way = fc.record({
  keys: fc.array(fc.nat(1_000), { minLength: 48, maxLength: 48 }),
  sizes: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 5 }),
});

/** Tells a history in batches, in the order of keys; each event may come a second time in a later batch. */
async function tell(
  shop: SegmentedShop,
  { events, tellings }: History,
  keys: number[],
  sizes: number[],
): Promise<void> {
  const all = [...events, ...tellings]
    .map((one, index) => ({ one, key: keys[index] ?? 0 }))
    .sort((left, right) => left.key - right.key)
    .map(({ one }) => one);
  for (let start = 0, index = 0; start < all.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    const batch = all.slice(Math.max(0, start - 1), start + size);
    start += size;
    await shop.visit(...batch.flatMap((one) => ('topic' in one ? [] : [visitOf(one)])));
    await shop.receive(...batch.flatMap((one) => ('topic' in one ? [one] : [])));
    await shop.absorb();
  }
}

const visitOf = (told: ToldEvent): Parameters<SegmentedShop['visit']>[0] => ({
  id: told.id,
  name: told.name as 'page_viewed',
  at: told.at,
  visitorId: told.visitorId,
  more: {
    customerId: told.customerId,
    emailKey: told.emailKey,
    device: told.device,
    utmSource: told.source,
    resultCount: told.resultCount,
    [subjects[told.name] ?? 'productId']: told.subjectId,
  },
});

interface Stored {
  owners: Row[];
  days: Row[];
  recent: Row[];
  sources: Row[];
}

async function stored(shop: SegmentedShop): Promise<Stored> {
  const rows = async (text: string): Promise<Row[]> => inOrder(await shop.rows(text));
  const recent = await shop.rows(
    `SELECT customer_id, name, subject_id, last_at, ARRAY(SELECT (extract(epoch FROM i) * 1000)::bigint::text FROM unnest(recent) i) AS recent
     FROM site_recent WHERE shop_id = $1`,
  );
  return {
    owners: await rows('SELECT event_id, owner_id FROM site_event WHERE shop_id = $1'),
    days: await rows(
      `SELECT customer_id, day::text AS day, name, event_count, mobile_count, desktop_count, last_at FROM site_day WHERE shop_id = $1`,
    ),
    recent: inOrder(recent.map((row) => ({ ...row, recent: (row.recent as string[]).map(Number) }))),
    sources: await rows(
      'SELECT customer_id, first_at, first_source, last_at, last_source FROM site_source WHERE shop_id = $1',
    ),
  };
}

async function expected(shop: SegmentedShop, events: readonly ToldEvent[], timeZone: string): Promise<Stored> {
  const customers = (
    await shop.rows(
      `SELECT c.customer_id, c.email_key, f.email_key AS former_key, c.merged_into
       FROM customer c LEFT JOIN former_email f USING (shop_id, customer_id) WHERE c.shop_id = $1`,
    )
  ).map((row): KnownCustomer => ({
    customerId: String(row.customer_id),
    emailKey: row.email_key as string | null,
    formerKey: row.former_key as string | null,
    mergedInto: row.merged_into as string | null,
  }));
  const owners = naiveOwners(events, customers);
  return {
    owners: inOrder([...owners].map(([event_id, owner_id]) => ({ event_id, owner_id }))),
    ...naiveFolds(events, owners, timeZone),
  };
}

it(
  'gives every event the same owner and the same folds as a naive count, in any order and any batches',
  { timeout: 300_000 },
  async () => {
    const seen = { stitched: 0, merged: 0, sources: 0 };
    await fc.assert(
      fc.asyncProperty(
        history,
        way,
        way,
        fc.constantFrom('Europe/Istanbul', 'America/Havana'),
        async (told, one, other, zone) => {
          for (const { keys, sizes } of [one, other]) {
            const shop = await segmentedShop(database, { destinations: false });
            await shop.rows('UPDATE shop SET timezone = $2 WHERE shop_id = $1', zone);
            await tell(shop, told, keys, sizes);
            const wanted = await expected(shop, told.events, zone);
            expect(await stored(shop)).toEqual(wanted);

            await shop.rows(`UPDATE shop SET timezone = 'Asia/Tokyo' WHERE shop_id = $1`);
            await shop.inShop(refoldDays);
            expect((await stored(shop)).days).toEqual((await expected(shop, told.events, 'Asia/Tokyo')).days);

            const named = new Set(
              told.events.filter((event) => event.customerId ?? event.emailKey).map(({ id }) => id),
            );
            seen.stitched += wanted.owners.filter(
              (row) => row.owner_id !== null && !named.has(String(row.event_id)),
            ).length;
            seen.sources += wanted.sources.length;
            seen.merged += (
              await shop.rows('SELECT FROM customer WHERE shop_id = $1 AND merged_into IS NOT NULL')
            ).length;
          }
        },
      ),
      { numRuns: 25, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
  },
);
