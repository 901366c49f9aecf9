/** Questions to a customer's history: PostgreSQL's answers against a plain model of what the words mean, for all and one by one. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answerWidth, type Question, questionKey } from '#app/core/questions/question.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import { saveSlots, slotsFor } from '#app/store/askedQuestions.ts';
import { answerForAll } from '#app/store/facts.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CUSTOMERS, type Event, modelAnswer, PRODUCTS, visitNames, ZONE } from './questionModel.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { orderTold, productTold, customerTold } from './webhooks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

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

describe('the questions tried', () => {
  it('are told apart by their keys', () => {
    expect(new Set(questions.map(questionKey)).size).toBe(questions.length);
  });
});
