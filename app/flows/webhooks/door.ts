/**
 * Where partners push events to: `POST /partner-webhooks/…`. A delivery is proved over its raw bytes, read by its connector, written to the
 * inbox and answered; what follows from it is the worker's business. Only what is durable is answered with 200.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Services } from '#app/flows/services.ts';
import { makeBells } from '#app/ingest/bells.ts';
import { describeForLog, isDatabaseAway } from '#app/ingest/databaseAway.ts';
import { makeTokenBuckets } from '#app/ingest/events/tokenBuckets.ts';
import { makeInboxWriter, ringForShops } from '#app/ingest/inboxWriter.ts';
import { PUSHED_TOPIC, writePushed } from '#app/ingest/pushed.ts';
import { type PlainAnswer, sendPlain } from '#app/ingest/plainAnswer.ts';
import { makeBodyReader } from '#app/ingest/requestBody.ts';
import { findWebhook, webhookContext, type WebhookDoor } from '#app/store/partnerWebhooks.ts';
import { connectorById, connectors } from '#connectors/index.ts';
import type { DeliveryRefusal, HeaderOf, KnownWebhook } from '#connectors/kit/webhooks.ts';
import { readWebhookPath } from './address.ts';
import { answers, tooMany } from './answers.ts';

/** Bodies being read at one time, in bytes, of whoever sends them. */
const READING_BYTES = 64 * 1024 * 1024;
/** Klaviyo waits five seconds for an answer. */
const BODY_MS = 3_000;
const WRITE_MS = 1_500;
/** Deliveries of one address that may be refused: at once, and then per minute. */
const REFUSED_PER_MIN = 30;
/** Look-ups of addresses that lead nowhere, per second, and ten times as many at once. */
const LOST_PER_S = 10;

export interface PartnerDoor {
  /** Answers one request. Never rejects. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Resolves once the worker has been rung for all that came. */
  close: () => Promise<void>;
}

export function makePartnerDoor({ database, clock, log, secrets }: Services): PartnerDoor {
  const bodyBytes = Math.max(0, ...connectors.map(({ webhooks }) => webhooks?.bodyBytes ?? 0));
  const bodies = makeBodyReader({ bodyBytes, readingBytes: READING_BYTES, bodyMs: BODY_MS }, clock);
  const refusals = makeTokenBuckets({
    tokensPerS: REFUSED_PER_MIN / 60,
    burst: REFUSED_PER_MIN,
    maxKeys: 10_000,
    clock,
  });
  const lost = makeTokenBuckets({ tokensPerS: LOST_PER_S, burst: 10 * LOST_PER_S, maxKeys: 1, clock });
  const bells = makeBells({
    clock,
    ring: (shopIds) => ringForShops(database, shopIds),
    onFailure: (error) => log.error(describeForLog(error), 'The worker could not be rung for.'),
  });
  const write = makeInboxWriter(database, bells);

  async function receive(request: IncomingMessage): Promise<PlainAnswer> {
    if (request.method !== 'POST') return answers.notPost;
    const path = readWebhookPath((request.url ?? '').split('?', 1)[0] ?? '');
    const reader = path === null ? undefined : connectorById(path.connectorId)?.webhooks;
    if (path === null || reader === undefined) return answers.nowhere;
    const { connectorId, shopId, key } = path;
    const waitMs = Math.max(lost.waitMs('', 1), refusals.waitMs(key, 1));
    if (waitMs > 0) return tooMany(waitMs);
    const webhook = await findWebhook(database, shopId, connectorId, createHash('sha256').update(key).digest());
    if (webhook === undefined) {
      lost.take('', 1);
      return answers.nowhere;
    }
    const known = knownOf(shopId, webhook);
    // It is being made this moment: its id is not stored yet.
    if (known === null) return answers.notYet;
    const header: HeaderOf = (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : null;
    };
    const refuse = (refusal: DeliveryRefusal): PlainAnswer => {
      refusals.take(key, 1);
      const { connectionId } = webhook;
      log.warn({ shopId, connectionId, refusal }, 'A delivery of a partner was refused.');
      return answers[refusal];
    };
    const fault = reader.refuse(header, known, clock());
    if (fault !== null) return refuse(fault);
    const body = await bodies.read(request);
    if (body.kind === 'too-large') refusals.take(key, 1);
    if (body.kind !== 'read') return answers[body.kind];
    const reading = reader.read(header, body.bytes, known);
    if (reading.kind === 'refused') return refuse(reading.refusal);
    const { events, consents, ignoredCount } = reading;
    const { connectionId, accountId } = webhook;
    const delivery = {
      shopId,
      // The partner gives no id: the same delivery has the same bytes. What is in two of them is told apart by the ids of the events.
      deliveryId: `${connectorId}:${connectionId}:${createHash('sha256').update(body.bytes).digest('hex')}`,
      eventId: null,
      topic: PUSHED_TOPIC,
      apiVersion: '',
      triggeredAt: clock(),
      body: writePushed({ connectionId, accountId, events, consents, ignoredCount }),
    };
    try {
      await write([delivery], WRITE_MS);
    } catch (error) {
      log.error({ ...describeForLog(error), shopId, connectionId }, 'A delivery of a partner could not be written.');
      return isDatabaseAway(error) ? answers.away : answers.unwritten;
    }
    return answers.written;
  }

  function knownOf(
    shopId: number,
    { connectionId, accountId, webhookId, sealedSecret }: WebhookDoor,
  ): KnownWebhook | null {
    if (webhookId === null) return null;
    return { webhookId, accountId, secret: secrets.open(sealedSecret, webhookContext(shopId, connectionId)) };
  }

  return {
    async handle(request, response) {
      let answer: PlainAnswer;
      try {
        answer = await receive(request);
      } catch (error) {
        log.error(describeForLog(error), 'A delivery of a partner could not be taken in.');
        answer = answers.away;
      }
      sendPlain(response, answer);
    },
    async close() {
      await bells.close();
      bodies.close();
    },
  };
}
