/**
 * What tests of the flows share: a shop with the nine standard segments and a destination for each, a clock in the test's
 * hand, deliveries and events that come in by the doors of the web process, and the whole state to compare.
 */
import { randomUUID } from 'node:crypto';
import { defaultParameters, type PresetValues, presetRule } from '#app/core/presets/parameters.ts';
import { presets, standardPresets } from '#app/core/presets/registry.ts';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import type { Services } from '#app/flows/services.ts';
import { makeBells } from '#app/ingest/bells.ts';
import { writeSiteEvents } from '#app/ingest/events/siteEventWriter.ts';
import type { SiteEvent } from '#app/ingest/events/siteEvent.ts';
import type { SiteEventName } from '#app/core/siteEvents/names.ts';
import { makeInboxWriter, ringForShops, type Delivery } from '#app/ingest/inboxWriter.ts';
import type { Clock } from '#app/platform/clock.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { readEnvironment } from '#app/platform/environment.ts';
import { makeLog } from '#app/platform/log.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { reserveConnection, saveConnection } from '#app/store/adminConnections.ts';
import { saveDestinationSwitch } from '#app/store/adminDestinations.ts';
import { saveEmailEvents, type ReportedEmailEvent } from '#app/store/emailEvents.ts';
import { saveSlots, slotsFor } from '#app/store/askedQuestions.ts';
import { questionsOf } from '#app/core/rules/asked.ts';
import { decidedSegments, loadSegments } from '#app/store/segments.ts';
import { addPresetSegments } from '#app/store/installation.ts';
import { holdShop } from '#app/store/shops.ts';
import type { TestDatabase } from '#test/support/database.ts';
import type { TestDelivery } from './webhooks.ts';

export const DAY_MS = 86_400_000;
/** The instant of tests that do not let time pass. */
export const NOW = Date.parse('2026-11-21T12:00:00.000Z');

export type PresetId = (typeof presets)[number]['id'];
export type Row = Record<string, unknown>;

export interface SegmentedShop {
  shopId: ShopId;
  services: Services;
  /** The present instant of the flows, unless they were given a clock of their own; a test sets it. */
  time: { now: number };
  /** Stores deliveries as the porch does. */
  receive(...deliveries: TestDelivery[]): Promise<void>;
  /** The same for deliveries that came within a moment: in one transaction, and in an order that says nothing. */
  receiveTogether(...deliveries: TestDelivery[]): Promise<void>;
  visit(...events: Visit[]): Promise<void>;
  /** Stores e-mail events and decides whom they concern, as a pull does. */
  mail(...events: Partial<ReportedEmailEvent>[]): Promise<void>;
  /** Receives and absorbs. */
  tell(...deliveries: TestDelivery[]): Promise<void>;
  absorb(): Promise<number>;
  /** The standard segments that a customer is in, by preset, in the order of the catalogue. */
  segmentsOf(customerId: string | number): Promise<PresetId[]>;
  factsOf(customerId: string | number): Promise<Row | undefined>;
  rows(text: string, ...values: unknown[]): Promise<Row[]>;
  inShop<T>(work: (sql: ShopSql) => Promise<T>): Promise<T>;
  /** Facts, memberships, desired placements and the rows they come from; equal states are equal values. */
  state(): Promise<Record<string, Row[]>>;
}

/** A storefront event; what is left out does not matter to the test. */
export interface Visit {
  id?: string;
  name?: SiteEventName;
  at: number;
  customerId?: string | number;
  emailKey?: string;
  /** The browser; by default one for each customer or address. */
  visitorId?: string;
  /** Further columns. */
  more?: Partial<SiteEvent>;
}

const environment = readEnvironment({
  NODE_ENV: 'test',
  KESIT_SECRET_KEY: 'a key for tests, long enough to be taken',
  SHOPIFY_API_KEY: 'key',
  SHOPIFY_API_SECRET: 'secret',
  SHOPIFY_APP_URL: 'https://kesit.example',
});

/**
 * @param options `destinations: false` leaves the connection and its lists to the test; `klaviyoUrl` is where it leads. `every`: with
 *   every preset there is, not the standard ones alone; those that need a word from the merchant have that of their examples.
 */
export async function segmentedShop(
  database: TestDatabase,
  options: {
    klaviyoUrl?: string;
    partnerBaseUrls?: Record<string, string>;
    mayCallPrivate?: boolean;
    destinations?: boolean;
    clock?: Clock;
    every?: boolean;
  } = {},
): Promise<SegmentedShop> {
  const time = { now: NOW };
  const services: Services = {
    database: database.worker,
    environment: {
      ...environment,
      ALLOW_PRIVATE_ADDRESSES: options.mayCallPrivate ? '1' : '0',
      partnerBaseUrls: { KLAVIYO_BASE_URL: options.klaviyoUrl ?? 'http://127.0.0.1:9', ...options.partnerBaseUrls },
    },
    clock: options.clock ?? (() => time.now),
    log: makeLog('test', 'silent'),
    secrets: makeSecrets(environment.KESIT_SECRET_KEY),
  };
  const shopId = await database.makeShop();
  const inShop = <T>(work: (sql: ShopSql) => Promise<T>): Promise<T> => database.worker.inShop(shopId, work);
  const offered = options.every ? presets : standardPresets;
  await inShop(async (sql) => {
    await addPresetSegments(
      sql,
      offered.map((preset, index) => {
        const params = { ...defaultParameters(preset), ...(preset.exampleValues as PresetValues | undefined) };
        return {
          presetId: preset.id,
          params,
          rule: presetRule(preset, params, { minorPerUnit: 100 }),
          position: index + 1,
        };
      }),
    );
    const slots = slotsFor(questionsOf(decidedSegments(await loadSegments(sql)).map(({ rule }) => rule)));
    await saveSlots(sql, slots);
    if (options.destinations === false) return;
    const connectionId = await reserveConnection(sql, 'klaviyo');
    const secret = services.secrets.seal('{}', 'nothing');
    const connectedAt = NOW;
    const account = { accountId: 'account', accountName: 'Account', login: null, keepsFormer: false };
    await saveConnection(sql, { connectionId, connector: 'klaviyo', secret, connectedAt, ...account });
    for (const [index, { id }] of offered.entries())
      await saveDestinationSwitch(sql, { segmentId: index + 1, connectionId, enabled: true, listName: id });
  });

  const bells = makeBells({
    ring: (shopIds) => ringForShops(database.web, shopIds),
    onFailure: (error) => services.log.error(error),
    clock: services.clock,
    apartMs: 1,
  });
  const write = makeInboxWriter(database.web, bells);

  const arrived = ({ topic, body, triggeredAt, deliveryId }: TestDelivery): Delivery => ({
    ...{ shopId, deliveryId, topic, triggeredAt, eventId: null, apiVersion: '2026-10', body: bytesOf(body) },
  });

  const shop: SegmentedShop = {
    shopId,
    services,
    time,
    inShop,
    async receive(...deliveries) {
      // One by one: the order of the rows is that of arrival.
      for (const delivery of deliveries) await write([arrived(delivery)], 5_000);
      await bells.close();
    },
    async receiveTogether(...deliveries) {
      if (deliveries.length > 0) await write(deliveries.map(arrived), 5_000);
      await bells.close();
    },
    async visit(...visits) {
      const events = visits.map(({ id, name, at, customerId, emailKey, visitorId, more }): SiteEvent => ({
        eventId: id ?? randomUUID(),
        name: name ?? 'page_viewed',
        visitorId: visitorId ?? `browser-of-${customerId ?? emailKey ?? 'nobody'}`,
        occurredAt: at,
        customerId: customerId === undefined ? null : String(customerId),
        emailKey: emailKey ?? null,
        productId: null,
        collectionId: null,
        checkoutToken: null,
        resultCount: null,
        data: {},
        device: null,
        utmSource: null,
        utmMedium: null,
        utmCampaign: null,
        referrerHost: null,
        ...more,
      }));
      await writeSiteEvents(database.web, [{ shopId, events }], 5_000);
    },
    mail: (...events) =>
      inShop(async (sql) => {
        await holdShop(sql);
        const whole = events.map((event): ReportedEmailEvent => ({
          eventId: randomUUID(),
          kind: 'opened',
          isMachine: false,
          occurredAt: time.now,
          customerId: null,
          email: null,
          ...event,
        }));
        await decideCustomers(sql, await saveEmailEvents(sql, 1, whole), services.clock());
      }),
    async tell(...deliveries) {
      await shop.receive(...deliveries);
      await shop.absorb();
    },
    absorb: () => absorb(services, shopId),
    async segmentsOf(customerId) {
      const found = await shop.rows(
        `SELECT preset_id FROM membership JOIN segment USING (shop_id, segment_id) WHERE shop_id = $1 AND customer_id = $2 ORDER BY position`,
        customerId,
      );
      return found.map(({ preset_id }) => String(preset_id));
    },
    async factsOf(customerId) {
      return (await shop.rows('SELECT * FROM customer_fact WHERE shop_id = $1 AND customer_id = $2', customerId))[0];
    },
    rows: (text, ...values) => inShop(async (sql) => (await sql.query<Row>(text, [shopId, ...values])).rows),
    async state() {
      const parts: Record<string, string> = {
        customers: 'SELECT * FROM customer WHERE shop_id = $1 ORDER BY customer_id',
        orders: 'SELECT * FROM orders WHERE shop_id = $1 ORDER BY order_id',
        lines: 'SELECT * FROM order_line WHERE shop_id = $1 ORDER BY order_id, line_id',
        refunds: 'SELECT * FROM order_refund WHERE shop_id = $1 ORDER BY order_id, refund_id',
        checkouts: 'SELECT * FROM checkout WHERE shop_id = $1 ORDER BY token',
        products: 'SELECT * FROM product WHERE shop_id = $1 ORDER BY product_id',
        listings: 'SELECT * FROM product_collection WHERE shop_id = $1 ORDER BY product_id, collection_id',
        collections: 'SELECT * FROM collection WHERE shop_id = $1 ORDER BY collection_id',
        mails: 'SELECT * FROM email_event WHERE shop_id = $1 ORDER BY event_id',
        visits: 'SELECT event_id, owner_id FROM site_event WHERE shop_id = $1 ORDER BY event_id',
        days: 'SELECT * FROM site_day WHERE shop_id = $1 ORDER BY customer_id, day, name',
        recent: 'SELECT * FROM site_recent WHERE shop_id = $1 ORDER BY customer_id, name, subject_id',
        refetches: 'SELECT * FROM refetch WHERE shop_id = $1 ORDER BY kind, object_id',
        shop: 'SELECT name, currency_code, timezone, country_code, details_at, subscription, subscription_at FROM shop WHERE shop_id = $1',
        facts: 'SELECT * FROM customer_fact WHERE shop_id = $1 ORDER BY customer_id',
        memberships: 'SELECT segment_id, customer_id FROM membership WHERE shop_id = $1 ORDER BY 1, 2',
        sizes: 'SELECT segment_id, member_count FROM segment WHERE shop_id = $1 ORDER BY 1',
        placements: 'SELECT destination_id, customer_id FROM placement WHERE shop_id = $1 AND desired ORDER BY 1, 2',
      };
      const state: Record<string, Row[]> = {};
      for (const [name, text] of Object.entries(parts))
        state[name] = (await shop.rows(text)).map(({ shop_id: _, ...columns }) => columns);
      return state;
    },
  };
  return shop;
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));
