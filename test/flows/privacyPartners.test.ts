/** Erasures at a partner: after the lists, tried until they are done, with a proof that names nobody. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disconnectPartner } from '#app/flows/adminConnections.ts';
import { readPrivacy, type PrivacyRequest } from '#app/flows/adminPrivacy.ts';
import { eraseAtPartner } from '#app/flows/privacy/eraseAtPartner.ts';
import { privacyTurn } from '#app/flows/privacy/privacyTurn.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { dueWork } from '#app/store/bells.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, klaviyoShop, type KlaviyoShop } from './klaviyoShop.ts';
import type { Row } from './segmentedShop.ts';
import { customerTold, delivery, redactCustomer } from './webhooks.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld({ deletionDurationMs: 90_000 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  await world.forgetCalls();
  shop = await klaviyoShop(database, world);
  await shop.connect();
});

const AYSE = 7_001_002_003_004;
const BORA = 7_001_002_003_005;
const ADDRESS = `c${AYSE}@example.com`;
const DELETION = '/api/data-privacy-deletion-jobs';

const erase = (): Promise<void> => eraseAtPartner(shop.services, shop.shopId, CONNECTION);
const redact = (): Promise<void> => shop.tell(redactCustomer(AYSE, { at: world.nowMs() }));
const asked = async (): Promise<number> => (await world.calls('request_profile_deletion')).length;
const row = async (): Promise<Row> => (await shop.rows('SELECT * FROM partner_erasure WHERE shop_id = $1'))[0] ?? {};
async function request(): Promise<PrivacyRequest> {
  const web = { ...shop.services, database: database.web };
  const [newest] = (await readPrivacy(web, shop.shopId, { before: null })).requests;
  if (!newest) throw new Error('There is no request.');
  return newest;
}
/** Whether the shop's account at the partner has a profile of the customer. */
async function isKnown(id: number): Promise<boolean> {
  const query = new URLSearchParams({ filter: `equals(external_id,"${id}")` });
  const response = await fetch(`${world.url}/api/profiles?${query.toString()}`, {
    headers: {
      authorization: `Klaviyo-API-Key ${shop.key}`,
      accept: 'application/vnd.api+json',
      revision: '2026-07-15',
    },
  });
  return ((await response.json()) as { data: unknown[] }).data.length > 0;
}
const tasks = async (): Promise<string[]> =>
  (await dueWork(database.worker, world.nowMs() + 60_000, 0))
    .filter(({ shopId }) => shopId === shop.shopId)
    .map(({ task }) => task);

async function live(): Promise<void> {
  await shop.tell(...shop.customer(AYSE, 2), ...shop.customer(BORA, 2));
  await shop.switchOn('repeat-buyers');
  await shop.rest();
  expect([await isKnown(AYSE), await isKnown(BORA)]).toEqual([true, true]);
}

describe('the removal of the app', () => {
  const removed = (): Promise<void> => shop.tell(delivery('app/uninstalled', { id: 1 }, world.nowMs()));

  it('lets an erasure rest, and it goes on when the app is back', async () => {
    await shop.tell(customerTold(AYSE, { updatedAt: world.nowMs() }));
    await removed();
    await redact();
    expect(await tasks()).not.toContain('erase');
    const [{ domain } = {}] = await shop.rows('SELECT domain FROM shop WHERE shop_id = $1');
    await database.worker.query('SELECT register_shop($1)', [domain]);
    expect(await tasks()).toContain('erase');
  });

  it('leaves in the proof that a partner could not be asked any more', async () => {
    await shop.tell(customerTold(AYSE, { updatedAt: world.nowMs() }));
    await removed();
    await redact();
    await shop.tell(delivery('shop/redact', { shop_id: 1, shop_domain: 'x' }, world.nowMs() + 48 * 3_600_000));
    expect(await shop.rows('SELECT topic, outcome FROM compliance_request WHERE shop_id = $1 ORDER BY topic')).toEqual([
      {
        topic: 'customers/redact',
        outcome: expect.objectContaining({ partners: { klaviyo: { state: 'impossible', reason: 'app-removed' } } }),
      },
      expect.objectContaining({ topic: 'shop/redact' }),
    ]);
    expect(await asked()).toBe(0);
  });
});

describe('the erasure at a partner', () => {
  it('takes the person out there, with status and instants as proof and the identity forgotten', async () => {
    await live();
    await redact();
    expect(await row()).toMatchObject({ state: 'waiting', identity: expect.any(Buffer) });
    expect((await row()).identity).not.toContain(ADDRESS);
    expect(await tasks()).toContain('erase');
    expect(await request()).toMatchObject({ kind: 'erasure', doneAt: null, waitsFor: 'partners', deadline: 'ok' });
    await shop.rest();

    expect([await isKnown(AYSE), await isKnown(BORA)]).toEqual([false, true]);
    expect(await asked()).toBe(1);
    const done = await row();
    expect(done).toMatchObject({ state: 'done', identity: null, reason: null });
    const proof = done.proof as { askedAt: number; confirmedAt: number };
    expect(proof).toEqual({
      status: 202,
      profileCount: 1,
      askedAt: expect.any(Number),
      confirmedAt: expect.any(Number),
    });
    // Confirmed by looking, not by being told: the partner takes 90 s.
    expect(proof.confirmedAt - proof.askedAt).toBeGreaterThanOrEqual(90_000);
    const shown = await request();
    expect(shown).toMatchObject({
      deadline: 'done',
      waitsFor: null,
      partners: [{ connectorName: 'Klaviyo', state: 'done' }],
    });
    const [kept] = await shop.rows('SELECT outcome FROM compliance_request WHERE shop_id = $1');
    expect(kept?.outcome).toMatchObject({ partners: { klaviyo: { state: 'done', status: 202 } } });
    expect(JSON.stringify([done.proof, kept])).not.toMatch(new RegExp(`${AYSE}|example`));
    expect(await tasks()).not.toContain('erase');
  });

  it('waits until the lists are empty of the person', async () => {
    await live();
    await redact();
    await erase();
    expect([await asked(), (await row()).reason]).toEqual([0, 'lists']);
    expect(await shop.list('repeat-buyers')).toEqual([AYSE, BORA]);
    await shop.rest();
    const calls = (await world.calls()).map(({ operationId }) => operationId);
    expect(calls.indexOf('remove_profiles_from_list')).toBeGreaterThan(-1);
    expect(calls.indexOf('remove_profiles_from_list')).toBeLessThan(calls.indexOf('request_profile_deletion'));
  });

  it('of somebody the partner never had is done, and says so', async () => {
    await redact();
    await shop.rest();
    expect(await row()).toMatchObject({ state: 'done', proof: { profileCount: 0, confirmedAt: expect.any(Number) } });
    expect(await asked()).toBe(0);
  });

  it('reaches a person whom another tool brought there, by address, but not one who shares it here', async () => {
    await world.control('POST', `/profiles?key=${shop.key}`, JSON.stringify({ email: ADDRESS, external_id: 'crm-1' }));
    await shop.tell(customerTold(BORA, { updatedAt: world.nowMs(), email: ADDRESS }));
    await redact();
    await shop.rest();
    expect(await asked()).toBe(0);
    await shop.tell(customerTold(BORA, { updatedAt: world.nowMs() + 1_000, email: 'bora@example.com' }));
    await shop.tell({ ...redactCustomer(AYSE, { at: world.nowMs() }), deliveryId: 'again' });
    await shop.rest();
    expect(await asked()).toBe(1);
  });

  it('is tried again, later each time, while the partner is out of reach, and is done when it is back', async () => {
    await live();
    await redact();
    await shop.deliver();
    await world.fault({ path: DELETION, status: 503 });
    for (let tries = 0; tries < 3; tries += 1) {
      await world.advance(7 * 3_600_000);
      await shop.deliver();
      await erase();
    }
    const waiting = await row();
    expect(waiting).toMatchObject({ state: 'waiting', reason: 'Klaviyo is failing at the moment.' });
    expect(Number(waiting.attempts)).toBeGreaterThanOrEqual(2);
    expect(Number(waiting.not_before)).toBeGreaterThan(world.nowMs());
    await world.control('DELETE', '/faults');
    await shop.rest();
    expect(await row()).toMatchObject({ state: 'done' });
    expect(await isKnown(AYSE)).toBe(false);
  }, 120_000);

  it('that the key may not ask for tells the merchant, and leaves the lists going', async () => {
    await live();
    await redact();
    await world.fault({ path: DELETION, times: 1, status: 403 });
    await shop.rest();
    const reasons = (await world.calls('request_profile_deletion')).map(({ status }) => status);
    expect(reasons).toEqual([403, 202]);
    expect((await shop.connection()).status).toBe('active');
  });

  it('is asked for again when somebody is still there after a day', async () => {
    await live();
    await redact();
    await shop.deliver();
    await world.control('POST', '/deletion-duration', { durationMs: 400 * 86_400_000 });
    for (let looks = 0; looks < 12; looks += 1) {
      await world.advance(6 * 3_600_000);
      await shop.deliver();
      await erase();
    }
    expect(await asked()).toBeGreaterThanOrEqual(2);
    expect(await row()).toMatchObject({ done_at: null, identity: expect.any(Buffer) });
    await world.control('POST', '/deletion-duration', { durationMs: 90_000 });
  });

  it('is impossible where the partner is disconnected, at once or later, and the merchant is told', async () => {
    await live();
    await redact();
    await disconnectPartner(shop.services, shop.shopId, CONNECTION);
    expect(await tasks()).toContain('erase');
    await erase();
    expect(await row()).toMatchObject({ state: 'impossible', reason: 'disconnected', identity: null });
    // The partner did not wait for the raw deliveries to be gone through; the request does.
    expect(await request()).toMatchObject({ deadline: 'ok', waitsFor: null });
    await privacyTurn(shop.services, shop.shopId);
    expect(await request()).toMatchObject({
      deadline: 'done',
      partners: [{ state: 'impossible', reason: 'disconnected' }],
    });
    await shop.tell(redactCustomer(BORA, { at: world.nowMs() }));
    const rows = await shop.rows('SELECT state, identity FROM partner_erasure WHERE shop_id = $1');
    expect(rows).toEqual(rows.map(() => ({ state: 'impossible', identity: null })));
    expect(rows).toHaveLength(2);
    expect(await tasks()).not.toContain('erase');
  });

  it('cannot be done after the secret key was changed, which is said', async () => {
    await redact();
    const changed = { ...shop.services, secrets: makeSecrets('another key, just as long as it needs to be') };
    await shop.rows(
      'UPDATE connection SET secret = $2 WHERE shop_id = $1 RETURNING 1',
      changed.secrets.seal(JSON.stringify({ apiKey: shop.key }), `connection:${shop.shopId}:${CONNECTION}`),
    );
    await eraseAtPartner(changed, shop.shopId, CONNECTION);
    expect(await row()).toMatchObject({ state: 'impossible', reason: 'unreadable', identity: null });
  });

  it('stops when the app is taken off, and a repeated request is not queued twice', async () => {
    await live();
    const told = redactCustomer(AYSE, { at: world.nowMs() });
    await shop.tell(told);
    await shop.tell(told);
    expect(await shop.rows('SELECT 1 FROM partner_erasure WHERE shop_id = $1')).toHaveLength(1);
    await shop.tell(delivery('app/uninstalled', { id: 1 }, world.nowMs()));
    await world.forgetCalls();
    await erase();
    expect(await world.calls()).toEqual([]);
    expect(await tasks()).not.toContain('erase');
  });
});
