/** A shop connected to a stand-in Klaviyo through the doors of the admin; time is moved for both alike. */
import { expect } from 'vitest';
import { connectPartner } from '#app/flows/adminConnections.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { eraseAtPartner } from '#app/flows/privacy/eraseAtPartner.ts';
import { privacyTurn } from '#app/flows/privacy/privacyTurn.ts';
import type { KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type PresetId, type Row, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderDeleted, orderTold, type TestDelivery } from './webhooks.ts';

export const CONNECTION = 1;

export interface KlaviyoShop extends SegmentedShop {
  /** The private key of the shop's account. */
  key: string;
  /** Connects, or connects anew with another key, and lets the time pass after which the first run may come. */
  connect(key?: string): Promise<void>;
  switchOn(...presetIds: PresetId[]): Promise<void>;
  switchOff(...presetIds: PresetId[]): Promise<void>;
  /** One run. */
  deliver(): Promise<void>;
  /** Runs, and erasures at the partner and in what came in before, with time going on to each next instant that something waits for, until nothing waits any more. */
  rest(): Promise<void>;
  /** What the worker's sweeper would still ring this connection for. */
  waiting(): Promise<{ rows: number; jobs: number }>;
  connection(): Promise<Row>;
  listId(presetId: PresetId): Promise<string | null>;
  /** The customers in a segment's list at Klaviyo, in the order of their numbers. */
  list(presetId: PresetId): Promise<number[]>;
  /** A customer who may be written to, with so many orders. */
  customer(id: number, orderCount: number): TestDelivery[];
  /** Takes away the latest of so many orders. */
  withoutOrder(id: number, orderCount: number): TestDelivery;
}

let accountCount = 0;

/** A new account at the stand-in, with a key. */
export async function newAccount(world: KlaviyoWorld): Promise<string> {
  accountCount += 1;
  const key = `pk_account${String(accountCount).padStart(4, '0')}`;
  await world.control('POST', '/accounts', { key, name: `Account ${accountCount}` });
  return key;
}

export async function klaviyoShop(database: TestDatabase, world: KlaviyoWorld): Promise<KlaviyoShop> {
  const now = (): number => world.nowMs();
  const shop = await segmentedShop(database, { klaviyoUrl: world.url, destinations: false, clock: now });
  // Who waits for the partner lets time pass for both.
  shop.services.wait = (delayMs) => world.advance(delayMs);
  const { services, shopId } = shop;

  async function switchTo(presetIds: readonly PresetId[], enabled: boolean): Promise<void> {
    for (const presetId of presetIds) {
      const [row] = await shop.rows('SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = $2', presetId);
      const wanted = { segmentId: Number(row?.segment_id), connectionId: CONNECTION, enabled };
      expect(await switchDestination(services, shopId, wanted)).toEqual({ ok: true });
    }
    await placeShop(services, shopId);
  }

  /** The first instant after now at which waiting work is due; null when none waits for time. */
  async function nextInstant(): Promise<number | null> {
    const [row] = await shop.rows(
      `SELECT least(
         (SELECT min(poll_after) FROM partner_job WHERE shop_id = $1 AND poll_after > $2),
         (SELECT min(not_before) FROM placement WHERE shop_id = $1 AND state = 'pending' AND not_before > $2),
         (SELECT min(not_before) FROM partner_erasure WHERE shop_id = $1 AND state IN ('waiting', 'sent') AND not_before > $2),
         (SELECT min(retry_at) FROM connection WHERE shop_id = $1 AND retry_at > $2),
         (SELECT min(unsettled_since) + interval '3 seconds' FROM connection WHERE shop_id = $1 AND unsettled_since > $2::timestamptz - interval '3 seconds')
       ) AS next`,
      new Date(now()).toISOString(),
    );
    return (row?.next ?? null) as number | null;
  }

  const connected: KlaviyoShop = {
    ...shop,
    key: await newAccount(world),
    async connect(key = connected.key) {
      connected.key = key;
      const answer = await connectPartner(services, shopId, 'klaviyo', { apiKey: key });
      expect(answer).toMatchObject({ ok: true });
      await placeShop(services, shopId);
    },
    switchOn: (...presetIds) => switchTo(presetIds, true),
    switchOff: (...presetIds) => switchTo(presetIds, false),
    deliver: () => deliver(services, shopId, CONNECTION),
    async rest() {
      for (let run = 0; run < 400; run += 1) {
        await connected.deliver();
        await eraseAtPartner(services, shopId, CONNECTION);
        await privacyTurn(services, shopId);
        const { rows, jobs } = await connected.waiting();
        const [open] = await shop.rows(
          `SELECT count(*)::int AS erasures FROM partner_erasure WHERE shop_id = $1 AND state IN ('waiting', 'sent')`,
        );
        if (rows === 0 && jobs === 0 && open?.erasures === 0) return;
        const next = await nextInstant();
        await world.advance(next === null ? 500 : Math.max(1, next - now()));
      }
      throw new Error('the connection does not come to rest');
    },
    async waiting() {
      const [row] = await shop.rows(
        `SELECT (SELECT count(*)::int FROM placement WHERE shop_id = $1 AND state IN ('pending', 'sent')) AS rows,
                (SELECT count(*)::int FROM partner_job WHERE shop_id = $1) AS jobs`,
      );
      return { rows: Number(row?.rows), jobs: Number(row?.jobs) };
    },
    async connection() {
      return (await shop.rows('SELECT * FROM connection WHERE shop_id = $1'))[0] ?? {};
    },
    async listId(presetId) {
      const [row] = await shop.rows(
        `SELECT partner_list_id FROM destination JOIN segment USING (shop_id, segment_id) WHERE shop_id = $1 AND preset_id = $2`,
        presetId,
      );
      return (row?.partner_list_id ?? null) as string | null;
    },
    async list(presetId) {
      const listId = await connected.listId(presetId);
      if (listId === null) return [];
      const members = await world.members(listId);
      return members.map(({ external_id }) => Number(external_id)).sort((left, right) => left - right);
    },
    customer(id, orderCount) {
      const at = now() - 40 * DAY_MS;
      return [
        customerTold(id, { updatedAt: at }),
        consentTold(id, 'subscribed', at),
        ...Array.from({ length: orderCount }, (_, index) => orderTold(id * 100 + index, { customerId: id, at })),
      ];
    },
    withoutOrder: (id, orderCount) => orderDeleted(id * 100 + orderCount - 1, now()),
  };
  return connected;
}

/**
 * Holds every list at Klaviyo to the members of its segment who may be written to. A member whose data Klaviyo refuses is
 * left out of the comparison: an earlier version of the same person may be in the list.
 */
export async function expectListsEqual(shop: KlaviyoShop): Promise<void> {
  const destinations = await shop.rows(
    `SELECT preset_id,
       array(
         SELECT m.customer_id::int FROM membership m JOIN customer c USING (shop_id, customer_id)
         WHERE m.shop_id = d.shop_id AND m.segment_id = d.segment_id AND d.enabled
           AND c.email_key IS NOT NULL AND (c.email_consent = 'subscribed' OR NOT d.consent_required) ORDER BY 1) AS wanted,
       array(
         SELECT p.customer_id::int FROM placement p
         WHERE p.shop_id = d.shop_id AND p.destination_id = d.destination_id AND p.desired AND p.state = 'rejected') AS refused
     FROM destination d JOIN segment s USING (shop_id, segment_id) WHERE d.shop_id = $1 ORDER BY d.destination_id`,
  );
  for (const { preset_id, wanted, refused } of destinations) {
    const comparable = (ids: unknown): number[] =>
      (ids as number[]).filter((id) => !(refused as number[]).includes(id));
    const list = await shop.list(preset_id as PresetId);
    expect(comparable(list), String(preset_id)).toEqual(comparable(wanted));
  }
}
