/** What the door for partners' deliveries answers. */
import type { ServerResponse } from 'node:http';
import type { ReadBody } from '#app/ingest/requestBody.ts';
import type { DeliveryRefusal } from '#connectors/kit/webhooks.ts';

export interface Answer {
  status: number;
  text: string;
  header?: readonly [name: string, value: string];
  /** The rest of the body is not worth waiting for. */
  hangUp?: boolean;
}

const again = ['Retry-After', '5'] as const;

export const answers = {
  written: { status: 200, text: '' },
  notPost: { status: 405, text: 'Only POST.', header: ['Allow', 'POST'] },
  nowhere: { status: 404, text: 'Nothing is received at this address.', hangUp: true },
  notYet: { status: 503, text: 'The webhook is being made.', header: again, hangUp: true },
  unsigned: { status: 401, text: 'The signature does not match.', hangUp: true },
  stale: { status: 401, text: 'The timestamp is too far from the present.', hangUp: true },
  foreign: { status: 401, text: 'The delivery is not of this webhook.', hangUp: true },
  unreadable: { status: 400, text: 'The body cannot be read.' },
  'too-large': { status: 413, text: 'The body is too large.', hangUp: true },
  late: { status: 408, text: 'The body took too long.', hangUp: true },
  busy: { status: 503, text: 'Too many deliveries are arriving.', header: again, hangUp: true },
  gone: { status: 400, text: 'The body is incomplete.', hangUp: true },
  away: { status: 503, text: 'The delivery could not be stored.', header: again },
  unwritten: { status: 500, text: 'The delivery cannot be stored.' },
} as const satisfies Record<
  | DeliveryRefusal
  | Exclude<ReadBody['kind'], 'read'>
  | 'written'
  | 'notPost'
  | 'nowhere'
  | 'notYet'
  | 'away'
  | 'unwritten',
  Answer
>;

/** Too much of this caller was refused. */
export const tooMany = (waitMs: number): Answer => ({
  status: 429,
  text: 'Too many deliveries were refused.',
  header: ['Retry-After', String(Math.ceil(waitMs / 1000))],
  hangUp: true,
});

export function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const length = Buffer.byteLength(answer.text);
  response.writeHead(answer.status, {
    ...(answer.header ? { [answer.header[0]]: answer.header[1] } : {}),
    ...(answer.hangUp ? { Connection: 'close' } : {}),
    ...(length > 0 ? { 'Content-Type': 'text/plain; charset=utf-8' } : {}),
    'Content-Length': length,
  });
  response.end(answer.text);
}
