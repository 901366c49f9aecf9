/** What `POST /webhooks` refuses, and how: method, headers, signature, shop, size, and bodies that do not come. */
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { body, domain, setPorchStage, type PorchStage } from './porchStage.ts';
import { eventHeaders, sign, webhookHeaders } from './signedDelivery.ts';

const KILOBYTE = 1024;

let stage: PorchStage;
beforeAll(async () => {
  stage = await setPorchStage({ bodyBytes: 64 * KILOBYTE, bodyMs: 400 });
});

describe('what is refused', () => {
  it.each(['GET', 'PUT'] as const)('%s: 405', async (method) => {
    expect(await stage.send(webhookHeaders(body, domain), body, method)).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
  });

  const required = ['Topic', 'Hmac-Sha256', 'Shop-Domain', 'API-Version', 'Webhook-Id'];
  it.each(required)('without the header X-Shopify-%s: 400, and says which', async (name) => {
    const reply = await stage.send(webhookHeaders(body, domain, { [`X-Shopify-${name}`]: undefined }));
    expect(reply).toMatchObject({ status: 400, text: `The header x-shopify-${name.toLowerCase()} is missing.` });
  });

  it.each(required.map((name) => name.toLowerCase()).filter((name) => name !== 'hmac-sha256'))(
    'an Event without the header shopify-%s: 400',
    async (name) => {
      const reply = await stage.send(eventHeaders(body, domain, { [`shopify-${name}`]: undefined }));
      expect(reply).toMatchObject({ status: 400, text: `The header shopify-${name} is missing.` });
    },
  );

  it('half of each family: 400', async () => {
    const mixed = {
      ...webhookHeaders(body, domain, { 'X-Shopify-Hmac-Sha256': undefined }),
      'shopify-hmac-sha256': sign(body),
    };
    expect((await stage.send(mixed)).status).toBe(400);
  });

  it('a header longer than any of Shopify: 400', async () => {
    const reply = await stage.send(webhookHeaders(body, domain, { 'X-Shopify-Webhook-Id': 'x'.repeat(300) }));
    expect(reply).toMatchObject({ status: 400, text: 'The header x-shopify-webhook-id is too long.' });
  });

  const right = sign(body);
  it.each([
    ['of another secret', sign(body, 'shpss_somebody-else')],
    ['of another body', sign(`${body} `)],
    ['cut short', right.slice(0, 20)],
    ['too long', right + right],
    ['in hexadecimal', Buffer.from(right, 'base64').toString('hex')],
    ['that is no base64', '!'.repeat(44)],
    ['with one bit changed', flipLastBit(right)],
  ])('a signature %s: 401, and nothing is kept', async (_, hmac) => {
    const headers = webhookHeaders(body, domain, { 'X-Shopify-Hmac-Sha256': hmac });
    expect((await stage.send(headers)).status).toBe(401);
    expect(await stage.rowsOf(headers['X-Shopify-Webhook-Id'])).toEqual([]);
  });

  it('a wrong signature of an unknown shop: 401, telling nothing about the shop', async () => {
    const headers = webhookHeaders(body, 'nobody.myshopify.com', { 'X-Shopify-Hmac-Sha256': sign('other') });
    expect((await stage.send(headers)).status).toBe(401);
  });

  it('an unknown shop: 404, until it is known', async () => {
    const headers = webhookHeaders(body, 'late.myshopify.com');
    expect((await stage.send(headers)).status).toBe(404);
    await stage.database.makeShop('late.myshopify.com');
    expect((await stage.send(headers)).status).toBe(200);
  });

  it('a body larger than the limit: 413, whether it says so or not; the connection goes on', async () => {
    const large = Buffer.alloc(64 * KILOBYTE + 1, 'x');
    expect((await stage.send(webhookHeaders(large, domain), large)).status).toBe(413);
    const before = (await stage.rowsOf()).length;
    const chunked = await request(`http://127.0.0.1:${stage.port}/webhooks`, {
      method: 'POST',
      dispatcher: stage.agent,
      headers: webhookHeaders(large, domain) as Record<string, string>,
      body: Readable.from(pieces(large)),
    });
    await chunked.body.dump();
    expect(chunked.statusCode).toBe(413);
    expect((await stage.rowsOf()).length).toBe(before);
    expect((await stage.send(webhookHeaders(body, domain))).status).toBe(200);
  });

  it('a body that trickles in: 408 and the end of its connection, while others are served', async () => {
    const reply = trickle();
    expect((await stage.send(webhookHeaders(body, domain))).status).toBe(200);
    expect(await reply).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('a sender who hangs up halfway leaves nothing behind', async () => {
    const before = (await stage.rowsOf()).length;
    const socket = connect(stage.port, '127.0.0.1');
    await new Promise((resolve) => socket.write(rawHead(body.length), resolve));
    socket.write(body.slice(0, 10), () => socket.destroy());
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await stage.send(webhookHeaders(body, domain))).status).toBe(200);
    expect((await stage.rowsOf()).length).toBe(before + 1);
  });
});

it('logs what was refused without a word of its content', async () => {
  await stage.send(webhookHeaders(body, domain, { 'X-Shopify-Hmac-Sha256': sign('other') }));
  const refusals = stage.logged.filter((line) => line.includes('wrong signature'));
  expect(refusals.length).toBeGreaterThan(0);
  for (const line of stage.logged) expect(line).not.toMatch(/ayse|820982911946154508|shpss/);
});

/** Pieces of a kilobyte, so that the length is not said beforehand. */
function* pieces(all: Buffer): Generator<Buffer> {
  for (let at = 0; at < all.length; at += KILOBYTE) yield all.subarray(at, at + KILOBYTE);
}

function flipLastBit(hmac: string): string {
  const bytes = Buffer.from(hmac, 'base64');
  bytes[31] = (bytes[31] ?? 0) ^ 1;
  return bytes.toString('base64');
}

const rawHead = (length: number): string =>
  `POST /webhooks HTTP/1.1\r\nHost: porch\r\nContent-Length: ${length}\r\n` +
  Object.entries(webhookHeaders(body, domain))
    .map(([name, value]) => `${name}: ${String(value)}\r\n`)
    .join('') +
  '\r\n';

/** Sends one byte of a body and no more; resolves with what came back when the other side has hung up. */
function trickle(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(stage.port, '127.0.0.1', () => socket.write(`${rawHead(body.length)}{`));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}
