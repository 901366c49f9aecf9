/** What the pixel's door answers, with the headers that let a browser of any origin read it. */
import type { ServerResponse } from 'node:http';
import type { CommitOutcome } from '../groupCommit.ts';
import type { ReadBody } from '../requestBody.ts';
import type { SiteEvent } from './siteEvent.ts';

/** The body of the answer 202: what was left out, by its place in the post. */
export interface EventsReceipt {
  accepted: number;
  refused: { index: number; reason: 'in-the-future' | 'too-old' | 'bot' }[];
}

export type Refusal = EventsReceipt['refused'][number]['reason'];

export interface Answer {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}

export const refusal = (status: number, error: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: { error },
  headers,
});

export const tooMany = (waitMs: number): Answer =>
  refusal(429, 'Too many events.', { 'Retry-After': String(Math.ceil(waitMs / 1000)) });

export function receipt(events: readonly SiteEvent[], reasonOf: (event: SiteEvent) => Refusal | null): Answer {
  const refused = events.flatMap((event, index) => {
    const reason = reasonOf(event);
    return reason === null ? [] : [{ index, reason }];
  });
  return { status: 202, body: { accepted: events.length - refused.length, refused } satisfies EventsReceipt };
}

const again = { 'Retry-After': '5' };

export const answers = {
  preflight: {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'POST, OPTIONS',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Max-Age': '86400',
    },
  },
  notPost: refusal(405, 'Only POST.', { Allow: 'POST, OPTIONS' }),
  otherType: refusal(415, 'The body must be text/plain or application/json.'),
  'too-large': refusal(413, 'The body is too large.'),
  late: refusal(408, 'The body took too long.', { Connection: 'close' }),
  gone: refusal(400, 'The body is incomplete.', { Connection: 'close' }),
  busy: refusal(503, 'Too many events are arriving.', again),
  unknownAccount: refusal(404, 'The account is not known.'),
  away: refusal(503, 'The events could not be stored.', again),
  full: refusal(503, 'Too many events are waiting.', again),
  refused: refusal(500, 'The events cannot be stored.'),
} as const satisfies Record<
  | Exclude<ReadBody['kind'], 'read'>
  | Exclude<CommitOutcome, 'written'>
  | 'preflight'
  | 'notPost'
  | 'otherType'
  | 'unknownAccount',
  Answer
>;

export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  response.statusCode = status;
  response.setHeader('Access-Control-Allow-Origin', '*');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (body) response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(body ? JSON.stringify(body) : undefined);
}
