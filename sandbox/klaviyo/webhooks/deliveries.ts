/**
 * Sends waiting events to webhooks: at most a thousand in one delivery, signed by hex HMAC-SHA256 of the body and the timestamp header.
 * What is not answered with 200, 201 or 202 within five seconds is sent again with growing waits up to an hour; after 48 hours of failures
 * the webhook is switched off. Source: Klaviyo's guide to system webhooks, and what receivers in public repositories know of it.
 */
import { createHmac } from 'node:crypto';
import { eventResource, isoTime, profileResource } from '../resources.ts';
import { EVENT_COLUMNS, EVENT_SOURCE, toEvent } from '../store/events.ts';
import { profilesByPk } from '../store/profiles.ts';
import { dueEvents, dueWebhooks, nextDueMs, noteDelivered, noteFailed, type DueWebhook } from '../store/webhooks.ts';
import type { World } from '../world.ts';
import type { DeliveryFault } from './faults.ts';

const MOST_EVENTS = 1000;
const ANSWER_MS = 5_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 3_600_000;
const PATIENCE_MS = 48 * 3_600_000;
const HOUR_MS = 3_600_000;
const BASE = 'https://a.klaviyo.com';

/** What was sent, for whoever runs the stand-in. */
export interface SentDelivery {
  readonly webhookId: string;
  readonly url: string;
  readonly eventCount: number;
  /** 0 when no answer came. */
  readonly status: number;
  readonly faults: readonly DeliveryFault[];
}

export interface Deliveries {
  /** Sends everything that is due now, and resolves when it is answered. */
  flush(): Promise<readonly SentDelivery[]>;
  /** Lets it be sent soon, by itself. */
  kick(): void;
  /** Deliveries sent so far, the latest last; a few hundred are kept. */
  sent(): readonly SentDelivery[];
  /** Sends what goes to `https://host` to another address, as a proxy that ends TLS would; null: as it is. */
  leadTo(origin: string | null): void;
  forget(): void;
  close(): void;
}

const KEPT = 500;

export function makeDeliveries(world: () => World): Deliveries {
  let sent: SentDelivery[] = [];
  let leadsTo: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<readonly SentDelivery[]> | undefined;
  let isClosed = false;

  async function sendDue(): Promise<readonly SentDelivery[]> {
    const done: SentDelivery[] = [];
    const { db, clock } = world();
    for (const due of dueWebhooks(db, clock.nowMs()))
      for (;;) {
        const outcome = await sendTo(due);
        if (outcome === undefined) break;
        done.push(outcome);
      }
    sent = [...sent, ...done].slice(-KEPT);
    return done;
  }

  async function sendTo(due: DueWebhook): Promise<SentDelivery | undefined> {
    if (isClosed) return undefined;
    const { db, clock, deliveryFaults } = world();
    const nowMs = clock.nowMs();
    const events = dueEvents(db, due.webhook.pk, nowMs, MOST_EVENTS);
    if (events.length === 0) return undefined;
    const faults = deliveryFaults.take();
    const message = messageOf(due, events, nowMs, faults);
    const url = leadsTo === null ? due.webhook.endpointUrl : moved(due.webhook.endpointUrl, leadsTo);
    let status = await post(url, message);
    if (faults.has('twice')) status = await post(url, message);
    if (faults.has('lost-answer')) status = 0;
    if (isClosed) return undefined;
    const pks = events.map(({ eventPk }) => eventPk);
    if ([200, 201, 202].includes(status)) noteDelivered(db, due.webhook.pk, pks);
    else {
      const attempts = Math.max(...events.map((event) => event.attempts));
      const dueMs = nowMs + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts);
      noteFailed(db, due.webhook.pk, pks, { nowMs, dueMs, patienceMs: PATIENCE_MS });
    }
    return { webhookId: due.webhook.id, url, eventCount: events.length, status, faults: [...faults] };
  }

  function messageOf(
    { webhook, accountId }: DueWebhook,
    queued: readonly { eventPk: number; topic: string }[],
    nowMs: number,
    faults: ReadonlySet<DeliveryFault>,
  ): { headers: Record<string, string>; body: string } {
    const data = payloadsOf(queued, faults.has('without-profiles'));
    if (faults.has('unknown-topic') && data[0]) data.push({ ...data[0], topic: 'event:api.unheard_of' });
    const sentAtMs = faults.has('old-timestamp') ? nowMs - HOUR_MS : nowMs;
    const meta = {
      klaviyo_account_id: faults.has('other-account') ? 'XXXXXX' : accountId,
      klaviyo_webhook_id: webhook.id,
      timestamp: isoTime(sentAtMs),
    };
    const body = faults.has('broken-body') ? '{"data": [' : JSON.stringify({ data, meta });
    const timestamp = new Date(sentAtMs).toUTCString();
    const secret = faults.has('wrong-signature') ? 'another secret altogether' : webhook.secretKey;
    return {
      body,
      headers: {
        'Content-Type': 'application/json',
        'Klaviyo-Webhook-Id': faults.has('other-webhook') ? '01HF7AYTK76RHR4F17G6DGTRGF' : webhook.id,
        'Klaviyo-Signature': createHmac('sha256', secret).update(body).update(timestamp).digest('hex'),
        'Klaviyo-Timestamp': timestamp,
      },
    };
  }

  function payloadsOf(queued: readonly { eventPk: number; topic: string }[], isBare: boolean) {
    const { db } = world();
    const topics = new Map(queued.map(({ eventPk, topic }) => [eventPk, topic]));
    const rows = db.all(
      `SELECT e.pk, ${EVENT_COLUMNS} FROM ${EVENT_SOURCE} WHERE e.pk IN (SELECT value FROM json_each(?)) ORDER BY e.pk`,
      JSON.stringify([...topics.keys()]),
    );
    return rows.map((row) => {
      const event = toEvent(row);
      const profiles = profilesByPk(db, [event.profilePk]);
      return {
        external_id: event.id,
        topic: topics.get(Number(row.pk)) ?? '',
        payload: {
          data: eventResource(event, new Map(), BASE),
          ...(isBare ? {} : { included: profiles.map((profile) => profileResource(profile, new Map(), BASE)) }),
          links: { self: `${BASE}/api/events/${event.id}` },
        },
      };
    });
  }

  function plan(): void {
    if (isClosed) return;
    clearTimeout(timer);
    timer = undefined;
    const { db, clock } = world();
    const dueMs = nextDueMs(db);
    if (dueMs === null) return;
    timer = setTimeout(() => void deliveries.flush(), Math.min(60_000, Math.max(0, dueMs - clock.nowMs())));
    timer.unref();
  }

  const deliveries: Deliveries = {
    async flush() {
      while (running) await running;
      running = sendDue().finally(() => {
        running = undefined;
        plan();
      });
      return running;
    },
    kick: plan,
    sent: () => sent,
    leadTo: (origin) => void (leadsTo = origin),
    forget() {
      sent = [];
      leadsTo = null;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
  return deliveries;
}

function moved(endpointUrl: string, origin: string): string {
  const { pathname, search } = new URL(endpointUrl);
  return `${origin}${pathname}${search}`;
}

async function post(url: string, message: { headers: Record<string, string>; body: string }): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      ...message,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
