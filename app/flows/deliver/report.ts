/** A sync run told in counts, with a few customers for each reason. */
import type { Report } from '#app/store/syncReports.ts';
import type { BatchAnswer, Outcome } from '#connectors/kit/connector.ts';
import { oneAtATime } from './lanes.ts';

const SAMPLES = 5;

/** Stores how far a run is. @param reportId Null the first time. @returns The number to go on with. */
export type KeepReport = (reportId: string | null, report: Report) => Promise<string>;

export class RunReport {
  readonly #startedAt: number;
  readonly #keep: KeepReport;
  readonly #counts: Record<string, number> = {};
  readonly #samples: Record<string, string[]> = {};
  #reportId: string | null = null;
  #finishedAt: number | null = null;

  constructor(startedAt: number, keep: KeepReport) {
    this.#startedAt = startedAt;
    this.#keep = keep;
  }

  /** Tells how far the run is, for whoever watches. A run of which nothing is to be told leaves no report. */
  readonly tell = oneAtATime(async () => {
    if (Object.keys(this.#counts).length === 0) return;
    this.#reportId = await this.#keep(this.#reportId, {
      startedAt: this.#startedAt,
      finishedAt: this.#finishedAt,
      counts: this.#counts,
      samples: this.#samples,
    });
  });

  finish(finishedAt: number): Promise<void> {
    this.#finishedAt = finishedAt;
    return this.tell();
  }

  /** Counts the outcomes of one batch; `rowCount` rows were asked for. */
  add(desired: boolean, rowCount: number, answer: BatchAnswer): void {
    if (answer.kind === 'accepted') return this.#count('accepted', rowCount);
    const { outcomes = new Map<string, Outcome>() } = answer;
    const isKept = answer.kind === 'halted' && answer.reached === 'no';
    this.#count(isKept ? 'not-sent' : 'unanswered', rowCount - outcomes.size);
    for (const [customerId, outcome] of outcomes) {
      this.#count(outcome.kind === 'done' ? (desired ? 'added' : 'removed') : outcome.kind, 1);
      if (outcome.kind === 'done') continue;
      const reason = outcome.kind === 'rejected' ? outcome.code : outcome.reason;
      const sample = (this.#samples[reason] ??= []);
      if (sample.length < SAMPLES) sample.push(customerId);
    }
  }

  #count(name: string, by: number): void {
    if (by > 0) this.#counts[name] = (this.#counts[name] ?? 0) + by;
  }
}
