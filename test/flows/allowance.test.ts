/** What partners allow is one for all who call the same account: processes, shops, kinds of work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartnerSession } from '#connectors/kit/connector.ts';
import { openPartner } from '#app/flows/deliver/openPartner.ts';
import { openDatabase } from '#app/platform/database.ts';
import { accountMark, changeAllowance, forgetAllowances } from '#app/store/partnerAllowance.ts';
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
    const account = accountMark('klaviyo', 'ACCOUNT');
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
    const at = { account: accountMark('klaviyo', 'FAILING'), name: 'imports', now };
    await changeAllowance(database.worker, at, () => ({ kept: 'known', answer: null }));
    const failing = changeAllowance(database.worker, at, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await changeAllowance(database.worker, at, (kept) => ({ kept, answer: kept }))).toBe('known');
  });

  it('does not tell whose account it is, and is forgotten when nobody calls any more', async () => {
    const at = { account: accountMark('meta', 'act_123456789'), name: 'ad account', now };
    await changeAllowance(database.worker, at, () => ({ kept: { points: 3 }, answer: null }));
    const all = async (): Promise<string> =>
      JSON.stringify((await database.owner.query('TABLE partner_allowance')).rows);
    expect(await all()).not.toContain('123456789');
    await forgetAllowances(database.worker, now + 1);
    expect(await all()).toBe('[]');
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
    const statuses = (await world.calls('get_bulk_import_profiles_jobs')).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 40 }, () => 200));
  });
});
