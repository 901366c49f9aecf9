/** Customers told by sources that do not all carry the same: what one of them knows stays, whichever comes first. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChangeOf } from '#app/core/changes.ts';
import { saveProfiles } from '#app/store/customers.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

const webhook: ChangeOf<'customer'> = {
  kind: 'customer',
  customerId: '1',
  updatedAt: 1_790_000_000_000,
  toldAt: 1_790_000_001_500,
  email: 'new@example.com',
  phone: null,
  firstName: 'Ayşe',
  lastName: null,
  accountState: 'enabled',
  countryCode: 'TR',
  province: null,
  city: null,
  createdAt: 1_780_000_000_000,
  detail: null,
};
/** A line of a backfill: the only source of locale and tags; its instant of telling is 0, so that a webhook wins. */
const line: ChangeOf<'customer'> = {
  ...webhook,
  toldAt: 0,
  email: 'old@example.com',
  detail: { locale: 'tr', tags: ['vip', 'shop'], metafields: {} },
};

describe('a profile', () => {
  it.each([
    ['a line of a backfill, then the webhook', [[line], [webhook]]],
    ['the webhook, then a line of a backfill', [[webhook], [line]]],
    ['both at once', [[webhook, line]]],
    ['an older line after the webhook', [[webhook], [{ ...line, updatedAt: line.updatedAt - 1_000 }]]],
  ])('is the webhook’s, with locale and tags of the backfill: %s', async (_, batches) => {
    const shopId = await database.makeShop();
    const rows = await database.worker.inShop(shopId, async (sql) => {
      for (const batch of batches) await saveProfiles(sql, batch);
      return (await sql.query('SELECT email, locale, tags, updated_at FROM customer WHERE shop_id = $1', [shopId]))
        .rows;
    });
    expect(rows).toEqual([
      { email: 'new@example.com', locale: 'tr', tags: ['vip', 'shop'], updated_at: webhook.updatedAt },
    ]);
  });

  it('loses the tags that a newer full reading no longer has, whatever webhooks came between', async () => {
    const reading = { ...line, updatedAt: line.updatedAt + 5_000, detail: { locale: 'tr', tags: [], metafields: {} } };
    const profile = { ...webhook, updatedAt: line.updatedAt + 9_000 };
    for (const batches of [
      [[line], [reading], [profile]],
      [[profile], [reading], [line]],
      [[reading, line, profile]],
    ]) {
      const shopId = await database.makeShop();
      const rows = await database.worker.inShop(shopId, async (sql) => {
        for (const batch of batches) await saveProfiles(sql, batch);
        return (await sql.query('SELECT tags, updated_at FROM customer WHERE shop_id = $1', [shopId])).rows;
      });
      expect(rows).toEqual([{ tags: [], updated_at: profile.updatedAt }]);
    }
  });

  it.each([
    ['in order', false],
    ['the other way round', true],
  ])('has the metafields of its newest version, all that any reading of it asked for, %s', async (_, reversed) => {
    const reading = (updatedAt: number, toldAt: number, metafields: Record<string, string>): ChangeOf<'customer'> => ({
      ...{ ...line, updatedAt, toldAt, detail: { locale: null, tags: [], metafields } },
    });
    const at = line.updatedAt;
    const readings = [
      reading(at, 0, { 'custom.old': '1' }),
      reading(at + 1_000, at + 2_000, { 'custom.size': '38' }),
      reading(at + 1_000, 0, { 'custom.size': '38', 'custom.color': 'mavi' }),
    ];
    const shopId = await database.makeShop();
    const rows = await database.worker.inShop(shopId, async (sql) => {
      for (const one of reversed ? readings.toReversed() : readings) await saveProfiles(sql, [one]);
      return (await sql.query('SELECT metafields FROM customer WHERE shop_id = $1', [shopId])).rows;
    });
    expect(rows).toEqual([{ metafields: { 'custom.size': '38', 'custom.color': 'mavi' } }]);
  });

  it('of somebody deleted or erased is not filled in', async () => {
    for (const column of ['deleted_at', 'redacted_at']) {
      const shopId = await database.makeShop();
      const rows = await database.worker.inShop(shopId, async (sql) => {
        await sql.query(`INSERT INTO customer (shop_id, customer_id, tags, ${column}) VALUES ($1, 1, '{}', now())`, [
          shopId,
        ]);
        await saveProfiles(sql, [line]);
        return (await sql.query('SELECT email, locale, tags FROM customer WHERE shop_id = $1', [shopId])).rows;
      });
      expect(rows).toEqual([{ email: null, locale: null, tags: [] }]);
    }
  });
});
