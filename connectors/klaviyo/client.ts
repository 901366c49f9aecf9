/**
 * The one way to Klaviyo: every call, whether built by the SDK or by hand, is paced, timed, repeated where that is safe, and ends
 * in an answer 2xx or in a failure that says whether Klaviyo may have acted on it.
 */
import { isUnheard, networkCode } from '#app/core/networkErrors.ts';
import type { ConnectorContext, Halt } from '../kit/connector.ts';
import { retryAfterMs } from '../kit/retryAfter.ts';
import type { Answer } from './answer.ts';
import { CannotCall } from './credential.ts';
import { readComplaints, type Complaint } from './errors.ts';
import { operationOf, type Operation } from './limits.ts';
import { makePacer } from './pace.ts';

/** How a call failed. */
export interface Failure {
  operation: Operation;
  /** The HTTP status, 429 also where we did not even ask because of an earlier one; null when no answer came. */
  status: number | null;
  /** What the answer complains of; empty when none came or it could not be read. */
  complaints: readonly Complaint[];
  /** When asking again makes sense; null when nobody said. */
  retryAfterMs: number | null;
  /** Whether Klaviyo may have acted on the call all the same. */
  reached: 'no' | 'unknown';
  /** What it means, where that is known without a rule: there is nothing to call with. */
  halt?: Halt;
  /** For people: what happened, without personal data. */
  text: string;
}

/** Carries a failure through the SDK, which passes on only what is thrown. Caught at the edge of the session. */
export class CallFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.text, { cause });
    this.name = 'CallFailed';
    this.failure = failure;
  }
}

export interface Client {
  /**
   * Makes one call. `transmit` sends it once and gives the answer of whatever status, or rejects when there is none; it has to stop
   * when its signal fires. Resolves for 2xx with a readable body, else throws CallFailed.
   */
  call<A extends Answer>(method: string, url: string, transmit: (signal: AbortSignal) => Promise<A>): Promise<A>;
}

export interface ClientTimes {
  /** Longest time for one try, from the connection to the last byte of the answer. */
  timeoutMs: number;
  /** Longest wait for a turn or for Retry-After within a call; what asks for more ends the call instead. */
  longestWaitMs: number;
  /** Wait before the second try; each further one doubles it, give or take half. */
  firstBackoffMs: number;
}

const STANDARD_TIMES: ClientTimes = { timeoutMs: 60_000, longestWaitMs: 65_000, firstBackoffMs: 500 };
const MOST_TRIES = 4;
/** Refusals by 429 do not use up tries, but they do not go on for ever either. */
const MOST_REFUSALS = 5;

export function makeClient(context: ConnectorContext, times: Partial<ClientTimes> = {}): Client {
  const { timeoutMs, longestWaitMs, firstBackoffMs } = { ...STANDARD_TIMES, ...times };
  const pacer = makePacer(context);

  async function waitForTurn(operation: Operation, reached: Failure['reached']): Promise<void> {
    for (;;) {
      const waitMs = await pacer.takeTurn(operation);
      if (waitMs === 0) return;
      if (waitMs > longestWaitMs) {
        const text = 'Klaviyo asked to wait for longer than a call may take.';
        throw new CallFailed({ ...nothing(operation), status: 429, reached, retryAfterMs: waitMs, text });
      }
      await wait(operation, waitMs, reached);
    }
  }

  async function wait(operation: Operation, delayMs: number, reached: Failure['reached']): Promise<void> {
    await context.wait(delayMs);
    if (context.signal?.aborted)
      throw new CallFailed({ ...nothing(operation), reached, text: 'The process is stopping.' });
  }

  async function tryOnce<A extends Answer>(
    operation: Operation,
    transmit: (signal: AbortSignal) => Promise<A>,
  ): Promise<A | CallFailed> {
    const timeout = AbortSignal.timeout(timeoutMs);
    let answer: A;
    try {
      answer = await transmit(context.signal === undefined ? timeout : AbortSignal.any([timeout, context.signal]));
    } catch (error) {
      if (error instanceof CannotCall)
        return new CallFailed({
          ...nothing(operation),
          status: error.status,
          halt: error.halt,
          text: error.message,
        });
      const code = networkCode(error);
      const text = timeout.aborted ? `No answer within ${timeoutMs / 1000} s.` : `The connection failed (${code}).`;
      return new CallFailed({ ...nothing(operation), reached: isUnheard(code) ? 'no' : 'unknown', text }, error);
    }
    const { status } = answer;
    await heedLimits(operation, answer);
    if (status >= 200 && status < 300) {
      if (status === 204 || operation.answersNothing || isObject(answer.body)) return answer;
      return new CallFailed({
        ...nothing(operation),
        reached: 'unknown',
        text: `The answer ${status} could not be read.`,
      });
    }
    return new CallFailed({
      operation,
      status,
      complaints: readComplaints(answer.body),
      retryAfterMs: retryAfterMs(answer.header('retry-after'), context.clock()),
      // A call that is refused has no effect; one that broke on the way may have had it.
      reached: status >= 500 || status === 408 ? 'unknown' : 'no',
      text: `Klaviyo answered ${status} to ${operation.id}.`,
    });
  }

  /** The last call of a window was this one: the next waits for the new window rather than for a 429. */
  async function heedLimits(operation: Operation, answer: Answer): Promise<void> {
    const remaining = answer.header('ratelimit-remaining');
    const resetSeconds = Number(answer.header('ratelimit-reset'));
    if (remaining !== null && Number(remaining) <= 0 && resetSeconds > 0)
      await pacer.pause(operation, resetSeconds * 1000);
  }

  return {
    async call(method, url, transmit) {
      const operation = operationOf(method, new URL(url).pathname);
      let reached: Failure['reached'] = 'no';
      let tries = 0;
      let refusals = 0;
      for (;;) {
        if (context.signal?.aborted) {
          throw new CallFailed({ ...nothing(operation), reached, text: 'The process is stopping.' });
        }
        await waitForTurn(operation, reached);
        const result = await tryOnce(operation, transmit);
        if (!(result instanceof CallFailed)) return result;

        if (result.failure.reached === 'unknown') reached = 'unknown';
        const failure: Failure = { ...result.failure, reached };
        context.log.warn({ operation: operation.id, status: failure.status, reached }, failure.text);
        const giveUp = new CallFailed(failure, result.cause);
        if (failure.halt !== undefined) throw giveUp;
        const backoffMs = firstBackoffMs * 2 ** (tries + refusals) * (0.5 + Math.random());
        const delayMs = failure.retryAfterMs ?? backoffMs;
        if (failure.status === 429) {
          refusals += 1;
          await pacer.pause(operation, delayMs);
          if (refusals > MOST_REFUSALS || delayMs > longestWaitMs) throw giveUp;
          continue;
        }
        tries += 1;
        const passing = failure.status === null || failure.status === 408 || failure.status >= 500;
        const safe = operation.repeatable || reached === 'no';
        if (!passing || !safe || tries >= MOST_TRIES || delayMs > longestWaitMs) throw giveUp;
        await wait(operation, delayMs, reached);
      }
    },
  };
}

function nothing(operation: Operation): Failure {
  return { operation, status: null, complaints: [], retryAfterMs: null, reached: 'no', text: '' };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
