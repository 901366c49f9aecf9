/** A sync run told in counts, with a few customers for each reason. */
import type { BatchAnswer } from '#connectors/kit/connector.ts';

const SAMPLES = 5;

export class RunReport {
  readonly startedAt: number;
  readonly counts: Record<string, number> = {};
  readonly samples: Record<string, string[]> = {};

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  /** Counts the outcomes of one batch; `rowCount` rows were asked for. */
  add(desired: boolean, rowCount: number, answer: BatchAnswer): void {
    if (answer.kind === 'halted')
      return this.#count(answer.reached === 'unknown' ? 'unanswered' : 'not-sent', rowCount);
    if (answer.kind === 'accepted') return this.#count('accepted', rowCount);
    this.#count('unanswered', rowCount - answer.outcomes.size);
    for (const [customerId, outcome] of answer.outcomes) {
      this.#count(outcome.kind === 'done' ? (desired ? 'added' : 'removed') : outcome.kind, 1);
      if (outcome.kind === 'done') continue;
      const reason = outcome.kind === 'rejected' ? outcome.code : outcome.reason;
      const sample = (this.samples[reason] ??= []);
      if (sample.length < SAMPLES) sample.push(customerId);
    }
  }

  #count(name: string, by: number): void {
    if (by > 0) this.counts[name] = (this.counts[name] ?? 0) + by;
  }

  get isEmpty(): boolean {
    return Object.keys(this.counts).length === 0;
  }
}
