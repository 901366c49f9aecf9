/** Figures that a merchant has sent beside who customers are: only what is chosen, brought up to date once a night, taken away in the end. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FigureName } from '#app/core/placements/figures.ts';
import { changeDestination } from '#app/flows/destinations/changeDestination.ts';
import { measureSegments } from '#app/flows/segments/measureSegments.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { klaviyoShop, type KlaviyoShop } from './klaviyoShop.ts';
import { consentTold } from './webhooks.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  shop = await klaviyoShop(database, world);
  await shop.connect();
});

const REPEAT_BUYERS = 1;
const VIP = 2;
const choose = (destinationId: number, ...figures: FigureName[]): Promise<unknown> =>
  changeDestination(shop.services, shop.shopId, destinationId, { what: 'figures', figures });

/** The profile's own properties at Klaviyo, without the tags of segments. */
async function propertiesOf(customerId: number): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({ filter: `equals(external_id,"${customerId}")` });
  const response = await fetch(`${world.url}/api/profiles?${query.toString()}`, {
    headers: { Authorization: `Klaviyo-API-Key ${shop.key}`, revision: '2026-07-15' },
  });
  const { data } = (await response.json()) as { data: { attributes: { properties: Record<string, unknown> } }[] };
  const properties = Object.entries(data[0]?.attributes.properties ?? {});
  return Object.fromEntries(properties.filter(([name]) => name !== 'Kesit segments'));
}

const importCount = async (): Promise<number> => (await world.calls('bulk_import_profiles')).length;
const buyers = async (...ids: number[]): Promise<void> => shop.tell(...ids.flatMap((id) => shop.customer(id, 2)));

/** A night: everything is counted, and what partners were told is compared. */
async function night(): Promise<void> {
  await measureSegments(shop.services, shop.shopId);
  await shop.deliver();
  await shop.rest();
}

describe('figures', () => {
  it('are not sent unless they are chosen', async () => {
    await buyers(1);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await propertiesOf(1)).toEqual({});
    expect(await shop.rows('SELECT * FROM partner_profile WHERE shop_id = $1')).toEqual([]);
  });

  it('that are chosen are sent to everybody in the list, and no others', async () => {
    await buyers(1, 2);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await choose(REPEAT_BUYERS, 'orderCount', 'totalSpend', 'lastOrderDay')).toEqual({ ok: true });
    await shop.deliver();
    await shop.rest();
    for (const id of [1, 2])
      expect(await propertiesOf(id)).toEqual({
        'Kesit order count': 2,
        'Kesit total spend': 200,
        'Kesit currency': 'USD',
        'Kesit last order date': expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      });
  });

  it('are taken away when the choice is, from everybody', async () => {
    await buyers(1, 2);
    await shop.switchOn('repeat-buyers');
    await choose(REPEAT_BUYERS, 'orderCount', 'totalSpend');
    await shop.rest();
    expect(Object.keys(await propertiesOf(1)).sort()).toEqual([
      'Kesit currency',
      'Kesit order count',
      'Kesit total spend',
    ]);
    await choose(REPEAT_BUYERS, 'orderCount');
    await shop.deliver();
    await shop.rest();
    for (const id of [1, 2]) expect(await propertiesOf(id)).toEqual({ 'Kesit order count': 2 });
  });

  it('are taken away from whom leaves, unless another of the lists wants them', async () => {
    for (const id of [1, 2]) await shop.tell(...shop.customer(id, id === 1 ? 8 : 2));
    await shop.switchOn('repeat-buyers', 'vip');
    await choose(REPEAT_BUYERS, 'orderCount', 'lastOrderDay');
    await choose(VIP, 'orderCount');
    await shop.rest();
    await shop.switchOff('repeat-buyers');
    await shop.rest();
    expect([await shop.list('repeat-buyers'), await shop.list('vip')]).toEqual([[], [1]]);
    expect(await propertiesOf(1)).toEqual({ 'Kesit order count': 8 });
    expect(await propertiesOf(2)).toEqual({});
    await shop.tell(consentTold(1, 'unsubscribed', world.nowMs()));
    await shop.rest();
    expect(await propertiesOf(1)).toEqual({});
  });

  it('that have changed are sent again in the night, of those concerned and once', async () => {
    await buyers(1, 2, 3);
    await shop.switchOn('repeat-buyers', 'vip');
    await choose(REPEAT_BUYERS, 'orderCount');
    await shop.rest();
    await shop.tell(...shop.customer(2, 3));
    await shop.rest();
    expect(await propertiesOf(2)).toEqual({ 'Kesit order count': 2 });
    await world.forgetCalls();
    await night();
    expect(await propertiesOf(2)).toEqual({ 'Kesit order count': 3 });
    const [sent] = await world.calls('bulk_import_profiles');
    expect(JSON.stringify(sent?.body)).toContain('"external_id":"2"');
    expect(JSON.stringify(sent?.body)).not.toContain('"external_id":"1"');
    await night();
    expect(await importCount()).toBe(1);
  });

  it('that could not be taken away are taken away later', async () => {
    await buyers(1);
    await shop.switchOn('repeat-buyers');
    await choose(REPEAT_BUYERS, 'orderCount', 'lastOrderDay');
    await shop.rest();
    await world.fault({
      method: 'POST',
      path: '/api/profile-bulk-import-jobs',
      times: 2,
      rows: { first: 1, code: 'internal_error' },
    });
    await choose(REPEAT_BUYERS, 'orderCount');
    await shop.deliver();
    await shop.rest();
    expect(await propertiesOf(1)).toEqual({ 'Kesit order count': 2 });
  });
});
