/** Drives a session the way the app does: asks after accepted batches, waits out unknown fates, goes on until every row is placed. */
import type {
  BatchAnswer,
  EmailEvent,
  Json,
  ListTarget,
  Outcome,
  PartnerSession,
  Row,
} from '#connectors/kit/connector.ts';

export interface Place {
  session: PartnerSession;
  list: ListTarget;
  /** Lets time pass at the partner and on the session's clock. */
  advance(ms: number): Promise<void>;
  nowMs(): number;
}

export type Action = 'add' | 'remove';

/** A customer as the app would hand it over. */
export function rowOf(customerId: string, changes: Partial<Row> = {}): Row {
  return {
    customerId,
    email: `customer-${customerId}@shop.example`,
    firstName: 'Ayşe',
    lastName: 'Yılmaz',
    locale: 'tr-TR',
    phone: null,
    city: null,
    province: null,
    countryCode: null,
    partnerId: null,
    formerIds: [],
    listIds: [],
    ...changes,
  };
}

/** One call and its polls to the end; throws when it is halted. */
export async function bring(place: Place, action: Action, rows: readonly Row[]): Promise<ReadonlyMap<string, Outcome>> {
  const answer = await finish(place, await place.session[action](place.list, rows), rows);
  if (answer.kind === 'finished') return answer.outcomes;
  throw new Error(`Halted: ${answer.kind === 'halted' ? answer.halt.reason : 'still accepted'}`);
}

/** Asks after an accepted batch until there is something else to tell. */
export async function finish(place: Place, first: BatchAnswer, rows: readonly Row[]): Promise<BatchAnswer> {
  let answer = first;
  for (let polls = 0; answer.kind === 'accepted'; polls += 1) {
    if (polls === 100) throw new Error('The batch does not come to an end.');
    await place.advance(answer.pollAfterMs);
    // What is kept between calls is plain JSON.
    answer = await place.session.poll(JSON.parse(JSON.stringify(answer.handle)) as Json, rows);
  }
  return answer;
}

/** Goes on, through halts and retries, until every row is done or rejected; the last outcome of each row. */
export async function deliver(place: Place, action: Action, rows: readonly Row[]): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (let round = 0; outcomes.size < rows.length; round += 1) {
    if (round === 20) throw new Error('The rows do not come to rest.');
    const waiting = rows.filter(({ customerId }) => !outcomes.has(customerId));
    const sinceMs = place.nowMs();
    const answer = await finish(place, await place.session[action](place.list, waiting), waiting);
    if (answer.kind === 'halted') {
      for (const [customerId, outcome] of answer.outcomes ?? []) outcomes.set(customerId, outcome);
      if (answer.halt.kind !== 'retry') throw new Error(`Halted: ${answer.halt.kind}, ${answer.halt.reason}`);
      await place.advance(Math.max(0, answer.halt.notBeforeMs - place.nowMs()));
      if (answer.reached === 'unknown') await settled(place, sinceMs);
    } else if (answer.kind === 'finished') {
      for (const { customerId } of waiting) {
        const outcome = answer.outcomes.get(customerId);
        if (outcome === undefined) throw new Error(`No outcome for ${customerId}.`);
        if (outcome.kind !== 'retry') outcomes.set(customerId, outcome);
        else await place.advance(Math.max(0, outcome.notBeforeMs - place.nowMs()));
      }
    }
  }
  return outcomes;
}

async function settled(place: Place, sinceMs: number): Promise<void> {
  await until(async () => {
    const answer = await place.session.settle(sinceMs);
    if (answer.kind === 'quiet') return true;
    if (answer.kind === 'busy') await place.advance(answer.checkAfterMs);
    else
      await place.advance(answer.halt.kind === 'retry' ? Math.max(0, answer.halt.notBeforeMs - place.nowMs()) : 1000);
    return false;
  }, 'the partner is quiet');
}

/** Repeats until it holds; what a round does is up to the caller. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let round = 0; round < 50; round += 1) if (await holds()) return;
  throw new Error(`It never came about that ${what}.`);
}

/** All pages of a pull, and the state to go on from. */
export async function pullAll(
  session: PartnerSession,
  state: Json,
  fromMs: number,
): Promise<{ events: EmailEvent[]; state: Json }> {
  const events: EmailEvent[] = [];
  let last = state;
  for await (const page of session.pullEvents?.(state, fromMs) ?? []) {
    if ('halt' in page) throw new Error(`Halted: ${page.halt.reason}`);
    events.push(...page.events);
    last = JSON.parse(JSON.stringify(page.state)) as Json;
  }
  return { events, state: last };
}
