/** Adding people to an audience, taking them out, and taking them out of every audience of the ad account. */
import { randomInt } from 'node:crypto';
import { addRows, removeRows, type Applied } from '../payload/apply.ts';
import { readPayload, type Payload } from '../payload/payload.ts';
import { readSession, type BatchOfSession } from '../payload/session.ts';
import { flagged, invalidParameter, leavesTooFew, uploadRefused } from '../protocol/errors.ts';
import { audiencesOf, noteReading, noteUpload, type Audience } from '../store/audiences.ts';
import { setSize } from '../store/people.ts';
import { closeSession, countBatch, findSession, openSession, type SessionKind } from '../store/sessions.ts';
import { isFlagged } from './audience-view.ts';
import { requireTerms } from './audiences.ts';
import type { AccountExchange, AudienceExchange } from './exchange.ts';

/** Above this share of invalid rows in a session the audience warns (412). */
const MANY_INVALID = 0.5;

export const addUsers = (exchange: AudienceExchange): unknown => upload(exchange, 'add');
export const removeUsers = (exchange: AudienceExchange): unknown => upload(exchange, 'remove');

function upload(exchange: AudienceExchange, kind: 'add' | 'remove'): unknown {
  const { db, params, account, audience, nowMs } = exchange;
  requireEditable(exchange);
  if (audience.replacement !== null) {
    throw uploadRefused('Your audience is being replaced; try again when that is done.', 1870145);
  }
  const values = kind === 'remove' ? 'ignored' : audience.valueBased ? 'wanted' : 'refused';
  const payload = readPayload(params, values);
  if (kind === 'add') requireStyle(audience, payload);
  const session = readSession(params);
  return db.transaction(() => {
    const opened = session === undefined ? undefined : findSession(db, account.pk, session.sessionId);
    if (session !== undefined && opened === undefined) {
      openSession(db, account.pk, { sessionId: session.sessionId, audiencePk: audience.pk, kind }, nowMs);
    } else if (opened !== undefined) requireOwnSession(audience, opened, kind);
    const work = kind === 'add' ? addRows : removeRows;
    const applied = work(db, account.pk, audience.setPk, payload.rows, nowMs);
    const { removalFloor } = account;
    if (kind === 'remove' && removalFloor !== null && applied.changed > 0) {
      if (setSize(db, audience.setPk) < removalFloor) throw leavesTooFew();
    }
    const answer = settle(exchange, audience, session, payload, applied);
    const style = kind === 'add' ? payload.style : null;
    noteUpload(db, audience.pk, {
      style,
      outcome: answer.num_invalid_entries / answer.num_received > MANY_INVALID ? 412 : 200,
      received: payload.received,
      alreadyThere: kind === 'add' ? applied.matched - applied.changed : 0,
      limitedUse: payload.rows.filter(({ limitedUse }) => limitedUse).length,
    });
    noteReading(db, audience, nowMs, nowMs - exchange.world.switches.now.visibilityDelayMs);
    if (session?.last === true) closeSession(db, account.pk, session.sessionId, 'flag', nowMs);
    return answer;
  });
}

export function requireEditable({ account, audience }: AudienceExchange): void {
  requireTerms(account, audience.valueBased);
  if (isFlagged(audience)) throw flagged();
}

/** Rows of several keys make an audience that takes no single hashes any more. */
export function requireStyle(audience: Audience, payload: Payload): void {
  if (audience.style === 'multi' && payload.style === 'single') {
    throw uploadRefused('Data source type mismatch: this audience is filled with rows of several keys.');
  }
}

/** A session id belongs to one audience and one kind of work of its ad account. */
export function requireOwnSession(
  audience: Audience,
  session: { audiencePk: number; kind: SessionKind },
  kind: SessionKind,
): void {
  if (session.audiencePk === audience.pk && session.kind === kind) return;
  throw invalidParameter('session[session_id] is already used in this ad account');
}

interface UploadAnswer {
  readonly audience_id: string;
  readonly session_id: string;
  readonly num_received: number;
  readonly num_invalid_entries: number;
  readonly invalid_entry_samples: Payload['samples'];
}

/** Counts the batch in its session, whose totals are answered. */
export function settle(
  { db, account }: AccountExchange,
  audience: Audience,
  batch: BatchOfSession | undefined,
  payload: Payload,
  applied: Applied,
): UploadAnswer {
  let totals: { received: number; invalid: number } = payload;
  if (batch !== undefined) {
    countBatch(db, account.pk, batch.sessionId, { ...payload, matched: applied.matched });
    totals = findSession(db, account.pk, batch.sessionId) ?? payload;
  }
  return {
    audience_id: audience.id,
    session_id: batch?.sessionId ?? String(randomInt(1, 2 ** 47)),
    num_received: totals.received,
    num_invalid_entries: totals.invalid,
    invalid_entry_samples: payload.samples,
  };
}

/** Needs no accepted terms and spares no audience, whatever its state: people may always leave. */
export function removeEverywhere({ world, db, params, account, nowMs }: AccountExchange): unknown {
  const payload = readPayload(params, 'ignored');
  db.transaction(() => {
    for (const audience of audiencesOf(db, account.pk)) {
      const { changed } = removeRows(db, account.pk, audience.setPk, payload.rows, nowMs);
      if (audience.replacement !== null) {
        removeRows(db, account.pk, audience.replacement.setPk, payload.rows, nowMs);
      }
      if (changed > 0) noteReading(db, audience, nowMs, nowMs - world.switches.now.visibilityDelayMs);
    }
  });
  return {
    num_received: payload.received,
    num_invalid_entries: payload.invalid,
    invalid_entry_samples: payload.samples,
  };
}
