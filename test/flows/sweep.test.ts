/** The sweeper rings for whatever is due, bell or no bell, and for nothing else. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweep } from '#app/flows/sweep.ts';
import { markUninstalled } from '#app/store/shops.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.owner.query(
    'TRUNCATE shop, segment, connection, destination, customer_fact, inbox, site_event, placement CASCADE',
  );
  shop = await segmentedShop(database);
  // Nothing of the connection is due, nor anything to be cleared away, unless a test makes it so.
  await shop.rows('UPDATE connection SET last_pull_at = $2 WHERE shop_id = $1', new Date(NOW).toISOString());
  await shop.rows(
    'UPDATE shop SET retain_due_at = $2 WHERE shop_id = $1',
    new Date(NOW + 1_000 * DAY_MS).toISOString(),
  );
});

const before = NOW - 40 * DAY_MS;

/** What is rung for when every bell was lost. */
async function rungFor(): Promise<string[]> {
  await database.owner.query('DELETE FROM graphile_worker._private_jobs');
  const count = await sweep(shop.services);
  const { rows } = await database.owner.query<{ task_identifier: string }>(
    'SELECT task_identifier FROM graphile_worker.jobs ORDER BY 1',
  );
  expect(rows).toHaveLength(count);
  return rows.map(({ task_identifier }) => task_identifier);
}

describe('the sweeper rings', () => {
  it('for nothing when nothing is due', async () => {
    expect(await rungFor()).toEqual([]);
  });

  it('for deliveries that wait, and for those put off when their time has come', async () => {
    await shop.receive(orderTold(1, { customerId: 1, at: before }));
    expect(await rungFor()).toEqual(['absorb']);
    await shop.rows('UPDATE inbox SET not_before = $2 WHERE shop_id = $1', new Date(NOW + 1_000).toISOString());
    expect(await rungFor()).toEqual([]);
    shop.time.now = NOW + 1_000;
    expect(await rungFor()).toEqual(['absorb']);
  });

  it('for storefront events that wait', async () => {
    await shop.visit({ at: before, customerId: 1 });
    expect(await rungFor()).toEqual(['absorb']);
  });

  it('for a verdict at the instant at which it can change, not before', async () => {
    await shop.tell(consentTold(1, 'subscribed', NOW - DAY_MS));
    shop.time.now = NOW + 13 * DAY_MS - 1;
    await shop.rows(
      'UPDATE connection SET last_pull_at = $2 WHERE shop_id = $1',
      new Date(shop.time.now).toISOString(),
    );
    expect(await rungFor()).toEqual([]);
    shop.time.now += 1;
    expect(await rungFor()).toEqual(['tick']);
  });

  it('for placements that wait, unless the connection must rest or the merchant must act', async () => {
    await shop.tell(
      customerTold(1, { updatedAt: before }),
      consentTold(1, 'subscribed', before),
      orderTold(1, { customerId: 1, at: before }),
      orderTold(2, { customerId: 1, at: before }),
    );
    expect(await rungFor()).toEqual(['deliver']);
    await shop.rows('UPDATE placement SET not_before = $2 WHERE shop_id = $1', new Date(NOW + 1).toISOString());
    expect(await rungFor()).toEqual([]);
    await shop.rows('UPDATE placement SET not_before = NULL WHERE shop_id = $1');
    await shop.rows('UPDATE connection SET retry_at = $2 WHERE shop_id = $1', new Date(NOW + 1).toISOString());
    expect(await rungFor()).toEqual([]);
    await shop.rows('UPDATE connection SET retry_at = $2 WHERE shop_id = $1', new Date(NOW).toISOString());
    expect(await rungFor()).toEqual(['deliver']);
    // While additions are held up only who has to leave is work.
    await shop.rows('UPDATE connection SET paused_at = $2 WHERE shop_id = $1', new Date(NOW).toISOString());
    expect(await rungFor()).toEqual([]);
    await shop.rows('UPDATE placement SET desired = false WHERE shop_id = $1');
    expect(await rungFor()).toEqual(['deliver']);
    await shop.rows(`UPDATE connection SET status = 'reconnect' WHERE shop_id = $1`);
    expect(await rungFor()).toEqual([]);
  });

  it('for what was asked of a list although nobody waits, and not for a list that rests', async () => {
    for (const wish of ['compare_figures', 'send_whole', 'ask_rejected_again']) {
      await shop.rows(`UPDATE destination SET ${wish} = true WHERE shop_id = $1 AND destination_id = 1`);
      expect([wish, await rungFor()]).toEqual([wish, ['deliver']]);
      await shop.rows(`UPDATE destination SET ${wish} = false WHERE shop_id = $1`);
    }
    // Sent whole it is not while it rests or is paused; one that the partner is replacing is looked after when it is time.
    await shop.rows(
      `UPDATE destination SET send_whole = true, hold = 'replacing', replacing = 'closed', held_until = $2 WHERE shop_id = $1 AND destination_id = 1`,
      new Date(NOW + 1).toISOString(),
    );
    await shop.rows('UPDATE connection SET paused_at = $2 WHERE shop_id = $1', new Date(NOW).toISOString());
    expect(await rungFor()).toEqual([]);
    shop.time.now = NOW + 1;
    expect(await rungFor()).toEqual(['deliver']);
    await shop.rows('UPDATE destination SET hold = NULL, held_until = NULL, replacing = NULL WHERE shop_id = $1');
    expect(await rungFor()).toEqual([]);
    await shop.rows('UPDATE destination SET send_whole = false WHERE shop_id = $1');
    await shop.rows('UPDATE connection SET paused_at = NULL WHERE shop_id = $1');
    shop.time.now = NOW;
    await shop.tell(
      customerTold(1, { updatedAt: before }),
      consentTold(1, 'subscribed', before),
      orderTold(1, { customerId: 1, at: before }),
      orderTold(2, { customerId: 1, at: before }),
    );
    await shop.rows(
      `UPDATE destination SET hold = 'daily-limit', held_until = $2 WHERE shop_id = $1`,
      new Date(NOW + 1).toISOString(),
    );
    expect(await rungFor()).toEqual([]);
    shop.time.now = NOW + 1;
    expect(await rungFor()).toEqual(['deliver']);
  });

  it('for files at their hour, not before, nor while they wait after a failure or are paused', async () => {
    await shop.rows('UPDATE connection SET files_due_at = $2 WHERE shop_id = $1', new Date(NOW + 1).toISOString());
    expect(await rungFor()).toEqual([]);
    shop.time.now = NOW + 1;
    expect(await rungFor()).toEqual(['deliver']);
    await shop.rows('UPDATE connection SET retry_at = $2 WHERE shop_id = $1', new Date(NOW + 2).toISOString());
    expect(await rungFor()).toEqual([]);
    await shop.rows('UPDATE connection SET retry_at = NULL, paused_at = now() WHERE shop_id = $1');
    expect(await rungFor()).toEqual([]);
  });

  it('for a login that is to be ended at the partner, and not for a key that was taken away', async () => {
    await shop.rows(`UPDATE connection SET status = 'disconnected', by_login = true, secret = 'x' WHERE shop_id = $1`);
    expect(await rungFor()).toEqual(['deliver']);
    await shop.rows('UPDATE connection SET by_login = false WHERE shop_id = $1');
    expect(await rungFor()).toEqual([]);
    await shop.rows('UPDATE connection SET by_login = true, secret = NULL WHERE shop_id = $1');
    expect(await rungFor()).toEqual([]);
  });

  it('for batches at the partner when it is time to ask after them', async () => {
    await shop.rows(
      `INSERT INTO partner_job (shop_id, connection_id, destination_id, desired, state, row_count, poll_after)
       VALUES ($1, 1, 1, true, 'running', 1, $2)`,
      new Date(NOW + 500).toISOString(),
    );
    expect(await rungFor()).toEqual([]);
    shop.time.now = NOW + 500;
    expect(await rungFor()).toEqual(['deliver']);
  });

  it('for a pull once the interval has passed', async () => {
    const intervalMs = shop.services.environment.PULL_INTERVAL_S * 1_000;
    shop.time.now = NOW + intervalMs;
    expect(await rungFor()).toEqual([]);
    shop.time.now += 1;
    expect(await rungFor()).toEqual(['pull']);
  });

  it('for what is old once a day has passed, with the app or without it', async () => {
    await shop.rows('UPDATE shop SET retain_due_at = $2 WHERE shop_id = $1', new Date(NOW + 1).toISOString());
    expect(await rungFor()).toEqual([]);
    shop.time.now = NOW + 1;
    expect(await rungFor()).toEqual(['retain']);
    await shop.rows(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`);
    expect(await rungFor()).toEqual(['retain']);
  });

  it('for a shop without the app only to take in what it is told', async () => {
    await shop.tell(consentTold(1, 'subscribed', NOW - DAY_MS), customerTold(1, { updatedAt: before }));
    await shop.inShop((sql) => markUninstalled(sql, Date.now() + DAY_MS));
    shop.time.now = NOW + 100 * DAY_MS;
    expect(await rungFor()).toEqual([]);
    await shop.receive(orderTold(1, { customerId: 1, at: before }));
    expect(await rungFor()).toEqual(['absorb']);
  });
});
