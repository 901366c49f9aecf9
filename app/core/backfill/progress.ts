/** How far the reading of a shop's history is, and how long it will take, from what the backfills' rows say. */
import { backfillSubjects, subjectOf, type BackfillKind, type BackfillSubject } from './kinds.ts';
import type { BackfillProblem, HiddenField } from './problems.ts';

/** What the progress of one kind follows from. Instants are epoch milliseconds. */
export interface BackfillState {
  kind: BackfillKind;
  state: 'waiting' | 'requested' | 'loading' | 'done' | 'failed';
  paused: boolean;
  /** Customers, orders or products that Shopify counted at the start; null when it did not say. */
  totalCount: number | null;
  /** Of them, exported so far, and stored here. */
  rootCount: number;
  rowsDone: number;
  /** All lines of the export, those below others too, and those read. */
  objectCount: number;
  linesDone: number;
  problem: BackfillProblem | null;
  hiddenFields: readonly HiddenField[];
  startedAt: number | null;
  finishedAt: number | null;
  /** When exporting or loading began, or went on after a pause, and the rows there were then. */
  phaseAt: number | null;
  phaseRows: number;
  /** Lines that could not be read or stored, and the first reasons, without any of their values. */
  unreadCount: number;
  unreadReasons: readonly string[];
  updatedAt: number;
}

export interface SubjectProgress {
  subject: BackfillSubject;
  /** `computing`: everything is stored, the segments are about to be computed. */
  phase: 'waiting' | 'exporting' | 'loading' | 'computing' | 'paused' | 'done' | 'failed';
  totalCount: number | null;
  rowsDone: number;
  /** Whole number from 0 to 100, export and loading together; 100 only when nothing is left. Null when nothing can be said. */
  percent: number | null;
  remainingMs: number | null;
  problem: BackfillProblem | null;
  hiddenFields: readonly HiddenField[];
  /** What could not be read and is left out: how much, and the first reasons. */
  unreadCount: number;
  unreadReasons: readonly string[];
  startedAt: number | null;
  finishedAt: number | null;
}

export interface BackfillProgress {
  subjects: SubjectProgress[];
  percent: number | null;
  remainingMs: number | null;
  isUnderWay: boolean;
}

/** Until a kind's own speed is known: what loading manages on a small machine. */
const ASSUMED_LOAD_ROWS_PER_S = 10_000;
/** A speed is not guessed from less than this. */
const LEAST_SAMPLE_MS = 2_000;
/** Reasons for what could not be read that are told of a subject. */
const MOST_REASONS = 3;
/** Of the whole way, the part that is Shopify's. */
const EXPORT_SHARE = 0.4;

/** The progress of each subject the shop has, and of all together. */
export function backfillProgress(backfills: readonly BackfillState[], now: number): BackfillProgress {
  const subjects = backfillSubjects.flatMap((subject) => {
    const own = backfills.filter(({ kind }) => subjectOf(kind) === subject);
    return own.length === 0 ? [] : [progressOf(subject, own, now)];
  });
  const open = subjects.filter(({ phase }) => phase !== 'done' && phase !== 'failed');
  // One file is loaded after the other: what is left of each adds up.
  const remaining = open.map(({ remainingMs }) => remainingMs);
  return {
    subjects,
    percent: whole(weighted(subjects.map(({ percent, totalCount }) => ({ share: percent, weight: totalCount ?? 1 })))),
    remainingMs: open.length === 0 ? null : sumOrNull(remaining),
    isUnderWay: isUnderWay(open.map(({ phase }) => phase)),
  };
}

/** Computing waits for what is paused. */
function isUnderWay(phases: readonly SubjectProgress['phase'][]): boolean {
  const isPaused = phases.includes('paused');
  return phases.some((phase) => phase !== 'paused' && (phase !== 'computing' || !isPaused));
}

function progressOf(subject: BackfillSubject, own: readonly BackfillState[], now: number): SubjectProgress {
  const phases = own.map(phaseOf);
  const phase = (['paused', 'waiting', 'exporting', 'loading', 'computing', 'failed'] as const).find((one) =>
    phases.includes(one),
  );
  const totals = own.map(({ totalCount }) => totalCount);
  const shares = own.map((backfill) => ({ share: shareOf(backfill), weight: backfill.totalCount ?? 1 }));
  const share = weighted(shares);
  const left = own.map((backfill) => remainingOf(backfill, now));
  const finishes = own.map(({ finishedAt }) => finishedAt);
  const starts = own.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  return {
    subject,
    phase: phase ?? 'done',
    totalCount: sumOrNull(totals),
    rowsDone: own.reduce((sum, { rowsDone }) => sum + rowsDone, 0),
    percent: share === null ? null : Math.min(phase === undefined ? 100 : 99, Math.floor(share * 100)),
    remainingMs: phase === undefined || phase === 'paused' || phase === 'failed' ? null : sumOrNull(left),
    problem: own.find(({ problem }) => problem !== null)?.problem ?? null,
    hiddenFields: [...new Set(own.flatMap(({ hiddenFields }) => hiddenFields))],
    unreadCount: own.reduce((sum, { unreadCount }) => sum + unreadCount, 0),
    unreadReasons: [...new Set(own.flatMap(({ unreadReasons }) => unreadReasons))].slice(0, MOST_REASONS),
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    finishedAt: finishes.includes(null) ? null : Math.max(...finishes.map(Number)),
  };
}

function phaseOf({ state, paused, finishedAt }: BackfillState): SubjectProgress['phase'] {
  if (state === 'done' || state === 'failed') return state;
  if (finishedAt !== null) return 'computing';
  if (paused) return 'paused';
  return state === 'requested' ? 'exporting' : state;
}

/** The part of the way that is done, from 0 to 1; null when it cannot be told. */
function shareOf(backfill: BackfillState): number | null {
  const { state, finishedAt, totalCount, rootCount, rowsDone, objectCount, linesDone } = backfill;
  if (state === 'done' || state === 'failed' || finishedAt !== null) return 1;
  if (state === 'waiting') return 0;
  if (state === 'requested') return totalCount === null ? null : EXPORT_SHARE * part(rootCount, totalCount);
  const loaded =
    objectCount > 0 ? part(linesDone, objectCount) : totalCount === null ? null : part(rowsDone, totalCount);
  return loaded === null ? null : EXPORT_SHARE + (1 - EXPORT_SHARE) * loaded;
}

/** What is left of a kind at the speed of its present phase; null when no speed is known. */
function remainingOf(backfill: BackfillState, now: number): number | null {
  const { state, finishedAt, totalCount, rootCount, rowsDone, phaseAt, phaseRows, updatedAt } = backfill;
  if (state === 'done' || state === 'failed' || finishedAt !== null) return 0;
  if (totalCount === null || phaseAt === null || state === 'waiting') return null;
  const isExporting = state === 'requested';
  const done = isExporting ? rootCount : rowsDone;
  const sampleMs = updatedAt - phaseAt;
  const sampleRows = done - phaseRows;
  const isKnown = sampleMs >= LEAST_SAMPLE_MS && sampleRows > 0;
  if (isExporting && !isKnown) return null;
  const msPerRow = isKnown ? sampleMs / sampleRows : 1_000 / ASSUMED_LOAD_ROWS_PER_S;
  const phaseMs = Math.max(0, totalCount - done) * msPerRow - (now - updatedAt);
  const loadMs = isExporting ? (totalCount * 1_000) / ASSUMED_LOAD_ROWS_PER_S : 0;
  return Math.round(Math.max(0, phaseMs) + loadMs);
}

const whole = (percent: number | null): number | null => (percent === null ? null : Math.floor(percent));

const part = (done: number, of: number): number => (of <= 0 ? 1 : Math.min(1, done / of));

function weighted(parts: readonly { share: number | null; weight: number }[]): number | null {
  const known = parts.map(({ share, weight }) => ({ share, weight: Math.max(1, weight) }));
  if (known.length === 0 || known.some(({ share }) => share === null)) return null;
  const weights = known.reduce((sum, { weight }) => sum + weight, 0);
  return known.reduce((sum, { share, weight }) => sum + (share ?? 0) * weight, 0) / weights;
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}
