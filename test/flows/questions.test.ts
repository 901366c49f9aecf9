/** Questions to a customer's history: PostgreSQL's answers against a plain model of what the words mean, for all and one by one. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { dayOf, startOfDay, addDays } from '#app/core/calendar.ts';
import {
  type Answer,
  answerWidth,
  type Question,
  questionKey,
  STRETCH_BEGUN_AT,
} from '#app/core/questions/question.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import { saveSlots, slotsFor } from '#app/store/askedQuestions.ts';
import { answerForAll } from '#app/store/facts.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { orderTold, productTold, customerTold } from './webhooks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

const ZONE = 'Europe/Istanbul';
const CUSTOMERS = ['1', '2', '3'];
/** Product p is of type `t(p mod 2)`, of vendor `v(p mod 3)`, and listed in collection 900 + (p mod 2). */
const PRODUCTS = [501, 502, 503, 504];

const questions: readonly Question[] = [
  { ask: 'latest', event: 'ordered', times: 1 },
  { ask: 'latest', event: 'ordered', times: 3 },
  { ask: 'latest', event: 'ordered', times: 1, worthMinor: 5_000 },
  { ask: 'latest', event: 'ordered', times: 1, afterGapDays: 20 },
  { ask: 'latest', event: 'ordered', times: 2, of: { by: 'type', values: ['T1'] } },
  { ask: 'latest', event: 'ordered', times: 1, of: { by: 'vendor', values: ['v0', 'V2'] } },
  { ask: 'latest', event: 'ordered', times: 1, of: { by: 'product', values: ['502'] } },
  { ask: 'latest', event: 'ordered', times: 1, of: { by: 'collection', values: ['Bahar'] } },
  { ask: 'latest', event: 'ordered', times: 1, of: { by: 'tag', values: ['indirim'] } },
  { ask: 'first', event: 'ordered' },
  { ask: 'latest', event: 'viewed-product', times: 2 },
  { ask: 'latest', event: 'viewed-product', times: 1, of: { by: 'type', values: ['t0'] } },
  { ask: 'first', event: 'viewed-product' },
  { ask: 'latest', event: 'visited', times: 4 },
  { ask: 'latest', event: 'clicked-email', times: 2 },
  { ask: 'latest', event: 'opened-email', times: 1 },
  { ask: 'unordered', event: 'viewed-product', times: 2 },
  { ask: 'unordered', event: 'wishlisted', times: 1 },
  { ask: 'active-days', days: 3, windowDays: 30 },
  { ask: 'interest', times: 2, windowDays: 14, orderDays: 30 },
  { ask: 'device', device: 'mobile', windowDays: 20 },
  { ask: 'device', device: 'desktop', windowDays: 20 },
  { ask: 'channel', channel: 'email', percent: 60, windowDays: 40 },
  { ask: 'channel', channel: 'sms', percent: 60, windowDays: 40 },
];

type Event =
  | { kind: 'order'; customer: string; at: number; products: number[]; minor: number; cancelled: boolean }
  | {
      kind: 'visit';
      customer: string;
      at: number;
      name: VisitName;
      product: number;
      device: 'mobile' | 'desktop' | null;
    }
  | {
      kind: 'mail';
      customer: string;
      at: number;
      mail: 'opened' | 'clicked';
      machine: boolean;
      channel: 'email' | 'sms';
    };
const visitNames = [
  'page_viewed',
  'product_viewed',
  'collection_viewed',
  'kesit:wishlist_added',
  'kesit:wishlist_removed',
] as const;
type VisitName = (typeof visitNames)[number];

const customer = fc.constantFrom(...CUSTOMERS);
/** Whole seconds of the last ten weeks; often several on a day. */
const instant = fc.oneof(
  fc.integer({ min: 1, max: 70 * 86_400 }).map((seconds) => NOW - seconds * 1_000),
  fc.integer({ min: 1, max: 70 }).map((days) => NOW - days * DAY_MS),
);
const eventArbitrary: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('order' as const),
      customer,
      at: instant,
      products: fc.array(fc.constantFrom(...PRODUCTS), { minLength: 1, maxLength: 2 }),
      minor: fc.constantFrom(1_000, 4_999, 5_000, 9_000),
      cancelled: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('visit' as const),
      customer,
      at: instant,
      name: fc.constantFrom(...visitNames),
      product: fc.constantFrom(...PRODUCTS),
      device: fc.constantFrom('mobile' as const, 'desktop' as const, null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('mail' as const),
      customer,
      at: instant,
      mail: fc.constantFrom('opened' as const, 'clicked' as const),
      machine: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
      channel: fc.constantFrom('email' as const, 'sms' as const),
    }),
  },
);

describe('an answer', () => {
  it('is what the words of the question mean, of one customer and of all', async () => {
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(eventArbitrary, { minLength: 20, maxLength: 60, size: 'max' }), async (events) => {
        const shop = await tellAll(events);
        const expected = Object.fromEntries(
          CUSTOMERS.map((id) => [id, questions.map((question) => modelAnswer(question, events, id))]),
        );
        expect(await askedOf(shop)).toEqual(expected);
        // The same again, set by set, from nothing.
        await shop.inShop(async (sql) => {
          await sql.query('UPDATE customer_fact SET asked = NULL WHERE shop_id = $1', [shop.shopId]);
          const settings = (await loadShop(sql))?.settings;
          if (!settings) throw new Error('no shop');
          const slots = slotsFor(questions);
          await answerForAll(sql, { settings, slots, now: NOW }, slots);
        });
        expect(await askedOf(shop)).toEqual(expected);
        answers += Object.values(expected)
          .flat(2)
          .filter((at) => at !== null).length;
      }),
      { numRuns: 12, endOnFailure: true },
    );
    expect(answers).toBeGreaterThan(200);
  }, 300_000);
});

async function tellAll(events: readonly Event[]): Promise<SegmentedShop> {
  const shop = await segmentedShop(database, { destinations: false });
  await shop.inShop(async (sql) => {
    await sql.query('UPDATE shop SET timezone = $2 WHERE shop_id = $1', [shop.shopId, ZONE]);
    await saveSlots(sql, slotsFor(questions));
    await sql.query(
      `INSERT INTO collection (shop_id, collection_id, title) VALUES ($1, 900, 'Güz'), ($1, 901, 'Bahar')`,
      [shop.shopId],
    );
    await sql.query(
      `INSERT INTO product_collection (shop_id, product_id, collection_id) SELECT $1, p, 900 + p % 2 FROM unnest($2::bigint[]) AS p`,
      [shop.shopId, PRODUCTS],
    );
  });
  await shop.receive(
    ...PRODUCTS.map((id) =>
      productTold(id, {
        type: `t${id % 2}`,
        vendor: `v${id % 3}`,
        tags: id === 503 ? ['İndirim'] : [],
        updatedAt: NOW - 90 * DAY_MS,
      }),
    ),
    ...CUSTOMERS.map((id) => customerTold(id, { updatedAt: NOW - 90 * DAY_MS })),
    ...events.flatMap((event, index) =>
      event.kind === 'order'
        ? [
            orderTold(7_000 + index, {
              customerId: event.customer,
              at: event.at,
              totalMinor: event.minor,
              cancelledAt: event.cancelled ? event.at : null,
              lines: event.products.map((product, line) => ({
                id: index * 10 + line + 1,
                productId: product,
                priceMinor: 100,
                quantity: 1,
                currentQuantity: 1,
              })),
            }),
          ]
        : [],
    ),
  );
  await shop.visit(
    ...events.flatMap((event) =>
      event.kind === 'visit'
        ? [
            {
              at: event.at,
              name: event.name,
              customerId: event.customer,
              more: { device: event.device, ...subjectOf(event) },
            },
          ]
        : [],
    ),
  );
  await shop.absorb();
  await shop.mail(
    ...events.flatMap((event) =>
      event.kind === 'mail'
        ? [
            {
              kind: event.mail,
              isMachine: event.machine,
              occurredAt: event.at,
              customerId: event.customer,
              channel: event.channel,
            },
          ]
        : [],
    ),
  );
  await shop.inShop(async (sql) => {
    await holdShop(sql);
    await decideCustomers(sql, CUSTOMERS, NOW);
  });
  return shop;
}

const subjectOf = ({ name, product }: Extract<Event, { kind: 'visit' }>) =>
  name === 'page_viewed'
    ? {}
    : name === 'collection_viewed'
      ? { collectionId: String(900 + (product % 2)) }
      : { productId: String(product) };

async function askedOf(shop: SegmentedShop): Promise<Record<string, Answer[]>> {
  const rows = await shop.rows('SELECT customer_id, asked FROM customer_fact WHERE shop_id = $1 ORDER BY customer_id');
  return Object.fromEntries(
    rows.map(({ customer_id, asked }) => [
      String(customer_id),
      slotsFor(questions).map(({ question, slot }) =>
        Array.from(
          { length: answerWidth(question) },
          (_, index) => (asked as (number | null)[] | null)?.[slot - 1 + index] ?? null,
        ),
      ),
    ]),
  );
}

/** The answer by the plain meaning of the words, event by event. */
function modelAnswer(question: Question, all: readonly Event[], id: string): Answer {
  const events = all.filter((event) => event.customer === id);
  const orders = events.flatMap((event, index) =>
    event.kind === 'order' && !event.cancelled ? [{ ...event, index }] : [],
  );
  orders.sort((a, b) => a.at - b.at || all.indexOf(events[a.index] as Event) - all.indexOf(events[b.index] as Event));
  const visits = events.flatMap((event) => (event.kind === 'visit' ? [event] : []));
  const mails = events.flatMap((event) => (event.kind === 'mail' ? [event] : []));
  const kth = (instants: readonly number[], times: number): number | null =>
    instants.toSorted((a, b) => b - a)[times - 1] ?? null;

  switch (question.ask) {
    case 'latest':
    case 'first': {
      const instants = happenings(question);
      return [
        question.ask === 'first' ? (instants.toSorted((a, b) => a - b)[0] ?? null) : kth(instants, question.times),
      ];
    }
    case 'unordered': {
      const name = question.event === 'wishlisted' ? 'kesit:wishlist_added' : 'product_viewed';
      const found = PRODUCTS.flatMap((product) => {
        const since = Math.max(
          -Infinity,
          ...orders.filter(({ products }) => products.includes(product)).map(({ at }) => at),
          ...(question.event === 'wishlisted'
            ? visits
                .filter((visit) => visit.name === 'kesit:wishlist_removed' && visit.product === product)
                .map(({ at }) => at)
            : []),
        );
        const seen = visits.filter((visit) => visit.name === name && visit.product === product && visit.at > since);
        return (
          kth(
            seen.map(({ at }) => at),
            question.times,
          ) ?? []
        );
      });
      return [found.length === 0 ? null : Math.max(...found)];
    }
    case 'active-days': {
      const days = [...new Set(visits.map(({ at }) => dayOf(ZONE, at)))].sort().reverse();
      const day = days[question.days - 1];
      return [day === undefined ? null : startOfDay(ZONE, addDays(day, question.windowDays))];
    }
    case 'interest':
      return stretchesOf((now) =>
        [0, 1].some((parity) => {
          const views = visits.filter((visit) => visit.name === 'collection_viewed' && visit.product % 2 === parity);
          const recent = views.filter(({ at }) => now < at + question.windowDays * DAY_MS);
          const ordered = orders.filter(({ products }) => products.some((product) => product % 2 === parity));
          return recent.length >= question.times && ordered.every(({ at }) => now >= at + question.orderDays * DAY_MS);
        }),
      );
    case 'device':
      return stretchesOf((now) => {
        const today = dayOf(ZONE, now);
        const counted = visits.filter(({ at }) => dayOf(ZONE, at) > addDays(today, -question.windowDays));
        const on = (device: string) => counted.filter((visit) => visit.device === device).length;
        return question.device === 'mobile' ? on('mobile') > on('desktop') : on('desktop') > on('mobile');
      });
    case 'channel':
      return stretchesOf((now) => {
        const clicks = mails.filter(
          ({ mail, machine, at }) => mail === 'clicked' && !machine && now < at + question.windowDays * DAY_MS,
        );
        return (
          clicks.filter(({ channel }) => channel === question.channel).length * 100 > clicks.length * question.percent
        );
      });
  }

  function happenings({
    event,
    of,
    worthMinor,
    afterGapDays,
  }: Extract<Question, { ask: 'latest' | 'first' }>): number[] {
    const matches = (product: number): boolean => {
      if (of === undefined) return true;
      const values = of.values.map((value) => value.toLowerCase());
      switch (of.by) {
        case 'product':
          return values.includes(String(product));
        case 'type':
          return values.includes(`t${product % 2}`);
        case 'vendor':
          return values.includes(`v${product % 3}`);
        case 'collection':
          return product % 2 === 1;
        case 'tag':
          return product === 503;
      }
    };
    if (event === 'ordered')
      return orders
        .filter(({ minor }) => worthMinor === undefined || minor >= worthMinor)
        .filter((order) => {
          const before = orders[orders.indexOf(order) - 1];
          return afterGapDays === undefined || (before !== undefined && order.at - before.at >= afterGapDays * DAY_MS);
        })
        .filter(({ products }) => products.some(matches))
        .map(({ at }) => at);
    if (event === 'viewed-product')
      return visits.filter((visit) => visit.name === 'product_viewed' && matches(visit.product)).map(({ at }) => at);
    if (event === 'visited') return visits.map(({ at }) => at);
    const kind = event === 'clicked-email' ? 'clicked' : 'opened';
    return mails
      .filter(({ mail, machine, channel }) => mail === kind && !machine && channel === 'email')
      .map(({ at }) => at);
  }

  /** The first two stretches from now on in which something holds; it can only turn at these instants. */
  function stretchesOf(holds: (now: number) => boolean): Answer {
    const turns = new Set<number>([NOW]);
    for (const { at } of events) {
      turns.add(at);
      for (const days of [14, 20, 30, 40]) {
        turns.add(at + days * DAY_MS);
        turns.add(startOfDay(ZONE, addDays(dayOf(ZONE, at), days)));
      }
    }
    const instants = [...turns].filter((at) => at >= NOW - DAY_MS).sort((a, b) => a - b);
    return stretchesFrom(instants, holds);
  }
}

function stretchesFrom(instants: readonly number[], holds: (now: number) => boolean): Answer {
  const spans: [number, number][] = [];
  for (const at of instants.filter((instant) => instant >= NOW)) {
    const last = spans[spans.length - 1];
    const open = last !== undefined && last[1] === Infinity;
    if (holds(at) && !open) spans.push([at === NOW ? STRETCH_BEGUN_AT : at, Infinity]);
    else if (!holds(at) && open && last) last[1] = at;
  }
  const [first, second] = spans;
  return [first?.[0] ?? null, first?.[1] ?? null, second?.[0] ?? null, second?.[1] ?? null];
}

describe('the questions tried', () => {
  it('are told apart by their keys', () => {
    expect(new Set(questions.map(questionKey)).size).toBe(questions.length);
  });
});
