/**
 * The pixel's door: `POST /events`. Anybody can knock, since a pixel runs in the visitor's browser and can keep no
 * secret: the account says which shop it claims to be, the rest is shape, plausibility and measure.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isbot } from 'isbot';
import type { Clock } from '#app/platform/clock.ts';
import type { Database } from '#app/platform/database.ts';
import type { Log } from '#app/platform/log.ts';
import { describeForLog, isDatabaseAway } from './databaseAway.ts';
import { answers, receipt, refusal, send, tooMany, type Answer, type Refusal } from './events/answers.ts';
import { readEventPost, type SiteEvent } from './events/siteEvent.ts';
import { writeSiteEvents, type ShopEvents } from './events/siteEventWriter.ts';
import { makeTokenBuckets } from './events/tokenBuckets.ts';
import { makeGroupCommit, type GroupCommitLimits } from './groupCommit.ts';
import { makeBodyReader, type BodyLimits } from './requestBody.ts';
import { makeShopDirectory } from './shopDirectory.ts';

export interface EventsLimits extends BodyLimits, GroupCommitLimits {
  /** Events a shop may send per second; ten times as many at once. */
  perShopPerS: number;
  /** Events a visitor may send per minute, all of them at once if they like. */
  perVisitorPerMin: number;
  /** Look-ups of accounts never found before, per second and in all; ten times as many at once. */
  strangersPerS: number;
  /** How far a visitor's clock may be ahead, in milliseconds. */
  aheadMs: number;
  /** How old an event may be, in milliseconds. */
  ageMs: number;
}

export const defaultEventsLimits: EventsLimits = {
  bodyBytes: 64 * 1024,
  readingBytes: 32 * 1024 * 1024,
  bodyMs: 10_000,
  groupItems: 100,
  groupBytes: 2 * 1024 * 1024,
  writesAtOnce: 2,
  heldBytes: 32 * 1024 * 1024,
  answerMs: 4_000,
  perShopPerS: 500,
  perVisitorPerMin: 120,
  strangersPerS: 50,
  aheadMs: 5 * 60_000,
  ageMs: 30 * 24 * 60 * 60_000,
};

export interface EventsDoorOptions {
  /** As the web process's role. */
  database: Database;
  clock: Clock;
  log: Log;
  limits?: Partial<EventsLimits>;
}

export interface EventsDoor {
  /** Answers one request, `POST` or the browser's `OPTIONS` before it. Never rejects. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Turns new events away and resolves once all others are answered. */
  close: () => Promise<void>;
}

export function makeEventsDoor(options: EventsDoorOptions): EventsDoor {
  const { database, clock, log } = options;
  const limits = { ...defaultEventsLimits, ...options.limits };
  const shops = makeShopDirectory(database, 'pixelAccount', clock);
  const bodies = makeBodyReader(limits, clock);
  const perShop = makeTokenBuckets({
    tokensPerS: limits.perShopPerS,
    burst: 10 * limits.perShopPerS,
    maxKeys: 10_000,
    clock,
  });
  const perVisitor = makeTokenBuckets({
    tokensPerS: limits.perVisitorPerMin / 60,
    burst: limits.perVisitorPerMin,
    maxKeys: 50_000,
    clock,
  });
  const strangers = makeTokenBuckets({
    tokensPerS: limits.strangersPerS,
    burst: 10 * limits.strangersPerS,
    maxKeys: 1,
    clock,
  });
  const commit = makeGroupCommit<ShopEvents>({
    clock,
    limits,
    write: (posts, limitMs) => writeSiteEvents(database, posts, limitMs),
    sizeOf: ({ events }) => events.length * 512,
    isAway: isDatabaseAway,
    onFailure: (error, postCount) =>
      log.error({ ...describeForLog(error), postCount }, 'Storefront events could not be written.'),
  });

  async function receive(request: IncomingMessage): Promise<Answer> {
    if (request.method === 'OPTIONS') return answers.preflight;
    if (request.method !== 'POST') return answers.notPost;
    if (!isTextOrJson(request.headers['content-type'])) return answers.otherType;
    const body = await bodies.read(request);
    if (body.kind !== 'read') return answers[body.kind];
    const reading = readEventPost(body.bytes);
    if (!reading.ok) return refusal(400, reading.reason);
    const { account, events } = reading.post;

    const isStranger = !shops.hasSeen(account);
    const strangerWaitMs = isStranger ? strangers.waitMs('', 1) : 0;
    if (strangerWaitMs > 0) return tooMany(strangerWaitMs);
    if (isStranger) strangers.take('', 1);
    const shopId = await shops.find(account);
    if (shopId === null) return answers.unknownAccount;
    if (isbot(request.headers['user-agent'] ?? '')) return receipt(events, () => 'bot');

    const shopKey = String(shopId);
    const visitors = Map.groupBy(events, (event) => `${shopKey} ${event.visitorId}`);
    const waits = [...visitors].map(([visitor, theirs]) => perVisitor.waitMs(visitor, theirs.length));
    const waitMs = Math.max(perShop.waitMs(shopKey, events.length), ...waits);
    if (waitMs > 0) return tooMany(waitMs);
    perShop.take(shopKey, events.length);
    for (const [visitor, theirs] of visitors) perVisitor.take(visitor, theirs.length);

    const now = clock();
    const reasonOf = ({ occurredAt }: SiteEvent): Refusal | null =>
      occurredAt > now + limits.aheadMs ? 'in-the-future' : occurredAt < now - limits.ageMs ? 'too-old' : null;
    const plausible = events.filter((event) => reasonOf(event) === null);
    if (plausible.length > 0) {
      const outcome = await commit.add({ shopId, events: plausible });
      if (outcome !== 'written') return answers[outcome];
    }
    return receipt(events, reasonOf);
  }

  return {
    async handle(request, response) {
      let answer: Answer;
      try {
        answer = await receive(request);
      } catch (error) {
        log.error(describeForLog(error), 'Storefront events could not be taken in.');
        answer = answers.away;
      }
      send(response, answer);
    },
    async close() {
      await commit.close();
      bodies.close();
    },
  };
}

/** The strict sandbox sends text, which needs no preflight; other senders may say JSON. */
const isTextOrJson = (type: string | undefined): boolean =>
  type === undefined || /^\s*(text\/plain|application\/json)\s*(;|$)/i.test(type);
