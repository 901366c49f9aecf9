/**
 * The porch: `POST /webhooks`. It proves that Shopify sent a delivery, writes it down, and answers; reading it is the
 * worker's business. It stands before the web framework, on the raw request, because the proof is over the raw bytes and
 * because Shopify waits no longer than five seconds. Only what is durable is answered with 200.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#app/platform/clock.ts';
import type { Database } from '#app/platform/database.ts';
import type { Log } from '#app/platform/log.ts';
import { makeBells } from './bells.ts';
import { describeForLog, isDatabaseAway } from './databaseAway.ts';
import { readDeliveryHeaders } from './deliveryHeaders.ts';
import { makeGroupCommit, type CommitOutcome, type GroupCommitLimits } from './groupCommit.ts';
import { makeInboxWriter, ringForShops, type Delivery } from './inboxWriter.ts';
import { type PlainAnswer, sendPlain } from './plainAnswer.ts';
import { makeBodyReader, type BodyLimits, type ReadBody } from './requestBody.ts';
import { makeShopDirectory } from './shopDirectory.ts';
import { makeSignatureCheck } from './signature.ts';

export interface PorchLimits extends BodyLimits, GroupCommitLimits {}

/**
 * - `bodyBytes`: an order of 500 lines with taxes and discounts takes about 1.5 MB; this leaves room for five times that.
 * - `answerMs`: Shopify gives up after 5 s in all; an answer before that lets it retry in an orderly way.
 */
export const defaultPorchLimits: PorchLimits = {
  bodyBytes: 8 * 1024 * 1024,
  readingBytes: 256 * 1024 * 1024,
  bodyMs: 4_500,
  groupItems: 200,
  groupBytes: 4 * 1024 * 1024,
  writesAtOnce: 3,
  heldBytes: 128 * 1024 * 1024,
  answerMs: 4_000,
};

export interface PorchOptions {
  /** As the web process's role. */
  database: Database;
  /** The app's secret, or while it is being changed, all that are valid. */
  apiSecret: string | readonly string[];
  clock: Clock;
  log: Log;
  limits?: Partial<PorchLimits>;
}

export interface Porch {
  /** Answers one request. Never rejects. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Turns new deliveries away and resolves once all others are answered. */
  close: () => Promise<void>;
}

/** How long Shopify is asked to wait; it keeps its own schedule, other senders heed it. */
const RETRY_AFTER_S = '5';

export function makePorch(options: PorchOptions): Porch {
  const { database, clock, log } = options;
  const limits = { ...defaultPorchLimits, ...options.limits };
  const signature = makeSignatureCheck([options.apiSecret].flat());
  const shops = makeShopDirectory(database, 'domain', clock);
  const bodies = makeBodyReader(limits, clock);
  const bells = makeBells({
    clock,
    ring: (shopIds) => ringForShops(database, shopIds),
    onFailure: (error) => log.error(describeForLog(error), 'The worker could not be rung for.'),
  });
  const commit = makeGroupCommit<Delivery>({
    clock,
    limits,
    write: makeInboxWriter(database, bells),
    sizeOf: (delivery) => delivery.body.length + 1024,
    isAway: isDatabaseAway,
    onFailure: (error, deliveryCount) =>
      log.error({ ...describeForLog(error), deliveryCount }, 'Deliveries could not be written.'),
  });

  let tooLargeCount = 0;

  /** Nobody has proved anything yet: the shop's name is what the sender says. */
  function refuseTooLarge(request: IncomingMessage): PlainAnswer {
    tooLargeCount += 1;
    const read = readDeliveryHeaders(request.headers);
    const claimed = read.ok ? { shopDomain: read.headers.shopDomain, topic: read.headers.topic } : {};
    const declaredBytes = Number(request.headers['content-length'] ?? 0);
    log.warn({ ...claimed, declaredBytes, tooLargeCount }, 'A delivery that is too large was refused.');
    return answers['too-large'];
  }

  async function receive(request: IncomingMessage): Promise<PlainAnswer> {
    if (request.method !== 'POST') return answers.notPost;
    if (bodies.isTooLarge(request)) return refuseTooLarge(request);
    const read = readDeliveryHeaders(request.headers);
    if (!read.ok) return { status: 400, text: read.reason };
    const { headers } = read;
    const body = await bodies.read(request);
    if (body.kind === 'too-large') return refuseTooLarge(request);
    if (body.kind !== 'read') return answers[body.kind];
    if (!signature.matches(body.bytes, headers.hmac)) {
      log.warn(
        { shopDomain: headers.shopDomain, topic: headers.topic },
        'A delivery with a wrong signature was refused.',
      );
      return answers.badSignature;
    }
    const shopId = await shops.find(headers.shopDomain);
    if (shopId === null) {
      log.warn({ shopDomain: headers.shopDomain, topic: headers.topic }, 'A delivery of an unknown shop was refused.');
      return answers.unknownShop;
    }
    const { deliveryId, eventId, topic, apiVersion, triggeredAt } = headers;
    return answers[await commit.add({ shopId, deliveryId, eventId, topic, apiVersion, triggeredAt, body: body.bytes })];
  }

  return {
    async handle(request, response) {
      let answer: PlainAnswer;
      try {
        answer = await receive(request);
      } catch (error) {
        log.error(describeForLog(error), 'A delivery could not be taken in.');
        answer = answers.away;
      }
      sendPlain(response, answer);
    },
    async close() {
      await commit.close();
      await bells.close();
      bodies.close();
    },
  };
}

const again = ['Retry-After', RETRY_AFTER_S] as const;

const answers = {
  written: { status: 200, text: '' },
  away: { status: 503, text: 'The delivery could not be stored.', header: again },
  full: { status: 503, text: 'Too many deliveries are waiting.', header: again },
  busy: { status: 503, text: 'Too many deliveries are arriving.', header: again },
  // The database will not have it as it is, and Shopify's retries bring the same bytes: still not for us to call it done.
  refused: { status: 500, text: 'The delivery cannot be stored.' },
  notPost: { status: 405, text: 'Only POST.', header: ['Allow', 'POST'] },
  'too-large': { status: 413, text: 'The body is too large.' },
  late: { status: 408, text: 'The body took too long.', hangUp: true },
  gone: { status: 400, text: 'The body is incomplete.', hangUp: true },
  badSignature: { status: 401, text: 'The signature does not match.' },
  // Shopify retries: the shop's installation may be about to be noted.
  unknownShop: { status: 404, text: 'The shop is not known.' },
} as const satisfies Record<
  CommitOutcome | Exclude<ReadBody['kind'], 'read'> | 'notPost' | 'badSignature' | 'unknownShop',
  PlainAnswer
>;
