/** The product at work, logging all it can: what goes well and what goes wrong leaves no personal data in the log. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { pull } from '#app/flows/pull/pull.ts';
import type { Services } from '#app/flows/services.ts';
import { makePorch } from '#app/ingest/porch.ts';
import { openDatabase } from '#app/platform/database.ts';
import { makeLog } from '#app/platform/log.ts';
import { startKlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { CONNECTION, klaviyoShop } from '#test/flows/klaviyoShop.ts';
import { delivery } from '#test/flows/webhooks.ts';
import { apiSecret, webhookHeaders } from '#test/http/signedDelivery.ts';
import { testDatabase } from '#test/support/database.ts';

/** What no line may hold: parts of addresses, names, telephone numbers. */
const PERSONAL = /@|gizem|gizli|yılmaz|5551234567/i;

/** A log of everything into memory. */
function memory(): { log: Services['log']; text: () => string } {
  const chunks: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { log: makeLog('test', 'trace', sink), text: () => chunks.join('') };
}

const person = (id: number, more: object = {}): object => ({
  id,
  email: `gizem${id}@gizli.example`,
  first_name: 'Gizem',
  last_name: 'Yılmaz',
  phone: '+905551234567',
  updated_at: '2026-11-01T10:00:00Z',
  created_at: '2026-11-01T10:00:00Z',
  ...more,
});

it('absorbing, delivering and pulling', async () => {
  const database = await testDatabase();
  const world = await startKlaviyoWorld();
  onTestFinished(() => world.close());
  const shop = await klaviyoShop(database, world);
  await shop.connect();
  await shop.switchOn('repeat-buyers', 'new-subscribers');
  const { log, text } = memory();
  const services = { ...shop.services, log };
  const at = world.nowMs();

  // A refusal of the database, which tells the whole row with it.
  await database.owner.query(`ALTER TABLE customer ADD CONSTRAINT no_eight CHECK (email <> 'gizem8@gizli.example')`);
  await shop.receive(
    ...[1, 2, 3].flatMap((id) => shop.customer(id, 2)),
    delivery('customers/update', person(4), at),
    delivery('customers/update', person(8), at),
    // What cannot be read.
    delivery('customers/update', Buffer.from(`{"email":"gizem@gizli.example"`), at),
    delivery('customers/update', { email: 'gizem@gizli.example' }, at),
    delivery('customers/update', person(5, { first_name: 'Gizem\u0000Yılmaz' }), at),
    delivery('customers/update', person(6, { updated_at: 'gizli@gizli.example' }), at),
    delivery('orders/create', { id: 9, customer: person(7), total_price: 'gizem@gizli.example' }, at),
  );
  await absorb(services, shop.shopId);
  expect(text(), 'what went wrong was told').toMatch(/23514[^\n]*no_eight/);

  const imports = { path: '/api/profile-bulk-import-jobs', method: 'POST', times: 1 };
  for (const fault of [{ status: 400 }, { status: 500 }, { status: 401 }]) await world.fault({ ...imports, ...fault });
  for (let run = 0; run < 5; run += 1) {
    await deliver(services, shop.shopId, CONNECTION);
    await world.advance(60_000);
  }
  await pull(services, shop.shopId, CONNECTION);
  expect(text()).not.toMatch(PERSONAL);
});

it('the door of webhooks, with and without its database', async () => {
  const database = await testDatabase();
  const domain = 'gizli-degil.myshopify.com';
  await database.makeShop(domain);
  const { log, text } = memory();
  const mine = openDatabase({ url: database.urls.web, maxConnections: 2 });
  const porch = makePorch({ database: mine, apiSecret, clock: Date.now, log });
  const server = createServer((request, response) => void porch.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const body = JSON.stringify(person(1));
  const post = async (change: Record<string, string> = {}): Promise<number> => {
    const headers = webhookHeaders(body, domain, change);
    const answer = await request(`http://127.0.0.1:${port}/webhooks`, { method: 'POST', headers, body });
    await answer.body.dump();
    return answer.statusCode;
  };
  expect(await post()).toBe(200);
  expect(await post({ 'X-Shopify-Hmac-Sha256': 'gizli@gizli.example' })).toBe(401);
  await mine.close();
  expect(await post()).toBe(503);
  await porch.close();
  await new Promise((resolve) => server.close(resolve));
  expect(text()).toContain('"level":50');
  expect(text().replaceAll(domain, '')).not.toMatch(PERSONAL);
});
