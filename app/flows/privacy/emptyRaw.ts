/**
 * Erasures → raw deliveries: what came before an erasure and speaks of the person is emptied, part by part in short transactions
 * that keep nobody from the shop. How far it is stands in the request, so that a crash costs one part.
 */
import { tellFailure } from '#app/flows/absorb/failure.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { forgetSubject, openRequests, postponeRequest, saveSubject, type OpenRequest } from '#app/store/privacy.ts';
import { emptyPart, hasBodiesBefore } from '#app/store/rawErasure.ts';
import { nextPart, type Part, type PartLimits } from '#app/store/rawWalk.ts';
import { closeErasure } from './closeErasure.ts';
import { retryAfterMs } from './retryAfterMs.ts';
import { openWalk, sealWalk, type WalkState } from './walkState.ts';

const WALK_LOCK = 7309;
/** Of one transaction. */
export const PART_LIMITS: PartLimits = { rows: 20_000, bytes: 64 * 1024 * 1024 };
/** Erasures that one walk looks for. */
const MOST_TOGETHER = 20;
/** When a delivery that waited to be absorbed is looked at again. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Does one part of a walk, for all erasures that are equally far.
 * @returns Whether there is more to do now.
 */
export async function emptyRawPart(services: Services, shopId: ShopId, limits = PART_LIMITS): Promise<boolean> {
  const { database, clock, log } = services;
  let concerned: readonly OpenRequest[] = [];
  try {
    return await database.inShop(shopId, async (sql) => {
      // Another process is at it.
      const { rows } = await sql.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS held', [
        WALK_LOCK,
        shopId,
      ]);
      if (rows[0]?.held !== true) return false;
      const due = await openRequests(sql, 'customers/redact', clock());
      concerned = due;
      if (due.length === 0) return false;
      const walk = await chooseWalk(services, sql, due);
      concerned = walk.map(({ request }) => request);
      if (walk.length > 0) await goOn(services, sql, walk, limits);
      return true;
    });
  } catch (error) {
    const reason = tellFailure(error);
    log.error({ shopId, reason }, 'raw deliveries were not gone through for an erasure');
    await database.inShop(shopId, async (sql) => {
      for (const { requestId, attempts } of concerned)
        await postponeRequest(sql, requestId, reason, clock() + retryAfterMs(attempts));
    });
    return false;
  }
}

interface Walker {
  request: OpenRequest;
  state: WalkState;
}

/** A walk that was begun is ended before another one begins, so that none is put back by those who come later. */
async function chooseWalk(services: Services, sql: ShopSql, due: readonly OpenRequest[]): Promise<Walker[]> {
  const walkers: Walker[] = [];
  for (const request of due) {
    try {
      walkers.push({ request, state: openWalk(services, sql.shopId, request) });
    } catch (error) {
      await leaveToAge(services, sql, request, tellFailure(error));
    }
  }
  const lead = walkers.find(({ state }) => state.after !== null) ?? walkers[0];
  return walkers.filter(({ state }) => isSamePoint(state.after, lead?.state.after ?? null)).slice(0, MOST_TOGETHER);
}

const isSamePoint = (one: WalkState['after'], other: WalkState['after']): boolean =>
  one?.receivedAt === other?.receivedAt && one?.deliveryId === other?.deliveryId;

/** Of whom an erasure is cannot be read: it is done when everything that came before it has gone with age. */
async function leaveToAge(
  { clock, log }: Services,
  sql: ShopSql,
  { requestId, receivedAt, attempts }: OpenRequest,
  reason: string,
): Promise<void> {
  const now = clock();
  log.error({ shopId: sql.shopId, requestId, reason }, 'whom an erasure is about cannot be read');
  if (await hasBodiesBefore(sql, receivedAt)) {
    await postponeRequest(sql, requestId, reason, now + retryAfterMs(attempts));
    return;
  }
  await forgetSubject(sql, requestId, {});
  await closeErasure(sql, requestId, now);
}

async function goOn(services: Services, sql: ShopSql, walk: readonly Walker[], limits: PartLimits): Promise<void> {
  const now = services.clock();
  const states = walk.map(({ state }) => state);
  const until = Math.max(...states.map((state) => state.until));
  const part = await nextPart(sql, states[0]?.after ?? null, until, limits);
  const emptied = part ? await emptyPart(sql, part, states) : [];
  for (const [index, { request, state }] of walk.entries()) {
    const next = part ? advance(state, part, emptied[index] ?? { count: 0, waits: false }) : state;
    const isOver = part === undefined || part.isLast || part.to.receivedAt > state.until;
    if (!isOver)
      await saveSubject(sql, request.requestId, sealWalk(services, sql.shopId, request.requestId, next), null);
    else if (next.waitsAfter !== undefined) {
      const again: WalkState = { ...next, after: next.waitsAfter, waitsAfter: undefined };
      const sealed = sealWalk(services, sql.shopId, request.requestId, again);
      await saveSubject(sql, request.requestId, sealed, now + LOOK_AGAIN_MS);
    } else {
      const { emptiedCount } = next;
      await forgetSubject(sql, request.requestId, emptiedCount > 0 ? { inbox: emptiedCount } : {});
      await closeErasure(sql, request.requestId, now);
    }
  }
}

function advance(state: WalkState, part: Part, { count, waits }: { count: number; waits: boolean }): WalkState {
  return {
    ...state,
    after: part.to,
    waitsAfter: waits && state.waitsAfter === undefined ? part.from : state.waitsAfter,
    emptiedCount: state.emptiedCount + count,
  };
}
