/**
 * Makes the load: connections that stay open, each with one request under way. It writes raw sockets, since a client
 * library would use more of the processor than the server under test.
 */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { BODY_COUNT, deliveryId, type LoadPlan, type LoadResult } from './plan.ts';
import { bodyOf } from './bodies.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;

const bodies = Array.from({ length: BODY_COUNT }, (_, number) => {
  const body = bodyOf(number);
  const hmac = createHmac('sha256', plan.secret).update(body).digest('base64');
  const shop = plan.shopDomains[number % plan.shopDomains.length] ?? '';
  // All headers that Shopify sends, with the delivery's id last.
  const head =
    `POST /webhooks HTTP/1.1\r\nHost: 127.0.0.1:${plan.port}\r\nUser-Agent: Shopify-Captain-Hook\r\nAccept: */*\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nX-Shopify-Topic: orders/updated\r\n` +
    `X-Shopify-Hmac-Sha256: ${hmac}\r\nX-Shopify-Shop-Domain: ${shop}\r\nX-Shopify-API-Version: 2026-10\r\n` +
    `X-Shopify-Triggered-At: 2026-11-21T10:00:00.123456789Z\r\nX-Shopify-Event-Id: 98880550-7158-44d4-b7cd-2c97c8a091b5\r\n` +
    `X-Shopify-Webhook-Id: `;
  return { head, end: Buffer.concat([Buffer.from('\r\n\r\n'), body]) };
});

let nextNumber = 0;
const accepted: number[] = [];
const statuses: Record<string, number> = {};
const latenciesMs: number[] = [];
const startedMs = performance.now();
const measureFromMs = startedMs + plan.warmUpMs;
const endMs = measureFromMs + plan.measuredMs;
let processorAtStart: NodeJS.CpuUsage | undefined;
let openCount = 0;

/** Mostly a new delivery; now and then one of the last few hundred again, perhaps while it is still under way. */
function nextDelivery(): number {
  if (nextNumber > 500 && Math.random() < plan.duplicateShare) return nextNumber - 1 - Math.floor(Math.random() * 400);
  return nextNumber++;
}

function openConnection(): void {
  const socket = connect({ port: plan.port, host: '127.0.0.1', noDelay: true });
  let number = 0;
  let sentMs = 0;
  let received = '';
  openCount += 1;

  const send = (): void => {
    number = nextDelivery();
    const { head, end } = bodies[number % BODY_COUNT] ?? { head: '', end: Buffer.alloc(0) };
    sentMs = performance.now();
    socket.cork();
    socket.write(`${head}${deliveryId(number)}`, 'latin1');
    socket.write(end);
    socket.uncork();
  };
  socket.on('connect', send);
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < headEnd + 4 + length) return;
    const status = received.slice(9, 12);
    received = '';
    const now = performance.now();
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === '200') accepted.push(number);
    if (now >= measureFromMs && now < endMs) {
      processorAtStart ??= process.cpuUsage();
      latenciesMs.push(now - sentMs);
    }
    if (now >= endMs) socket.end();
    else send();
  });
  socket.on('error', () => void (statuses['0'] = (statuses['0'] ?? 0) + 1));
  socket.on('close', () => {
    openCount -= 1;
    if (openCount === 0) report();
  });
}

function report(): void {
  writeFileSync(plan.acceptedFile, new Uint32Array(accepted));
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  const used = process.cpuUsage(processorAtStart);
  const result: LoadResult = {
    answeredCount: sorted.length,
    measuredS: plan.measuredMs / 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    statuses,
    processorShare: (used.user + used.system) / 1000 / plan.measuredMs,
  };
  process.send?.(result);
  if (process.connected) process.disconnect();
}

for (let i = 0; i < plan.connectionCount; i += 1) openConnection();
