/** When a privacy request must be done, and when to warn that its day is near. */

/** Shopify's rule for its compliance webhooks: acted upon within this many days of their coming. */
export const ANSWER_WITHIN_DAYS = 30;
/** From this many days after its coming, a request that is not done is told of. */
export const WARN_AFTER_DAYS = 20;

const DAY_MS = 86_400_000;

export type Deadline = 'done' | 'ok' | 'due-soon' | 'overdue';

/** Instants in epoch milliseconds. */
export interface Timed {
  receivedAt: number;
  dueAt: number;
  doneAt: number | null;
}

/** The day a request that came at this instant is due. */
export const dueAtOf = (receivedAt: number): number => receivedAt + ANSWER_WITHIN_DAYS * DAY_MS;

/** `due-soon` from the warning on, that instant included; `overdue` from the due instant on. */
export function deadlineOf({ receivedAt, dueAt, doneAt }: Timed, now: number): Deadline {
  if (doneAt !== null) return 'done';
  if (now >= dueAt) return 'overdue';
  return now >= receivedAt + WARN_AFTER_DAYS * DAY_MS ? 'due-soon' : 'ok';
}

/** Whole days left, begun ones counted; negative once overdue, 0 when done. */
export function daysLeft({ dueAt, doneAt }: Timed, now: number): number {
  return doneAt === null ? Math.ceil((dueAt - now) / DAY_MS) : 0;
}
