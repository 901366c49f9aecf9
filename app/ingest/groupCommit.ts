/**
 * Group commit: what arrives while one write is under way gathers and goes with the next, so that many small requests
 * share one transaction, and one wait for the disk. Nothing waits for company: an idle writer writes at once.
 */
import type { Clock } from '#app/platform/clock.ts';

/**
 * What became of an item.
 * - `written`: durable.
 * - `away`: the store did not answer in time or is not there. The item may still have been written; sending it again is
 *   harmless only if writing is idempotent.
 * - `full`: too much waits already; nothing was tried.
 * - `refused`: the store takes this item under no circumstances.
 */
export type CommitOutcome = 'written' | 'away' | 'full' | 'refused';

export interface GroupCommitOptions<Item> {
  /** Writes all items or none. Must end within `limitMs`, counted from the oldest item's arrival, or reject. */
  write(items: readonly Item[], limitMs: number): Promise<void>;
  /** What an item costs in memory, in bytes. */
  sizeOf(item: Item): number;
  /** Whether a failed write says something about the store (true) or about an item in it (false). */
  isAway(error: unknown): boolean;
  /** Told of each failed write and of each item given up as refused; never handed an item's content. */
  onFailure(error: unknown, itemCount: number): void;
  clock: Clock;
  limits: GroupCommitLimits;
}

export interface GroupCommitLimits {
  /** Most items in one write. */
  groupItems: number;
  /** Bytes after which a write takes no further item. */
  groupBytes: number;
  /** Writes under way at once. */
  writesAtOnce: number;
  /** Bytes that may wait or be under way; beyond it new items are turned away. */
  heldBytes: number;
  /** How long an item may take from arrival to answer, in milliseconds. */
  answerMs: number;
}

export interface GroupCommit<Item> {
  add(item: Item): Promise<CommitOutcome>;
  /** Turns new items away and resolves once all others are answered. */
  close(): Promise<void>;
}

interface Entry<Item> {
  item: Item;
  bytes: number;
  answerBy: number;
  answer: ((outcome: CommitOutcome) => void) | undefined;
}

/** How often items past their time are looked for, in milliseconds. */
const SWEEP_MS = 100;

export function makeGroupCommit<Item>(options: GroupCommitOptions<Item>): GroupCommit<Item> {
  const { clock, limits } = options;
  let waiting: Entry<Item>[] = [];
  const underWay = new Set<Entry<Item>[]>();
  let heldBytes = 0;
  let scheduled = false;
  let closed: (() => void) | undefined;
  let closing: Promise<void> | undefined;
  let sweeper: NodeJS.Timeout | undefined;

  function settle(entry: Entry<Item>, outcome: CommitOutcome): void {
    const { answer } = entry;
    entry.answer = undefined;
    answer?.(outcome);
  }

  /** The next group, in order of arrival; at least one item, whatever its size. */
  function take(): Entry<Item>[] {
    let count = 0;
    let bytes = 0;
    while (count < waiting.length && count < limits.groupItems && bytes < limits.groupBytes)
      bytes += waiting[count++]?.bytes ?? 0;
    const group = count === waiting.length ? waiting : waiting.slice(0, count);
    waiting = count === waiting.length ? [] : waiting.slice(count);
    return group;
  }

  function launch(): void {
    scheduled = false;
    while (waiting.length > 0 && underWay.size < limits.writesAtOnce) {
      const group = take();
      underWay.add(group);
      void writeGroup(group).then(() => finish(group));
    }
  }

  function finish(group: Entry<Item>[]): void {
    underWay.delete(group);
    for (const entry of group) heldBytes -= entry.bytes;
    launch();
    if (waiting.length + underWay.size > 0) return;
    clearInterval(sweeper);
    sweeper = undefined;
    closed?.();
  }

  /** Writes a group; when an item in it is at fault, writes the halves, so that one bad item cannot fail its company. */
  async function writeGroup(given: readonly Entry<Item>[]): Promise<void> {
    const group = given.filter((entry) => entry.answer);
    const oldest = group[0];
    if (!oldest) return;
    const limitMs = oldest.answerBy - clock();
    if (limitMs <= 0) {
      for (const entry of group) settle(entry, 'away');
      return;
    }
    try {
      await options.write(
        group.map((entry) => entry.item),
        limitMs,
      );
      for (const entry of group) settle(entry, 'written');
    } catch (error) {
      options.onFailure(error, group.length);
      if (options.isAway(error)) for (const entry of group) settle(entry, 'away');
      else if (group.length === 1) settle(oldest, 'refused');
      else {
        const middle = group.length >> 1;
        await writeGroup(group.slice(0, middle));
        await writeGroup(group.slice(middle));
      }
    }
  }

  /** Answers those whose time is up: the waiting are dropped, those under way may still be written. */
  function sweep(): void {
    const now = clock();
    for (const group of underWay) for (const entry of group) if (entry.answerBy <= now) settle(entry, 'away');
    const overdue = waiting.filter((entry) => entry.answerBy <= now);
    if (overdue.length === 0) return;
    waiting = waiting.filter((entry) => entry.answerBy > now);
    for (const entry of overdue) {
      heldBytes -= entry.bytes;
      settle(entry, 'away');
    }
  }

  return {
    add(item) {
      const bytes = options.sizeOf(item);
      if (closing || (heldBytes > 0 && heldBytes + bytes > limits.heldBytes)) return Promise.resolve('full');
      heldBytes += bytes;
      sweeper ??= setInterval(sweep, SWEEP_MS);
      return new Promise((answer) => {
        waiting.push({ item, bytes, answerBy: clock() + limits.answerMs, answer });
        // Not before this turn of the event loop is over: what else it brings goes along.
        if (scheduled || underWay.size >= limits.writesAtOnce) return;
        scheduled = true;
        setImmediate(launch);
      });
    },
    close() {
      closing ??= new Promise((resolve) => {
        if (waiting.length + underWay.size === 0) resolve();
        else closed = resolve;
      });
      return closing;
    },
  };
}
