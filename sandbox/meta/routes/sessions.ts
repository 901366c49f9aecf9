/** How far the upload sessions of an audience are. All figures are texts. */
import { sessionsOf, type Session } from '../store/sessions.ts';
import type { AudienceExchange } from './exchange.ts';

export function readSessions({ world, db, params, audience, nowMs }: AudienceExchange): unknown {
  const { visibilityDelayMs, sessionsStuck } = world.switches.now;
  const shown = (session: Session): object => {
    const ended = session.endedMs !== null && !sessionsStuck;
    const done = ended && session.endedMs + visibilityDelayMs <= nowMs;
    return {
      session_id: session.sessionId,
      stage: done ? 'closed' : ended ? 'post_processing' : 'uploading',
      progress: done ? '100' : ended ? '50' : '0',
      num_received: String(session.received),
      num_matched: String(session.matched),
      num_invalid_entries: String(session.invalid),
      start_time: String(Math.floor(session.startedMs / 1000)),
      ...(ended ? { end_time: String(Math.floor(session.endedMs / 1000)) } : {}),
    };
  };
  return { data: sessionsOf(db, audience.pk, params.text('session_id')).map(shown) };
}
