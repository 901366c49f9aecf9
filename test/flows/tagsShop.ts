/** A shop whose segments are kept as tags in a stand-in Shopify, through the doors of the admin; time is moved for both alike. */
import { expect } from 'vitest';
import { connectPartner } from '#app/flows/adminConnections.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import type { Services } from '#app/flows/services.ts';
import { offlineSessionId, sealToken } from '#app/store/sessionTokens.ts';
import { startTagsWorld, type TagsWorld } from '#test/connectors/shopify-tags/world.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type PresetId, type SegmentedShop } from './segmentedShop.ts';
import { customerTold, orderTold, type TestDelivery } from './webhooks.ts';

export const CONNECTION = 1;

export interface TagsShop extends SegmentedShop {
  world: TagsWorld;
  services: Services;
  /** Switches the tags on as the merchant's button does. */
  connect(): Promise<void>;
  switchTo(presetId: PresetId, enabled: boolean): Promise<void>;
  /** Runs, with time going on to each next instant that something waits for, until nothing waits any more. */
  rest(): Promise<void>;
  /** Customers here and at Shopify, with so many orders and these tags; they have given no consent and no address. */
  customers(ids: readonly number[], orderCount: number, tags?: string[]): Promise<void>;
  /** Numbers of those who have the tag, in order. */
  tagged(tag: string): Promise<number[]>;
  destinationId(presetId: PresetId): Promise<number>;
  close(): Promise<void>;
}

export async function tagsShop(database: TestDatabase): Promise<TagsShop> {
  const at: { world?: TagsWorld } = {};
  const now = (): number => at.world?.nowMs() ?? Date.now();
  const shop = await segmentedShop(database, { destinations: false, clock: now });
  const { shopId } = shop;
  const domain = String((await shop.rows('SELECT domain FROM shop WHERE shop_id = $1'))[0]?.domain);
  const world = await startTagsWorld(domain);
  at.world = world;
  const { adminBaseUrl } = world;
  const services: Services = {
    ...shop.services,
    environment: { ...shop.services.environment, SHOPIFY_ADMIN_BASE_URL: adminBaseUrl },
  };
  const sessionId = offlineSessionId(domain);
  const sealed = sealToken(services.secrets, sessionId, await world.token());
  await database.web.query(`INSERT INTO session (id, shop, state, "accessToken") VALUES ($1, $2, '', $3)`, [
    sessionId,
    domain,
    sealed,
  ]);

  async function nextInstant(): Promise<number | null> {
    const [row] = await shop.rows(
      `SELECT least(
         (SELECT min(poll_after) FROM partner_job WHERE shop_id = $1 AND poll_after > $2),
         (SELECT min(not_before) FROM placement WHERE shop_id = $1 AND state = 'pending' AND not_before > $2),
         (SELECT min(retry_at) FROM connection WHERE shop_id = $1 AND retry_at > $2),
         (SELECT min(unsettled_since) + interval '3 seconds' FROM connection WHERE shop_id = $1 AND unsettled_since > $2::timestamptz - interval '3 seconds')
       ) AS next`,
      new Date(now()).toISOString(),
    );
    return (row?.next ?? null) as number | null;
  }

  const made: TagsShop = {
    ...shop,
    world,
    services,
    async connect() {
      expect(await connectPartner(services, shopId, 'shopify-tags', {})).toMatchObject({ ok: true });
    },
    async switchTo(presetId, enabled) {
      const [row] = await shop.rows('SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = $2', presetId);
      const wanted = { segmentId: Number(row?.segment_id), connectionId: CONNECTION, enabled };
      expect(await switchDestination(services, shopId, wanted)).toEqual({ ok: true });
      await placeShop(services, shopId);
    },
    async rest() {
      for (let run = 0; run < 200; run += 1) {
        await deliver(services, shopId, CONNECTION);
        const [row] = await shop.rows(
          `SELECT (SELECT count(*)::int FROM placement WHERE shop_id = $1 AND state IN ('pending', 'sent'))
             + (SELECT count(*)::int FROM partner_job WHERE shop_id = $1) AS open`,
        );
        if (row?.open === 0) return;
        const next = await nextInstant();
        await made.world.advance(next === null ? 500 : Math.max(1, next - now()));
      }
      throw new Error('the connection does not come to rest');
    },
    async customers(ids, orderCount, tags = []) {
      const since = now() - 40 * DAY_MS;
      await made.world.load(...ids.map((id) => ({ id: String(id), tags })));
      const told = (id: number): TestDelivery[] => [
        customerTold(id, { updatedAt: since, email: null }),
        ...Array.from({ length: orderCount }, (_, index) => orderTold(id * 100 + index, { customerId: id, at: since })),
      ];
      await shop.tell(...ids.flatMap(told));
    },
    async tagged(tag) {
      return [...(await made.world.tagged(tag))].map(Number).sort((left, right) => left - right);
    },
    async destinationId(presetId) {
      const [row] = await shop.rows(
        'SELECT destination_id FROM destination JOIN segment USING (shop_id, segment_id) WHERE shop_id = $1 AND preset_id = $2',
        presetId,
      );
      return Number(row?.destination_id);
    },
    close: () => made.world.close(),
  };
  return made;
}
