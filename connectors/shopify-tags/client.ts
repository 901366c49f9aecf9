/** The one way to the shop: every call waits until the bucket holds what it costs, and ends in a value or in CallFailed. */
import { isUnheard, networkCode } from '#app/core/networkErrors.ts';
import type { ConnectorContext, Halt } from '../kit/connector.ts';
import type { ShopAdmin, ShopDocument } from '../kit/shopAdmin.ts';
import { CALL_RULES, haltOf } from './errors.ts';
import { makePacer } from './pace.ts';

/** Carries a failure up to the edge of the session. */
export class CallFailed extends Error {
  readonly halt: Halt;
  /** Whether Shopify may have changed something all the same. */
  readonly reached: 'no' | 'unknown';

  constructor(halt: Halt, reached: 'no' | 'unknown') {
    super(halt.reason);
    this.name = 'CallFailed';
    this.halt = halt;
    this.reached = reached;
  }
}

export interface Client {
  /** @param size How many objects the call asks for, for its cost. Throws CallFailed. */
  ask<Answer, Variables extends object>(
    document: ShopDocument<Answer, Variables>,
    variables: Variables,
    size?: number,
  ): Promise<Answer>;
  /** A call beside the Admin API: an upload, or a result. The answer is a success. Throws CallFailed. */
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** Longest time for a file, from the connection to the last byte of the answer's head. */
const FILE_TIMEOUT_MS = 120_000;
const AGAIN_MS = 5_000;

export function makeClient(context: ConnectorContext): Client {
  const { clock, log, signal } = context;
  const shop = needShop(context);
  const pacer = makePacer(clock);
  const retry = (): Halt => ({ kind: 'retry', notBeforeMs: clock() + AGAIN_MS, reason: CALL_RULES[0]?.reason ?? '' });
  const stopWhenAsked = (): void => {
    if (signal?.aborted) throw new CallFailed(retry(), 'no');
  };

  return {
    async ask(document, variables, size = 1) {
      const name = document.root;
      for (let waitMs = pacer.waitMs(name, size); waitMs > 0; waitMs = pacer.waitMs(name, size)) {
        stopWhenAsked();
        await context.wait(waitMs);
      }
      stopWhenAsked();
      const answer = await shop.ask(document, variables);
      if (answer.kind === 'value') {
        if (answer.cost !== undefined) pacer.note(name, size, answer.cost);
        return answer.value;
      }
      const halt = haltOf(answer.halt);
      const isReading = document.text.trimStart().startsWith('query');
      const reached = isReading ? 'no' : (answer.reached ?? 'no');
      log.warn({ call: name, halt: halt.kind, reached }, 'a call to the shop came to nothing');
      throw new CallFailed(halt, reached);
    },
    async fetch(url, init) {
      stopWhenAsked();
      const timeout = AbortSignal.timeout(FILE_TIMEOUT_MS);
      const call = new URL(url).pathname.split('/')[1];
      try {
        const response = await fetch(url, {
          ...init,
          redirect: 'manual',
          signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        });
        if (response.ok) return response;
        await response.body?.cancel();
        log.warn({ call, status: response.status }, 'a file was refused');
      } catch (error) {
        const code = networkCode(error);
        log.warn({ call, code, reached: isUnheard(code) ? 'no' : 'unknown' }, 'a file did not get through');
      }
      // A file alone changes nothing.
      throw new CallFailed(retry(), 'no');
    },
  };
}

function needShop({ shop }: ConnectorContext): ShopAdmin {
  if (shop === undefined) throw new Error('The shop’s Admin API was not handed in.');
  return shop;
}
