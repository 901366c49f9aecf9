/** Memberships, consent and switches → placements, in the transaction of the change; never one against consent. */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeDestination, switchDestination } from '#app/flows/destinations/changeDestination.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerDeleted, customerTold, orderDeleted, orderTold, type TestDelivery } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database);
});

const NEW_SUBSCRIBERS = 1;
const REPEAT_BUYERS = 9;
const before = NOW - 40 * DAY_MS;

function buyer(id: number, words: { consent?: boolean; email?: string | null } = {}): TestDelivery[] {
  return [
    customerTold(id, { updatedAt: before, ...(words.email === undefined ? {} : { email: words.email }) }),
    ...(words.consent === false ? [] : [consentTold(id, 'subscribed', before)]),
    orderTold(id * 10, { customerId: id, at: before }),
    orderTold(id * 10 + 1, { customerId: id, at: before }),
  ];
}

const placements = (destinationId = REPEAT_BUYERS): Promise<Row[]> =>
  shop.rows(
    `SELECT customer_id::int AS id, desired, acknowledged, state FROM placement
     WHERE shop_id = $1 AND destination_id = $2 ORDER BY customer_id`,
    destinationId,
  );
const switchTo = async (enabled: boolean): Promise<void> => {
  const wanted = { segmentId: REPEAT_BUYERS, connectionId: 1, enabled };
  expect(await switchDestination(shop.services, shop.shopId, wanted)).toEqual({ ok: true });
  await placeShop(shop.services, shop.shopId);
};
/** As after a run that added everybody pending. */
const acknowledge = (): Promise<Row[]> =>
  shop.rows(`UPDATE placement SET acknowledged = desired, state = 'settled' WHERE shop_id = $1 AND state = 'pending'`);
const pendingAdd = { desired: true, acknowledged: false, state: 'pending' };

describe('a member', () => {
  it('is placed when there is an address and a consent, and rung for', async () => {
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    await shop.tell(...buyer(1), ...buyer(2, { consent: false }), ...buyer(3, { email: null }));
    expect(await placements()).toEqual([{ id: 1, ...pendingAdd }]);
    const { rows } = await database.owner.query<{ key: string }>(
      `SELECT key FROM graphile_worker.jobs WHERE task_identifier = 'deliver'`,
    );
    expect(rows).toEqual([{ key: `deliver:${shop.shopId}:1` }]);
  });

  it('who withdraws consent is to be removed as soon as that is known', async () => {
    await shop.tell(...buyer(1));
    await acknowledge();
    await shop.tell(consentTold(1, 'unsubscribed', NOW));
    expect(await placements()).toEqual([{ id: 1, desired: false, acknowledged: true, state: 'pending' }]);
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
  });

  it('who loses the address is to be removed, and comes back with a new one', async () => {
    await shop.tell(...buyer(1));
    await acknowledge();
    await shop.tell(customerTold(1, { updatedAt: NOW - 1_000, email: null }));
    expect(await placements()).toEqual([{ id: 1, desired: false, acknowledged: true, state: 'pending' }]);
    await shop.tell(customerTold(1, { updatedAt: NOW, email: 'again@example.com' }));
    expect(await placements()).toEqual([{ id: 1, desired: true, acknowledged: true, state: 'settled' }]);
  });

  it('who was never sent needs no removal', async () => {
    await shop.tell(...buyer(1));
    await shop.tell(orderDeleted(10, NOW));
    expect(await placements()).toEqual([{ id: 1, desired: false, acknowledged: false, state: 'settled' }]);
  });

  it('who is on the way stays on the way until that is answered', async () => {
    await shop.tell(...buyer(1));
    await shop.rows(`UPDATE placement SET state = 'sent', acknowledged = NULL, job_id = 5 WHERE shop_id = $1`);
    await shop.tell(orderDeleted(10, NOW));
    expect(await placements()).toEqual([{ id: 1, desired: false, acknowledged: null, state: 'sent' }]);
  });
});

describe('a switch', () => {
  it('turned off removes everybody from the list, turned on again brings them back', async () => {
    await shop.tell(...buyer(1), ...buyer(2));
    await acknowledge();
    await switchTo(false);
    expect(await placements()).toEqual([
      { id: 1, desired: false, acknowledged: true, state: 'pending' },
      { id: 2, desired: false, acknowledged: true, state: 'pending' },
    ]);
    await shop.tell(...buyer(3));
    expect(await placements()).toHaveLength(2);
    await switchTo(true);
    expect(await placements()).toEqual([
      { id: 1, desired: true, acknowledged: true, state: 'settled' },
      { id: 2, desired: true, acknowledged: true, state: 'settled' },
      { id: 3, ...pendingAdd },
    ]);
  });

  it('of one list leaves the others alone', async () => {
    await shop.tell(...buyer(1), consentTold(1, 'subscribed', NOW - DAY_MS));
    await acknowledge();
    await switchTo(false);
    expect(await placements(NEW_SUBSCRIBERS)).toEqual([{ id: 1, desired: true, acknowledged: true, state: 'settled' }]);
  });
});

describe('the consent rule of a list', () => {
  it('lifted places those without consent too, set again takes them out', async () => {
    await shop.tell(...buyer(1), ...buyer(2, { consent: false }));
    expect(
      await changeDestination(shop.services, shop.shopId, REPEAT_BUYERS, { what: 'consent', consentRequired: false }),
    ).toEqual({ ok: true });
    await placeShop(shop.services, shop.shopId);
    expect(await placements()).toEqual([
      { id: 1, ...pendingAdd },
      { id: 2, ...pendingAdd },
    ]);
    await acknowledge();
    expect(
      await changeDestination(shop.services, shop.shopId, REPEAT_BUYERS, { what: 'consent', consentRequired: true }),
    ).toEqual({ ok: true });
    await placeShop(shop.services, shop.shopId);
    expect(await placements()).toEqual([
      { id: 1, desired: true, acknowledged: true, state: 'settled' },
      { id: 2, desired: false, acknowledged: true, state: 'pending' },
    ]);
  });
});

describe('whatever happens', () => {
  it('nobody without consent is ever to be added, and every other member is', async () => {
    const step = fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom('buy', 'undo', 'give', 'withdraw', 'lose-address', 'address', 'delete', 'switch'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        shop = await segmentedShop(database);
        let enabled = true;
        for (const [index, { id, kind }] of steps.entries()) {
          const at = before + index * 60_000;
          switch (kind) {
            case 'buy':
              await shop.tell(orderTold(1_000 + index, { customerId: id, at }));
              break;
            case 'undo':
              await shop.tell(orderDeleted(1_000 + index - 1, at));
              break;
            case 'give':
              await shop.tell(consentTold(id, 'subscribed', at));
              break;
            case 'withdraw':
              await shop.tell(consentTold(id, 'unsubscribed', at));
              break;
            case 'lose-address':
              await shop.tell(customerTold(id, { updatedAt: at, email: null }));
              break;
            case 'address':
              await shop.tell(customerTold(id, { updatedAt: at }));
              break;
            case 'delete':
              if (id === 4) await shop.tell(customerDeleted(id, at));
              break;
            case 'switch':
              enabled = !enabled;
              await switchTo(enabled);
          }
          expect(await wrongPlacements()).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  /** Placements desired against the rules, and members that ought to be placed and are not. */
  const wrongPlacements = (): Promise<Row[]> =>
    shop.rows(
      `WITH allowed AS (
         SELECT d.destination_id, m.customer_id FROM destination d JOIN membership m USING (shop_id, segment_id)
         JOIN customer c USING (shop_id, customer_id)
         WHERE d.shop_id = $1 AND d.enabled AND c.email IS NOT NULL AND c.email_consent = 'subscribed'),
       desired AS (SELECT destination_id, customer_id FROM placement WHERE shop_id = $1 AND desired)
       (SELECT 'not allowed' AS what, * FROM (SELECT * FROM desired EXCEPT SELECT * FROM allowed) a)
       UNION ALL (SELECT 'missing', * FROM (SELECT * FROM allowed EXCEPT SELECT * FROM desired) b)`,
    );
});
