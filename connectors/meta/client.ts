/**
 * The one way to Meta: every call is paced, timed to its last byte, repeated where that is safe, and ends in an object that Meta
 * answered or in a failure that says whether Meta may have acted on it.
 */
import type { ConnectorContext } from '../kit/connector.ts';
import { tokenAfter, tokenOf, type Credential } from './credential.ts';
import { readAnswer, type Fields, type GraphError } from './answer.ts';
import { asksForLess, ruleOf } from './errors.ts';
import { GRAPH_VERSION, OPERATIONS, POINTS, type OperationId } from './graph.ts';
import { makePacer } from './pace.ts';
import { makeTransmit, type Call } from './transmit.ts';
import { readUsage } from './usage.ts';

/** How a call failed. */
export interface Failure {
  operation: OperationId;
  /** The HTTP status; null when no answer came, or none that ended. */
  status: number | null;
  /** What the Graph API says; null when it said nothing that could be read. */
  error: GraphError | null;
  /** True when we did not ask, because Meta would have refused. */
  held: boolean;
  /** When asking again makes sense; null when nobody said. */
  waitMs: number | null;
  /** Whether Meta may have acted on the call all the same. */
  reached: 'no' | 'unknown';
  /** For people: what happened, without personal data. */
  text: string;
}

/** Carries a failure up to the edge of the session, where it becomes a halt. */
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
   * Makes one call about an ad account (`act_…`), an audience, `me` or `oauth`. Parameters of a reading go into the address, as JSON where
   * they are no texts; all others into the body. Throws CallFailed, and CannotCall when there is no token to call with.
   */
  call(operation: OperationId, id: string, parameters?: Fields, manner?: CallManner): Promise<Fields>;
}

/** How one call differs from others of its operation. */
export interface CallManner {
  isRepeatable?: boolean;
  /** Longest wait for a turn. */
  patienceMs?: number;
}

export interface ClientTimes {
  /** Longest time for one try, from the connection to the last byte of the answer. */
  timeoutMs: number;
  /** Longest wait for a turn within a call; what asks for more ends the call instead. */
  longestWaitMs: number;
  /** Wait before the second try; each further one doubles it, give or take half. */
  firstBackoffMs: number;
}

export interface ClientOptions {
  times?: Partial<ClientTimes>;
  /** From 0 up to 1. */
  random?: () => number;
}

// Meta takes a while over ten thousand rows. It keeps others out for minutes: nobody waits for that within a call.
const STANDARD_TIMES: ClientTimes = { timeoutMs: 120_000, longestWaitMs: 10_000, firstBackoffMs: 500 };
const MOST_TRIES = 4;
/** What Meta says of an audience's state: nothing has happened, and nothing passes within a call. */
const NOT_NOW = 2650;
const NOT_YET_THERE = 803;
const TOKEN_REFUSED = 190;

export function makeClient(credential: Credential, context: ConnectorContext, options: ClientOptions = {}): Client {
  const { timeoutMs, longestWaitMs, firstBackoffMs } = { ...STANDARD_TIMES, ...options.times };
  const { random = Math.random } = options;
  const pacer = makePacer(context);
  const transmit = makeTransmit(credential.kind === 'app' ? '' : credential.appSecret, context, timeoutMs);

  async function wait(operation: OperationId, delayMs: number, reached: Failure['reached']): Promise<void> {
    await context.wait(delayMs);
    if (context.signal?.aborted) throw stopping(operation, reached);
  }

  async function waitForTurn(operation: OperationId, reached: Failure['reached'], patienceMs: number): Promise<void> {
    const points = OPERATIONS[operation].method === 'GET' ? POINTS.read : POINTS.write;
    for (;;) {
      const waitMs = await pacer.takeTurn(points);
      if (waitMs <= 0) return;
      if (waitMs > patienceMs) {
        const text = 'Meta would refuse a call now.';
        throw new CallFailed({ ...nothing(operation), held: true, waitMs, reached, text });
      }
      await wait(operation, waitMs, reached);
    }
  }

  /** A refusal may come with any status, 200 too; what cannot be read may have had its effect. */
  async function tryWith(call: Call): Promise<Fields | CallFailed> {
    const { operation } = call;
    const sent = await transmit(call);
    if (sent.kind === 'lost') {
      return new CallFailed({ ...nothing(operation), reached: sent.reached, text: sent.text }, sent.cause);
    }
    const { status, header } = sent;
    const usage = readUsage(header);
    await pacer.heed(usage);
    if (header('x-ad-api-version-warning') !== null) {
      context.log.warn({ operation, version: GRAPH_VERSION }, 'Meta warns of the version.');
    }
    const reading = readAnswer(sent.text);
    if (reading.kind === 'object' && status >= 200 && status < 300) return reading.body;
    const error = reading.kind === 'error' ? reading.error : null;
    const codes = error === null ? '' : ` with error ${error.code}/${error.subcode}`;
    const text = `Meta answered ${status}${codes} to ${operation}.`;
    const failure: Failure = { ...nothing(operation), status, error, text };
    const { next } = ruleOf(failure);
    if (next === 'retry' && error?.code !== NOT_NOW) failure.reached = 'unknown';
    if (next === 'throttled') {
      const namedMs = [usage.regainMs, usage.score?.resetMs ?? 0].find((ms) => ms > 0);
      failure.waitMs = await pacer.block(namedMs ?? null);
    }
    return new CallFailed(failure);
  }

  /** With a token that Meta refuses, once more with another, if there is one. */
  async function tryOnce(operation: OperationId, id: string, parameters: Fields): Promise<Fields | CallFailed> {
    const accessToken = await tokenOf(credential);
    const result = await tryWith({ operation, id, parameters, accessToken });
    if (!(result instanceof CallFailed) || result.failure.error?.code !== TOKEN_REFUSED) return result;
    const other = await tokenAfter(credential, accessToken);
    return other === null ? result : tryWith({ operation, id, parameters, accessToken: other });
  }

  return {
    async call(operation, id, parameters = {}, manner = {}) {
      const isRepeatable = manner.isRepeatable ?? OPERATIONS[operation].repeatable;
      const patienceMs = Math.max(manner.patienceMs ?? 0, longestWaitMs);
      let reached: Failure['reached'] = 'no';
      for (let tries = 1; ; tries += 1) {
        if (context.signal?.aborted) throw stopping(operation, reached);
        await waitForTurn(operation, reached, patienceMs);
        const result = await tryOnce(operation, id, parameters);
        if (!(result instanceof CallFailed)) return result;

        if (result.failure.reached === 'unknown') reached = 'unknown';
        const failure: Failure = { ...result.failure, reached };
        const { status, error } = failure;
        const codes = { code: error?.code ?? null, subcode: error?.subcode ?? null };
        context.log.warn({ operation, status, ...codes, reached }, failure.text);
        const isPassing = ruleOf(failure).next === 'retry' && error?.code !== NOT_NOW && !asksForLess(failure);
        // An audience that was just made may not be seen everywhere yet.
        const mayAppear = error?.code === NOT_YET_THERE && tries === 1;
        const isSafe = isRepeatable || reached === 'no';
        if (!(isPassing || mayAppear) || !isSafe || tries >= MOST_TRIES) throw new CallFailed(failure, result.cause);
        await wait(operation, firstBackoffMs * 2 ** (tries - 1) * (0.5 + random()), reached);
      }
    },
  };
}

function nothing(operation: OperationId): Failure {
  return { operation, status: null, error: null, held: false, waitMs: null, reached: 'no', text: '' };
}

function stopping(operation: OperationId, reached: Failure['reached']): CallFailed {
  return new CallFailed({ ...nothing(operation), reached, text: 'The process is stopping.' });
}
