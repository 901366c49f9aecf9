/** Sends rows in pushes that fit, smaller ones where the receiver wants them smaller, and tells what became of each row. */
import type { BatchAnswer, ListTarget, Outcome, Row } from '../kit/connector.ts';
import { haltOf, ruleOf } from './callRules.ts';
import { PushFailed, type Client, type Taken } from './client.ts';
import { memberPushes } from './pushes.ts';
import { rejected } from './rows.ts';

type MemberKind = 'list.members.added' | 'list.members.removed';

/** Ends with the first push that fails: what came through before stays so, and the rows of that push and those behind it wait. */
export async function sendMembers(
  send: Client,
  kind: MemberKind,
  list: ListTarget,
  rows: readonly Row[],
  clock: () => number,
): Promise<BatchAnswer> {
  const outcomes = new Map<string, Outcome>();
  const waiting = memberPushes(kind, list, rows, clock());
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    try {
      noteTaken(outcomes, kind, next.rows, await send(next.push));
    } catch (error) {
      if (!(error instanceof PushFailed)) throw error;
      const [only] = next.rows;
      if (ruleOf(error.failure).next === 'smaller' && only !== undefined) {
        if (next.rows.length === 1) outcomes.set(only.customerId, rejected('too_large'));
        else {
          const half = Math.ceil(next.rows.length / 2);
          for (const part of [next.rows.slice(half), next.rows.slice(0, half)])
            waiting.unshift(...memberPushes(kind, list, part, clock()));
        }
        continue;
      }
      const halt = haltOf(error.failure, clock());
      const { reached } = error.failure;
      // What was put into a list that is gone is gone, too; a push of unknown fate has its id again only beside the same rows.
      const isKept = outcomes.size > 0 && reached === 'no' && halt.kind !== 'list-gone';
      return { kind: 'halted', halt, reached, ...(isKept && { outcomes }) };
    }
  }
  return { kind: 'finished', outcomes };
}

function noteTaken(outcomes: Map<string, Outcome>, kind: MemberKind, rows: readonly Row[], { refused }: Taken): void {
  for (const { customerId } of rows) outcomes.set(customerId, { kind: 'done', partnerId: customerId });
  // Somebody whose removal is refused is not there to be removed.
  if (kind === 'list.members.removed') return;
  for (const { customerId, code, reason } of refused)
    if (outcomes.get(customerId)?.kind === 'done') outcomes.set(customerId, { kind: 'rejected', code, reason });
}
