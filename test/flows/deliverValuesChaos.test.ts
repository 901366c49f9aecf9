/**
 * Three calls in ten fail, and now and then the worker dies, while customers come and go, consents are withdrawn, and the merchant changes
 * their mind about values and has the whole list sent again, which replaces it: at rest the list that is there equals its segment, is of the kind that is wanted and tells today's amounts, and no other list has anybody.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listValues } from '#app/core/placements/listValue.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { changeDestination } from '#app/flows/destinations/changeDestination.ts';
import { measureSegments } from '#app/flows/segments/measureSegments.ts';
import { waitOrStop } from '#app/platform/clock.ts';
import type { Services } from '#app/flows/services.ts';
import { meta } from '#connectors/meta/index.ts';
import { startMetaWorld, type MetaWorld } from '#test/connectors/meta/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { makeDice } from './dice.ts';
import { CONNECTION, metaShop } from './metaShop.ts';
import { consentTold, orderDeleted, orderTold, type TestDelivery } from './webhooks.ts';

let database: TestDatabase;
let world: MetaWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await startMetaWorld();
  // So that a list takes several batches.
  meta.limits.addRows = 7;
});
afterAll(() => world.close());

/** Thrown where the worker waits: nothing of what it was about is noted any more. */
const KILLED = new Error('killed');
const CUSTOMERS = 30;
const ROUNDS = 25;
const LIST = 'repeat-buyers';
const FAULTS = [
  { status: 500 },
  { status: 504, handledFirst: true },
  { status: 200, code: 2, handledFirst: true },
  { status: 400, code: 2650, subcode: 1_870_145 },
  { cut: 'before' },
  { cut: 'after' },
  { cut: 'midway' },
];
/** Of all faults, one after the other: three calls in ten fail. */
const RATE = 1 - 0.7 ** (1 / FAULTS.length);

describe('a list whose kind is changed over and over', () => {
  it.each([1, 2, 3])('is right in the end whatever goes wrong (seed %i)', { timeout: 300_000 }, async (seed) => {
    const dice = makeDice(seed);
    const shop = await metaShop(database, world);
    const { services, shopId } = shop;
    const mortal: Services = {
      ...services,
      wait: (delayMs, signal) =>
        dice.in100(30) ? Promise.reject(KILLED) : (services.wait ?? waitOrStop)(delayMs, signal),
    };
    await shop.customers(
      Array.from({ length: CUSTOMERS }, (_, index) => index + 1),
      2,
    );
    await shop.switchTo(LIST, true);
    const destinationId = await shop.destinationId(LIST);
    const before = new Set((await world.audiences()).map(({ id }) => id));
    for (const [index, fault] of FAULTS.entries())
      await world.fault({ rate: RATE, seed: seed * 100 + index, ...fault });
    const orders = new Map<number, number>();
    const change = (id: number): TestDelivery => {
      const extra = orders.get(id) ?? 0;
      const pick = dice.roll(100);
      if (pick < 40) {
        orders.set(id, extra + 1);
        return orderTold(id * 100 + 10 + extra, { customerId: id, at: world.nowMs() });
      }
      if (pick < 70) {
        orders.set(id, Math.max(0, extra - 1));
        return orderDeleted(id * 100 + (extra > 0 ? 9 + extra : 1), world.nowMs());
      }
      return consentTold(id, pick < 85 ? 'unsubscribed' : 'subscribed', world.nowMs());
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const whom = Array.from({ length: 1 + dice.roll(5) }, () => 1 + dice.roll(CUSTOMERS));
      await shop.tell(...whom.map(change));
      if (dice.in100(25)) {
        const value = listValues[dice.roll(2)] ?? 'none';
        await changeDestination(services, shopId, destinationId, { what: 'value', value });
      }
      if (dice.in100(25)) await changeDestination(services, shopId, destinationId, { what: 'send-whole' });
      if (dice.in100(60)) await placeShop(services, shopId);
      await deliver(mortal, shopId, CONNECTION).catch((error: unknown) => {
        if (error !== KILLED) throw error;
      });
      await world.advance(dice.roll(120_000));
    }
    await world.control('DELETE', '/faults');
    await world.advance(3_600_000);
    // Once more at the end, so that at least one change is seen from its beginning to its end.
    const [list] = await shop.rows('SELECT holds_values FROM destination WHERE shop_id = $1');
    const wanted = list?.holds_values === true ? 'none' : 'spent';
    await changeDestination(services, shopId, destinationId, { what: 'value', value: wanted });
    for (let turn = 0; turn < 2; turn += 1) {
      await placeShop(services, shopId);
      await shop.rest();
    }
    await measureSegments(services, shopId);
    await shop.rest();
    const truth = await shop.rows(
      `SELECT m.customer_id, f.spent_minor FROM membership m JOIN segment s USING (shop_id, segment_id)
       JOIN customer_fact f USING (shop_id, customer_id) JOIN customer c USING (shop_id, customer_id)
       WHERE m.shop_id = $1 AND s.preset_id = $2 AND c.email_consent = 'subscribed'`,
      LIST,
    );
    const listId = await shop.listId(LIST);
    const members = (await world.members(listId)).map(({ extern_id: id, value }) => [id, value]);
    expect(Object.fromEntries(members)).toEqual(
      Object.fromEntries(
        truth.map(({ customer_id: id, spent_minor: spent }) => [
          String(id),
          wanted === 'spent' ? Number(spent) / 100 : null,
        ]),
      ),
    );
    expect(members.length).toBeGreaterThan(5);
    expect(world.replacementCalls()).toBeGreaterThan(0);
    const mine = (await world.audiences()).filter(({ id }) => !before.has(id));
    expect(mine.length).toBeGreaterThan(1);
    for (const { id, valueBased } of mine) {
      if (id === listId) expect(valueBased).toBe(wanted === 'spent');
      else expect(await world.memberIds(id)).toEqual(new Set());
    }
  });
});
