/** The one way to a receiver: every push is signed, timed to its last byte, repeated where that is safe, and ends in what was taken or in a failure. */
import type { ConnectorContext } from '../kit/connector.ts';
import { NOT_PUBLIC } from '../kit/publicAddress.ts';
import { retryAfterMs } from '../kit/retryAfter.ts';
import { readAnswer, type Reading } from './answers.ts';
import { ruleOf, type Failure, type Sign } from './callRules.ts';
import { makePost, type Transmission } from './post.ts';
import type { Push, PushKind } from './pushes.ts';
import type { FeedSettings } from './settings.ts';
import { pushId, signedHeaders } from './signing.ts';

/** Carries a failure up to the edge of the session, where it becomes a halt. */
export class PushFailed extends Error {
  readonly failure: Failure;

  constructor(kind: PushKind, failure: Failure) {
    super(`The push ${kind} failed: ${failure.signs.join(', ')}.`);
    this.name = 'PushFailed';
    this.failure = failure;
  }
}

export type Taken = Extract<Reading, { kind: 'taken' }> & { status: number };

/** Throws PushFailed. */
export type Client = (push: Push) => Promise<Taken>;

export interface ClientOptions {
  /** Longest time for one try, from the connection to the last byte of the answer. */
  timeoutMs?: number;
  /** Wait before the second try; each further one doubles it, give or take half. */
  firstBackoffMs?: number;
}

const TIMEOUT_MS = 30_000;
const FIRST_BACKOFF_MS = 500;
const MOST_TRIES = 4;
/** Longest wait within a call when the receiver names one; what asks for more ends the call instead. */
const LONGEST_WAIT_MS = 5_000;

export function makeClient(settings: FeedSettings, context: ConnectorContext, options: ClientOptions): Client {
  const { timeoutMs = TIMEOUT_MS, firstBackoffMs = FIRST_BACKOFF_MS } = options;
  const post = makePost(settings.endpoint, context, timeoutMs);

  return async (push) => {
    const id = pushId(push.body);
    let reached: Failure['reached'] = 'no';
    for (let tries = 1; ; tries += 1) {
      const sent = await post(signedHeaders(settings, id, push.body, context.clock()), push.body);
      const result = resultOf(sent, push, context.clock());
      if ('taken' in result) return result.taken;
      if (result.failure.reached === 'unknown') reached = 'unknown';
      const failure: Failure = { ...result.failure, reached };
      context.log.warn({ push: push.kind, signs: failure.signs, status: failure.status, reached }, 'A push failed.');
      const { next } = ruleOf(failure);
      const waitMs = failure.waitMs ?? firstBackoffMs * 2 ** (tries - 1) * (0.5 + Math.random());
      // Who was added by a push of which we heard nothing has to be known to be on the way; see decision 0007.
      const isSafe = push.kind !== 'list.members.added' || reached === 'no';
      // What is refused for what it says is refused a moment later, too.
      const isRefusal = failure.signs.includes('4xx') && ![408, 425].includes(failure.status ?? 0);
      const isPassing = next === 'throttled' || (next === 'retry' && !isRefusal);
      if (!isPassing || !isSafe || tries >= MOST_TRIES || waitMs > LONGEST_WAIT_MS)
        throw new PushFailed(push.kind, failure);
      if (next === 'throttled' && failure.waitMs === null) throw new PushFailed(push.kind, failure);
      await context.wait(waitMs);
      if (context.signal?.aborted) throw new PushFailed(push.kind, failure);
    }
  };
}

function resultOf(sent: Transmission, push: Push, nowMs: number): { taken: Taken } | { failure: Failure } {
  if (sent.kind === 'lost')
    return { failure: { signs: [signOfLoss(sent.code)], status: null, waitMs: null, reached: sent.reached } };
  const { status } = sent;
  const reading = readAnswer(sent);
  if (reading.kind === 'taken') return { taken: { ...reading, status } };
  const waitMs = retryAfterMs(sent.retryAfter, nowMs);
  if (reading.kind !== 'refused') return { failure: { signs: [reading.kind], status, waitMs, reached: 'unknown' } };
  const signs: Sign[] = [status, classOf(status)];
  if (status === 404 && push.isAboutList && reading.code === 'list_not_found') signs.unshift('list_not_found');
  return { failure: { signs, status, waitMs, reached: status >= 500 ? 'unknown' : 'no' } };
}

function signOfLoss(code: string): Sign {
  if (code === NOT_PUBLIC) return 'private address';
  return /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code) ? 'bad certificate' : 'no answer';
}

function classOf(status: number): Sign {
  if (status >= 500 && status < 600) return '5xx';
  if (status >= 400) return '4xx';
  return status >= 300 ? '3xx' : 'other';
}
