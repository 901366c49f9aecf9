/** The client of one shop's Admin API: the right token, a deadline, bounded tries, answers checked by their shape. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ShopId } from '#app/platform/database.ts';
import { clearAccessProblems, noteAccessProblem, type AccessProblem } from '#app/store/shopAccess.ts';
import type { Services } from '../services.ts';
import type { AdminDocument } from './documents.ts';
import { adminAddress, postJson } from './exchange.ts';
import type { AdminHalt } from './halt.ts';
import { judge, type AnswerValue, type Judgement } from './judge.ts';
import { giveUpToken, usableToken, type TokenAnswer } from './tokens.ts';

export const API_VERSION = '2026-10';

/** `reached` is there when Shopify may have acted on the call all the same. */
export type AdminAnswer<Answer> = AnswerValue<Answer> | { kind: 'halted'; halt: AdminHalt; reached?: 'unknown' };

export interface AdminClient {
  /** Sends a document and gives its root field. Never throws for what Shopify or the network may do. */
  ask<Answer, Variables extends object>(
    document: AdminDocument<Answer, Variables>,
    variables: Variables,
  ): Promise<AdminAnswer<Answer>>;
}

export interface AdminOptions {
  /** Deadline of one exchange. */
  timeoutMs?: number;
  /** Exchanges that may fail before the caller is told to come again. */
  attempts?: number;
  /** Longest time spent on waiting within one call, all waits together. */
  patienceMs?: number;
  /** First wait after a failure; doubled at each further one, and spread at random between half and the whole. */
  backoffMs?: number;
  /** Ends calls and waits; what was under way is then to be tried again. */
  signal?: AbortSignal | undefined;
}

/** Where a shop's tokens come from. */
export interface AdminTokens {
  /** @param refused A token that Shopify has just answered with 401: it is not given again. */
  usable(refused?: string): Promise<TokenAnswer>;
  /** The token is of no use although its time is not over. */
  giveUp(token: string): Promise<void>;
}

/** Waits for throttling that is over soon are not failures; this many are borne. */
const MOST_THROTTLED = 20;

/** A client of the shop's Admin API. Cheap: nothing is read before the first call, nothing is kept between calls. */
export function withAdmin(services: Services, shopId: ShopId, domain: string, options: AdminOptions = {}): AdminClient {
  const tokens: AdminTokens = {
    usable: (refused) => usableToken(services, shopId, domain, refused),
    giveUp: (token) => giveUpToken(services, shopId, domain, token),
  };
  const client = makeAdminClient(adminAddress(services.environment, domain), tokens, services.clock, options);
  const told = tellAccess(services, shopId);
  return {
    async ask(document, variables) {
      const answer = await client.ask(document, variables);
      await told(answer);
      return answer;
    },
  };
}

/** A client of the Admin API at an address, whoever keeps its tokens. */
export function makeAdminClient(
  address: string,
  tokens: AdminTokens,
  clock: () => number,
  options: AdminOptions = {},
): AdminClient {
  const { timeoutMs = 15_000, attempts = 4, patienceMs = 20_000, backoffMs = 250, signal } = options;
  const url = `${address}/admin/api/${API_VERSION}/graphql.json`;
  return { ask: askUntilAnswered };

  async function askUntilAnswered<Answer, Variables extends object>(
    document: AdminDocument<Answer, Variables>,
    variables: Variables,
  ): Promise<AdminAnswer<Answer>> {
    let refused: string | undefined;
    let wasHeard = false;
    const halted = (halt: AdminHalt): AdminAnswer<Answer> =>
      wasHeard ? { kind: 'halted', halt, reached: 'unknown' } : { kind: 'halted', halt };
    let [failures, throttles, waitedMs] = [0, 0, 0];
    for (;;) {
      const token = await tokens.usable(refused);
      if (token.kind === 'halted') return halted(token.halt);
      const exchange = await postJson(
        url,
        { query: document.text, variables },
        { 'X-Shopify-Access-Token': token.accessToken },
        timeoutMs,
        signal,
      );
      const judgement = judge(document, exchange);
      if (judgement.kind === 'value') return judgement;
      if (judgement.kind === 'token-refused') {
        if (refused !== undefined) {
          await tokens.giveUp(token.accessToken);
          return halted({ kind: 'merchant-must-act', action: 'open-app', reason: 'Shopify refuses a fresh token' });
        }
        refused = token.accessToken;
        continue;
      }
      if (judgement.kind === 'merchant-must-act' || judgement.kind === 'our-bug') return halted(judgement);

      if (judgement.kind === 'again') failures += 1;
      else throttles += 1;
      wasHeard ||= judgement.kind === 'again' && judgement.heard;
      const waitMs = waitOf(judgement, failures, backoffMs);
      const mayRepeat = document.repeatable || judgement.kind === 'throttled' || !judgement.heard;
      const isSpent = failures >= attempts || throttles >= MOST_THROTTLED || waitedMs + waitMs > patienceMs;
      if (!mayRepeat || isSpent || signal?.aborted)
        return halted({ kind: 'retry', notBeforeMs: clock() + waitMs, reason: judgement.reason });
      // When the process stops, the next turn ends the call.
      await wait(waitMs, undefined, { signal }).catch(() => undefined);
      waitedMs += waitMs;
    }
  }
}

/** What stops every call, and is over as soon as one succeeds. A scope that is missing stops only those who ask for it. */
const WHOLE_SHOP = ['open-app', 'unfreeze-shop'] as const;

/**
 * Keeps with the shop why Shopify cannot be asked until the merchant acts, so that the admin can say so; takes it back at the
 * first answer. Within one client nothing is written twice.
 */
function tellAccess(services: Services, shopId: ShopId): (answer: AdminAnswer<unknown>) => Promise<void> {
  let told: AccessProblem | 'none' | undefined;
  return async (answer) => {
    const halt = answer.kind === 'halted' ? answer.halt : undefined;
    const problem = WHOLE_SHOP.find((one) => halt?.kind === 'merchant-must-act' && halt.action === one);
    if (problem !== undefined && told !== problem) {
      told = problem;
      await services.database.inShop(shopId, (sql) => noteAccessProblem(sql, problem, services.clock()));
    }
    if (halt === undefined && told !== 'none') {
      told = 'none';
      await services.database.inShop(shopId, (sql) => clearAccessProblems(sql, WHOLE_SHOP));
    }
  };
}

function waitOf(
  judgement: Extract<Judgement<never>, { kind: 'again' | 'throttled' }>,
  failures: number,
  backoffMs: number,
): number {
  if (judgement.kind === 'throttled') return judgement.waitMs * (1 + Math.random() / 4);
  const growing = backoffMs * 2 ** (failures - 1) * (0.5 + Math.random() / 2);
  return Math.max(growing, judgement.waitMs ?? 0);
}
