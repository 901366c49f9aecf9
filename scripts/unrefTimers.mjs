// Loaded before Prisma's command line: its lock's ten-second timer is left running after the work is done and would keep the
// process alive. Timers of that length no longer do.
const setTimer = globalThis.setTimeout;
globalThis.setTimeout = Object.assign(
  (work, delayMs, ...rest) => {
    const timer = setTimer(work, delayMs, ...rest);
    return delayMs === 10_000 ? timer.unref() : timer;
  },
  { [Symbol.for('nodejs.util.promisify.custom')]: setTimer[Symbol.for('nodejs.util.promisify.custom')] },
);
