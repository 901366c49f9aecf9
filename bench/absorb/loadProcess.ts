/** Makes an even load: so many deliveries a second, sent when their time has come whether the ones before were answered or not. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { deliveryOf } from './payloads.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
const agent = new Agent({ keepAlive: true, maxSockets: 128 });
const accepted: number[] = [];
const statuses: Record<string, number> = {};
const answerMs: number[] = [];
const pending = new Set<Promise<void>>();

function send(n: number): Promise<void> {
  const { shop, deliveryId, topic, body } = deliveryOf(plan.run, n, plan.shopDomains.length, plan.at);
  const sentMs = performance.now();
  return new Promise((resolve) => {
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port: plan.port,
        path: '/webhooks',
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': body.length,
          'X-Shopify-Topic': topic,
          'X-Shopify-Hmac-Sha256': createHmac('sha256', plan.secret).update(body).digest('base64'),
          'X-Shopify-Shop-Domain': plan.shopDomains[shop],
          'X-Shopify-API-Version': '2026-07',
          'X-Shopify-Triggered-At': new Date().toISOString(),
          'X-Shopify-Webhook-Id': deliveryId,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => {
          const status = String(response.statusCode);
          statuses[status] = (statuses[status] ?? 0) + 1;
          if (status === '200') accepted.push(n, Date.now());
          answerMs.push(performance.now() - sentMs);
          resolve();
        });
      },
    );
    outgoing.on('error', () => {
      statuses['0'] = (statuses['0'] ?? 0) + 1;
      resolve();
    });
    outgoing.end(body);
  });
}

const startedMs = performance.now();
let sentCount = 0;
let latestMs = 0;
for (;;) {
  const elapsedMs = performance.now() - startedMs;
  const due = Math.floor((Math.min(elapsedMs, plan.measuredMs) * plan.perS) / 1_000);
  for (; sentCount < due; sentCount += 1) {
    latestMs = Math.max(latestMs, elapsedMs - (sentCount * 1_000) / plan.perS);
    const sending = send(sentCount);
    pending.add(sending);
    void sending.then(() => pending.delete(sending));
  }
  if (elapsedMs >= plan.measuredMs) break;
  await delay(5);
}
await Promise.all(pending);
agent.destroy();
writeFileSync(plan.acceptedFile, new Float64Array(accepted));
const sorted = answerMs.sort((a, b) => a - b);
const result: LoadResult = {
  sentCount,
  statuses,
  latestMs,
  answerP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
};
process.send?.(result);
process.disconnect();
