/** Replacing everybody in an audience: a session that collects the new members within 90 minutes and then lets them take over. */
import { catchUp } from '../catch-up.ts';
import { addRows } from '../payload/apply.ts';
import { readPayload, type Payload } from '../payload/payload.ts';
import { readSession, type BatchOfSession } from '../payload/session.ts';
import { invalidParameter, uploadRefused } from '../protocol/errors.ts';
import {
  audienceByPk,
  endReplacement,
  finishReplacementAt,
  noteUpload,
  startReplacement,
  type Audience,
} from '../store/audiences.ts';
import { newSet } from '../store/people.ts';
import { closeSession, findSession, openSession } from '../store/sessions.ts';
import type { AudienceExchange } from './exchange.ts';
import { requireEditable, requireOwnSession, requireStyle, settle } from './users.ts';

const WINDOW_MS = 90 * 60_000;

export function replaceUsers(exchange: AudienceExchange): unknown {
  const { world, db, params, account, nowMs } = exchange;
  requireEditable(exchange);
  const payload = readPayload(params, exchange.audience.valueBased ? 'wanted' : 'refused');
  const batch = readSession(params);
  if (batch === undefined) throw invalidParameter('The parameter session is required');
  requireStyle(exchange.audience, payload);
  const failed = db.transaction(() => {
    const audience = joined(exchange, batch, payload);
    const { replacement } = audience;
    if (replacement === null) throw new Error('A replacement was joined that is not there.');
    if (replacement.schema !== payload.schema) {
      throw uploadRefused('Every batch of a replacement must have the same schema.');
    }
    const applied = addRows(db, account.pk, replacement.setPk, payload.rows, nowMs);
    const answer = settle(exchange, audience, batch, payload, applied);
    noteUpload(db, audience.pk, {
      style: payload.style,
      outcome: audience.outcome,
      received: payload.received,
      alreadyThere: applied.matched - applied.changed,
      limitedUse: payload.rows.filter(({ limitedUse }) => limitedUse).length,
    });
    if (!batch.last) return { answer };
    closeSession(db, account.pk, batch.sessionId, 'flag', nowMs);
    const { replaceFailures, replaceWorkMs } = world.switches.now;
    if (replaceFailures > 0) {
      endReplacement(db, audience, true);
      world.switches.set({ replaceFailures: replaceFailures - 1 });
      return { answer: undefined };
    }
    finishReplacementAt(db, audience.pk, nowMs + replaceWorkMs);
    return { answer };
  });
  if (failed.answer === undefined) {
    throw uploadRefused('There was a problem, and your audience was not fully updated.', 1870148);
  }
  catchUp(world, nowMs);
  return failed.answer;
}

/** The audience with the replacement this batch belongs to, which its first batch starts. */
function joined({ db, account, audience, nowMs }: AudienceExchange, batch: BatchOfSession, payload: Payload): Audience {
  const session = findSession(db, account.pk, batch.sessionId);
  if (session !== undefined) {
    requireOwnSession(audience, session, 'replace');
    if (session.closedBy === 'flag') throw uploadRefused('This session has finished already.', 1870159);
    if (session.closedBy === 'time') throw uploadRefused('This session started more than 90 minutes ago.', 1870158);
    // The first batch starts a replacement: sent again, it meets the one that runs.
    if (batch.batchSeq === 1) throw uploadRefused('A replacement of this audience is running.', 1870145);
    return audience;
  }
  if (audience.replacement !== null) throw uploadRefused('A replacement of this audience is running.', 1870145);
  if (batch.batchSeq !== 1) throw uploadRefused('The first batch of a session must have batch_seq 1.', 1870147);
  openSession(db, account.pk, { sessionId: batch.sessionId, audiencePk: audience.pk, kind: 'replace' }, nowMs);
  startReplacement(db, audience.pk, {
    sessionId: batch.sessionId,
    setPk: newSet(db),
    dueMs: nowMs + WINDOW_MS,
    schema: payload.schema,
  });
  return audienceByPk(db, audience.pk);
}
