// The sandbox's own time: the given clock plus an offset that the control API may move, so that hours pass at once.

export interface Clock {
  now: () => Date;
  nowMs: () => number;
  offsetMs: () => number;
  /** Moves time; listeners (things that wait for an instant) look again at once. */
  setOffsetMs(offsetMs: number): void;
  onMove(listener: () => void): void;
}

export function makeClock(base: () => Date, startOffsetMs: number): Clock {
  let offset = startOffsetMs;
  const listeners: (() => void)[] = [];
  const nowMs = () => base().getTime() + offset;
  return {
    nowMs,
    now: () => new Date(nowMs()),
    offsetMs: () => offset,
    setOffsetMs(offsetMs) {
      offset = offsetMs;
      for (const listener of listeners) listener();
    },
    onMove: (listener) => void listeners.push(listener),
  };
}
