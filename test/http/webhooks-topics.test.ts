/** Every topic as Shopify sends it, signed, through the door and into the state: by the headers of both families. */
import type { OutgoingHttpHeaders } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { topics } from '#app/ingest/topics/registry.ts';
import { segmentedShop, type SegmentedShop } from '#test/flows/segmentedShop.ts';
import { realPayloads } from '#test/ingest/realPayloads.ts';
import { setPorchStage, type PorchStage } from './porchStage.ts';
import { eventHeaders, webhookHeaders } from './signedDelivery.ts';

/** They change the shop as a whole and come when all others are there. */
const LAST = ['app/uninstalled', 'shop/redact'];
const payloads = realPayloads();

let stage: PorchStage;
let shop: SegmentedShop;
let domain: string;
beforeAll(async () => {
  stage = await setPorchStage();
  shop = await segmentedShop(stage.database);
  // Long before the deliveries: else the request for erasure would be of an installation before this one.
  await shop.rows(`UPDATE shop SET installed_at = '2026-01-01T00:00:00Z' WHERE shop_id = $1`);
  domain = String((await shop.rows('SELECT domain FROM shop WHERE shop_id = $1'))[0]?.domain);
});

const inboxRows = (deliveryIds: readonly unknown[]): Promise<Record<string, unknown>[]> =>
  shop.rows(
    "SELECT topic, convert_from(body, 'UTF8') AS body, state, error FROM inbox WHERE shop_id = $1 AND delivery_id = ANY ($2)",
    deliveryIds,
  );

/** A topic's headers in each family that brings it. */
function familiesOf(topic: string, body: string): { headers: OutgoingHttpHeaders; deliveryId: unknown }[] {
  const [object = '', action = ''] = topic.split('/');
  const isEvent = topics.some((one) => one.topic === topic && one.listedUnder === null);
  const lower = isEvent
    ? eventHeaders(body, domain, { 'shopify-topic': object, 'shopify-action': action })
    : eventHeaders(body, domain, { 'shopify-topic': topic, 'shopify-action': undefined });
  const classic = webhookHeaders(body, domain, { 'X-Shopify-Topic': topic });
  return [
    { headers: lower, deliveryId: lower['shopify-webhook-id'] },
    ...(isEvent ? [] : [{ headers: classic, deliveryId: classic['X-Shopify-Webhook-Id'] }]),
  ];
}

describe.each(topics.map(({ topic }) => topic).sort((a, b) => LAST.indexOf(a) - LAST.indexOf(b)))('%s', (topic) => {
  it('is kept byte for byte under its name, and absorbed', async () => {
    const sent = payloads.filter((one) => one.topic === topic);
    expect(sent.length).toBeGreaterThan(0);
    for (const { body } of sent)
      for (const { headers, deliveryId } of familiesOf(topic, body)) {
        expect((await stage.send(headers, body)).status).toBe(200);
        expect(await inboxRows([deliveryId])).toMatchObject([{ topic, body, state: 'pending' }]);
        await shop.absorb();
        // A shop that is erased keeps no deliveries either.
        if (topic === 'shop/redact') expect(await inboxRows([deliveryId])).toEqual([]);
        else expect(await inboxRows([deliveryId])).toMatchObject([{ state: 'done', error: null }]);
      }
  });
});

it('every topic of the table was sent', () => {
  expect(new Set(payloads.map(({ topic }) => topic))).toEqual(new Set(topics.map(({ topic }) => topic)));
});
