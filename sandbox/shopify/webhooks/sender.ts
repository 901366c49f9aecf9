// Sends what is due: signed over the raw body, a second to connect, five in all, only 2xx is success, redirects are
// failures. Never more requests at a time than told.
import { createHmac } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { eventNameOf } from './events.ts';
import type { WebhookOptions } from './options.ts';
import type { Delivery, Outbox } from './outbox.ts';

const CONNECT_LIMIT_MS = 1000;
const TOTAL_LIMIT_MS = 5000;
const LONGEST_NAP_MS = 100;

export interface Sender {
  /** Looks at the outbox again: something was added, or time moved. */
  wake(): void;
  /** Resolves true when nothing is pending, false when the time is over first. */
  drained(limitMs: number): Promise<boolean>;
  inFlight(): number;
  close(): Promise<void>;
}

export function webhookHeaders(delivery: Delivery, secret: string, apiVersion: string): Record<string, string> {
  const key = delivery.forged ? `not ${secret}` : secret;
  const signature = createHmac('sha256', key).update(delivery.body, 'utf8').digest('base64');
  const event = delivery.family === 'events' ? eventNameOf(delivery.topic) : null;
  if (event !== null) {
    return {
      'Content-Type': 'application/json',
      'User-Agent': 'Shopify-Captain-Hook',
      'shopify-topic': event.topic,
      'shopify-action': event.action,
      'shopify-handle': `${event.topic.toLowerCase()}-changes`,
      'shopify-hmac-sha256': signature,
      'shopify-shop-domain': delivery.shop,
      'shopify-api-version': apiVersion,
      'shopify-webhook-id': delivery.webhookId,
      'shopify-triggered-at': new Date(delivery.triggeredMs).toISOString(),
    };
  }
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': delivery.topic,
    'X-Shopify-Hmac-Sha256': signature,
    'X-Shopify-Shop-Domain': delivery.shop,
    'X-Shopify-API-Version': apiVersion,
    'X-Shopify-Webhook-Id': delivery.webhookId,
    'X-Shopify-Event-Id': delivery.eventId,
    'X-Shopify-Triggered-At': new Date(delivery.triggeredMs).toISOString(),
  };
}

interface Agents {
  http: http.Agent;
  https: https.Agent;
}

/** One attempt: the status, or why there was none. */
function attempt(delivery: Delivery, headers: Record<string, string>, agents: Agents): Promise<number | string> {
  return new Promise((resolve) => {
    const url = new URL(delivery.address);
    const secure = url.protocol === 'https:';
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': Buffer.byteLength(delivery.body) } };
    const request = secure
      ? https.request(url, { ...options, agent: agents.https })
      : http.request(url, { ...options, agent: agents.http });
    const total = setTimeout(() => request.destroy(new Error('timeout')), TOTAL_LIMIT_MS);
    let connect: NodeJS.Timeout | undefined;
    const settle = (result: number | string): void => {
      clearTimeout(total);
      clearTimeout(connect);
      resolve(result);
    };
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      connect = setTimeout(() => request.destroy(new Error('timeout')), CONNECT_LIMIT_MS);
      socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(connect));
    });
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => settle(response.statusCode ?? 0));
      response.on('error', () => settle('unreachable'));
    });
    request.on('error', (error) => settle(error.message === 'timeout' ? 'timeout' : 'unreachable'));
    request.end(delivery.body);
  });
}

export function makeSender(parts: {
  outbox: Outbox;
  clock: Clock;
  options: () => WebhookOptions;
  random: () => Random;
  secret: string;
  apiVersion: string;
}): Sender {
  const { outbox, clock } = parts;
  const agents: Agents = {
    http: new http.Agent({ keepAlive: true }),
    https: new https.Agent({ keepAlive: true }),
  };
  const flying = new Map<number, Promise<void>>();
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const send = async (delivery: Delivery): Promise<void> => {
    const result = await attempt(delivery, webhookHeaders(delivery, parts.secret, parts.apiVersion), agents);
    if (closed) return;
    if (typeof result === 'number' && result >= 200 && result < 300) outbox.accepted(delivery, result);
    else outbox.refused(delivery, String(result));
  };
  /** The next one to send: the oldest due, or one of the oldest few when shuffling. */
  const pick = (shuffleWindow: number): Delivery | undefined => {
    const window = Math.max(1, shuffleWindow);
    const ready = outbox.due(window + flying.size).filter((delivery) => !flying.has(delivery.no));
    return ready[parts.random().below(Math.min(window, ready.length))];
  };
  const wake = (): void => {
    if (closed) return;
    clearTimeout(timer);
    const { concurrency, paused, shuffleWindow } = parts.options();
    while (!paused && flying.size < concurrency) {
      const delivery = pick(shuffleWindow);
      if (delivery === undefined) break;
      const work = send(delivery).finally(() => {
        flying.delete(delivery.no);
        wake();
      });
      flying.set(delivery.no, work);
    }
    if (flying.size === 0 && outbox.isEmpty()) {
      for (const resolve of waiting) resolve();
      return;
    }
    const dueMs = outbox.nextDueMs();
    if (dueMs !== null && !paused && flying.size < concurrency) {
      timer = setTimeout(wake, Math.min(LONGEST_NAP_MS, Math.max(1, dueMs - clock.nowMs())));
    }
  };

  clock.onMove(wake);
  return {
    wake,
    inFlight: () => flying.size,
    drained(limitMs) {
      if (flying.size === 0 && outbox.isEmpty()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (empty: boolean): void => {
          clearTimeout(limit);
          waiting.delete(onEmpty);
          resolve(empty);
        };
        const onEmpty = (): void => settle(true);
        const limit = setTimeout(() => settle(false), limitMs);
        waiting.add(onEmpty);
        wake();
      });
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      agents.http.destroy();
      agents.https.destroy();
      await Promise.allSettled(flying.values());
    },
  };
}
