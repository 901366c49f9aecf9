/** A shop whose segments are kept as audiences of a stand-in Meta, through the doors of the admin; time is moved for both alike. */
import { expect } from 'vitest';
import { connectPartner } from '#app/flows/adminConnections.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import { pull } from '#app/flows/pull/pull.ts';
import type { Services } from '#app/flows/services.ts';
import { SETTINGS, type MetaWorld } from '#test/connectors/meta/world.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type PresetId, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold, type TestDelivery } from './webhooks.ts';

export const CONNECTION = 1;

export interface MetaShop extends SegmentedShop {
  services: Services;
  /** Number of the segment that a preset became. */
  segmentId(presetId: PresetId): Promise<number>;
  destinationId(presetId: PresetId): Promise<number>;
  listId(presetId: PresetId): Promise<string>;
  switchTo(presetId: PresetId, enabled: boolean): Promise<void>;
  pull(): Promise<void>;
  /** Runs, with time going on to each next instant that something waits for, until nothing waits any more. */
  rest(): Promise<void>;
  /** Customers who may be written to, with so many orders of 100.00. */
  customers(ids: readonly number[], orderCount: number): Promise<void>;
}

let accountCount = 0;

/** Connected already, to an ad account of its own. */
export async function metaShop(database: TestDatabase, world: MetaWorld): Promise<MetaShop> {
  const now = (): number => world.nowMs();
  const shop = await segmentedShop(database, { destinations: false, clock: now });
  const { shopId } = shop;
  const services: Services = {
    ...shop.services,
    wait: (delayMs) => world.advance(delayMs),
    environment: { ...shop.services.environment, partnerBaseUrls: { META_GRAPH_BASE_URL: world.url } },
  };
  accountCount += 1;
  const adAccountId = String(20_000_000 + accountCount);
  await world.control('POST', '/accounts', { id: adAccountId, name: `Shop ${accountCount}` });
  expect(await connectPartner(services, shopId, 'meta', { ...SETTINGS, adAccountId })).toMatchObject({ ok: true });

  async function one(column: string, presetId: PresetId): Promise<unknown> {
    const [row] = await shop.rows(
      `SELECT s.segment_id, d.destination_id, d.partner_list_id FROM segment s LEFT JOIN destination d USING (shop_id, segment_id)
       WHERE s.shop_id = $1 AND s.preset_id = $2`,
      presetId,
    );
    return row?.[column];
  }

  const made: MetaShop = {
    ...shop,
    services,
    segmentId: async (presetId) => Number(await one('segment_id', presetId)),
    destinationId: async (presetId) => Number(await one('destination_id', presetId)),
    listId: async (presetId) => String(await one('partner_list_id', presetId)),
    async switchTo(presetId, enabled) {
      const wanted = { segmentId: await made.segmentId(presetId), connectionId: CONNECTION, enabled };
      expect(await switchDestination(services, shopId, wanted)).toEqual({ ok: true });
      await placeShop(services, shopId);
    },
    pull: () => pull(services, shopId, CONNECTION),
    async rest() {
      for (let run = 0; run < 200; run += 1) {
        await deliver(services, shopId, CONNECTION);
        const [row] = await shop.rows(
          `SELECT (SELECT count(*)::int FROM placement WHERE shop_id = $1 AND state IN ('pending', 'sent'))
             + (SELECT count(*)::int FROM destination WHERE shop_id = $1 AND (replacing IS NOT NULL OR send_whole)) AS open, least(
             (SELECT min(held_until) FROM destination WHERE shop_id = $1 AND held_until > $2),
             (SELECT min(not_before) FROM placement WHERE shop_id = $1 AND state = 'pending' AND not_before > $2),
             (SELECT min(retry_at) FROM connection WHERE shop_id = $1 AND retry_at > $2),
             (SELECT min(unsettled_since) + interval '3 seconds' FROM connection WHERE shop_id = $1
              AND unsettled_since > $2::timestamptz - interval '3 seconds')) AS next`,
          new Date(now()).toISOString(),
        );
        if (row?.open === 0) return;
        await world.advance(row?.next === null ? 500 : Math.max(1, Number(row?.next) - now()));
      }
      throw new Error('the connection does not come to rest');
    },
    async customers(ids, orderCount) {
      const at = now() - 40 * DAY_MS;
      const told = (id: number): TestDelivery[] => [
        customerTold(id, { updatedAt: at }),
        consentTold(id, 'subscribed', at),
        ...Array.from({ length: orderCount }, (_, index) => orderTold(id * 100 + index, { customerId: id, at })),
      ];
      await shop.tell(...ids.flatMap(told));
    },
  };
  return made;
}
