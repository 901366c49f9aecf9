/** What partners allow is one for all who call the same account: processes, shops, kinds of work. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartnerSession } from '#connectors/kit/connector.ts';
import { openPartner } from '#app/flows/deliver/openPartner.ts';
import { openDatabase } from '#app/platform/database.ts';
import { changeAllowance, forgetAllowances } from '#app/store/partnerAllowance.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, klaviyoShop, type KlaviyoShop } from './klaviyoShop.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld({ limits: 'published' });
});
afterAll(() => world.close());

const now = Date.parse('2026-11-28T12:00:00Z');

describe('what is kept of an account', () => {
  it('counts every change, however many processes make them at once', async () => {
    const other = openDatabase({ url: database.urls.worker });
    const account = 'one account';
    const take = (process: typeof other) =>
      changeAllowance(process, { account, name: 'imports', now }, (kept) => {
        const count = Number(kept ?? 0) + 1;
        return { kept: count, answer: count };
      });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => take(index % 2 ? other : database.worker)),
    );
    expect(answers.sort((left, right) => left - right)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    await other.close();
  });

  it('stays as it was when a change fails', async () => {
    const at = { account: 'another', name: 'imports', now };
    await changeAllowance(database.worker, at, () => ({ kept: 'known', answer: null }));
    const failing = changeAllowance(database.worker, at, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await changeAllowance(database.worker, at, (kept) => ({ kept, answer: kept }))).toBe('known');
  });

  it('is forgotten when nobody calls any more', async () => {
    await changeAllowance(database.worker, { account: 'a third', name: 'ad account', now }, () => ({
      kept: 1,
      answer: 1,
    }));
    const all = async (): Promise<number | null> => (await database.owner.query('TABLE partner_allowance')).rowCount;
    expect(await all()).toBeGreaterThan(0);
    await forgetAllowances(database.worker, now + 1);
    expect(await all()).toBe(0);
  });

  it('is out of reach of the web process', async () => {
    await expect(database.web.query('SELECT * FROM partner_allowance')).rejects.toThrow(/permission denied/);
  });
});

describe('two shops with one account at a partner', () => {
  it('together make no call that it would refuse', async () => {
    const one = await klaviyoShop(database, world);
    const other = await klaviyoShop(database, world);
    await one.connect();
    await other.connect(one.key);
    const sessionOf = async ({ services, shopId }: KlaviyoShop): Promise<PartnerSession> => {
      const partner = await openPartner(services, shopId, CONNECTION);
      if (!partner) throw new Error('The connection is not open.');
      return partner.session;
    };
    const sessions = [await sessionOf(one), await sessionOf(other)];
    await world.forgetCalls();
    const answers = await Promise.all(
      sessions.flatMap((session) => Array.from({ length: 20 }, () => session.settle(world.nowMs()))),
    );
    expect(answers.map((answer) => answer.kind)).toEqual(Array.from({ length: 40 }, () => 'quiet'));
    // Nobody reads from the table whose account it is, nor finds it by trying: the mark is keyed.
    const { rows } = await database.owner.query<{ account: string }>('SELECT DISTINCT account FROM partner_allowance');
    const accountId = String((await one.connection()).account_id);
    const mark = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(rows).toHaveLength(1);
    for (const guess of [accountId, `klaviyo:${accountId}`, `account:klaviyo:${accountId}`])
      expect([guess, mark(guess)]).not.toContain(rows[0]?.account);
    const statuses = (await world.calls('get_bulk_import_profiles_jobs')).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 40 }, () => 200));
  });
});
