/** What a call that ended without an answer to its rows means for its connection: who must act next, and how long it rests. */
import type { Services } from '#app/flows/services.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { connectorById } from '#connectors/index.ts';
import { postponeConnection, stopConnection, type Connection } from '#app/store/connections.ts';
import { holdList, loseList } from '#app/store/partnerLists.ts';
import { holdShop } from '#app/store/shops.ts';
import type { Halt } from '#connectors/kit/connector.ts';

/** How long a connection rests after our own error, in milliseconds. */
const BUG_REST_MS = 300_000;
/** Rests after failures one after the other: the first, and the longest. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 3_600_000;

/**
 * Until when a connection rests (epoch milliseconds): never less than the partner or the connector asked for, and after each
 * failure in a row twice as long, up to an hour. A part of the rest is chance, so that many shops do not come back at once.
 * @param failures Failures in a row before this one.
 */
export function restUntil(halt: Extract<Halt, { kind: 'retry' }>, failures: number, now: number): number {
  if (halt.throttled) return Math.max(halt.notBeforeMs, now) + 500 * (1 + Math.random());
  const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(failures, 20));
  return Math.max(halt.notBeforeMs, now + restMs * (0.5 + Math.random() / 2));
}

/** Notes a halt that concerns the connection as a whole. What concerns one list is the caller's to see to; here it is an error of ours. */
export async function noteHalt(
  { log, clock }: Services,
  sql: ShopSql,
  { connectionId, connector, failures, failingSince }: Connection,
  halt: Halt,
): Promise<void> {
  const now = clock();
  const { reason } = halt;
  switch (halt.kind) {
    case 'merchant-must-act':
      return stopConnection(sql, connectionId, reason);
    case 'retry': {
      // A refusal counts, too: whoever takes nothing for days has to be looked at.
      const patienceMs = connectorById(connector)?.patienceMs ?? Infinity;
      if (now - (failingSince ?? now) > patienceMs) return stopConnection(sql, connectionId, reason);
      return postponeConnection(sql, connectionId, {
        now,
        at: restUntil(halt, failures, now),
        reason,
        throttled: halt.throttled === true,
      });
    }
    case 'list-waits':
    case 'list-gone':
    case 'our-bug':
      log.error({ shopId: sql.shopId, connectionId, reason }, 'the partner refuses our request');
      return postponeConnection(sql, connectionId, { now, at: now + BUG_REST_MS, reason, throttled: false });
  }
}

type ListHalt = Extract<Halt, { kind: 'list-gone' | 'list-waits' }>;

/** Whether it concerns one list, and the rest of the connection goes on. */
export const isOfList = (halt: Halt): halt is ListHalt => halt.kind === 'list-gone' || halt.kind === 'list-waits';

/** Notes a halt that concerns one list. */
export async function noteListHalt(sql: ShopSql, destinationId: number, halt: ListHalt): Promise<void> {
  if (halt.kind === 'list-waits') return holdList(sql, destinationId, halt.notBeforeMs, halt.why ?? 'daily-limit');
  await holdShop(sql, 'whole shop');
  await loseList(sql, destinationId);
}
