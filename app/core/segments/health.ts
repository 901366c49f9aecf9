/** Hints that something about a segment may want a look. */

const DAY_MS = 86_400_000;
/** A segment of fewer is small. */
export const SMALL_COUNT = 20;
/** So long without anybody entering or leaving. */
export const UNCHANGED_DAYS = 90;
/** Two segments of which each holds more than this share of the other are as good as one. */
export const OVERLAP_SHARE = 0.8;

export interface HealthFigures {
  memberCount: number;
  /** When somebody last entered or left; null if nobody ever did. */
  changedAt: number | null;
  /** Lists that are switched on and lead somewhere. */
  destinationCount: number;
  /** Made for leaving out and for looking at, never for sending. */
  isForSending: boolean;
  /** The other segment that it has most in common with: the members of both, as a share of the larger of the two. */
  nearest: { segmentId: number; share: number } | null;
}

export type HealthHint =
  | { kind: 'empty' }
  | { kind: 'small'; memberCount: number }
  | { kind: 'unchanged'; since: number }
  | { kind: 'overlapping'; segmentId: number; share: number }
  | { kind: 'not-sent' };

/** Presets that are never sent anywhere. */
export const presetsNotForSending: readonly string[] = ['recently-unsubscribed'];

/** What is most urgent first. */
export function healthHints(figures: HealthFigures, now: number): HealthHint[] {
  const { memberCount, changedAt, destinationCount, isForSending, nearest } = figures;
  const hints: HealthHint[] = [];
  if (memberCount === 0) hints.push({ kind: 'empty' });
  else if (memberCount < SMALL_COUNT) hints.push({ kind: 'small', memberCount });
  if (memberCount > 0 && changedAt !== null && now >= changedAt + UNCHANGED_DAYS * DAY_MS)
    hints.push({ kind: 'unchanged', since: changedAt });
  if (memberCount > 0 && nearest !== null && nearest.share > OVERLAP_SHARE)
    hints.push({ kind: 'overlapping', ...nearest });
  if (isForSending && destinationCount === 0) hints.push({ kind: 'not-sent' });
  return hints;
}
