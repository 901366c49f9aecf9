/**
 * Time for a partner's stand-in and for us alike: it passes more slowly while there is work, so that the partner's limits hold things up and
 * not this machine, and it is skipped while we wait.
 */
export interface SlowedTime {
  /** The real instant from which time is slowed, epoch milliseconds. */
  from: number;
  rate: number;
  now(): number;
  /** Lets so much of it pass. */
  pass(delayMs: number): Promise<void>;
}

/** @param skip Sets the stand-in's clock ahead by so many milliseconds in all. */
export function slowedTime(rate: number, skip: (aheadMs: number) => Promise<void>): SlowedTime {
  const from = Date.now();
  let aheadMs = 0;
  let latest: Promise<unknown> = Promise.resolve();
  const now = (): number => from + (Date.now() - from) * rate + aheadMs;
  return {
    from,
    rate,
    now: () => Math.floor(now()),
    pass(delayMs) {
      // Who waits at the same time as others waits for the same instant.
      const until = now() + delayMs;
      const passing = latest.then(async () => {
        const missingMs = Math.ceil(until - now());
        if (missingMs <= 0) return;
        await skip(aheadMs + missingMs);
        aheadMs += missingMs;
      });
      latest = passing.catch(() => undefined);
      return passing;
    },
  };
}
