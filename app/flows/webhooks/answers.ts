/** What the door for partners' deliveries answers. */
import type { PlainAnswer } from '#app/ingest/plainAnswer.ts';
import type { ReadBody } from '#app/ingest/requestBody.ts';
import type { DeliveryRefusal } from '#connectors/kit/webhooks.ts';

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
  PlainAnswer
>;

/** Too much of this caller was refused. */
export const tooMany = (waitMs: number): PlainAnswer => ({
  status: 429,
  text: 'Too many deliveries were refused.',
  header: ['Retry-After', String(Math.ceil(waitMs / 1000))],
  hangUp: true,
});
