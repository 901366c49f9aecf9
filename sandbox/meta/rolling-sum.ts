/** A sum over the last so many milliseconds, kept in slots so that its memory does not grow with the number of calls. */

export interface RollingSum {
  add(nowMs: number, weight: number): void;
  at(nowMs: number): number;
  /** When the sum is down to `most` or less if nothing is added; `nowMs` when it is already. */
  roomAtMs(nowMs: number, most: number): number;
}

export function makeRollingSum(windowMs: number, slotMs: number): RollingSum {
  let slots: { fromMs: number; weight: number }[] = [];
  let head = 0;
  let sum = 0;

  function expire(nowMs: number): void {
    for (let slot = slots[head]; slot !== undefined && slot.fromMs + windowMs <= nowMs; slot = slots[head]) {
      sum -= slot.weight;
      head += 1;
    }
    if (head > 1000 && head * 2 > slots.length) {
      slots = slots.slice(head);
      head = 0;
    }
  }

  return {
    add(nowMs, weight) {
      expire(nowMs);
      const fromMs = nowMs - (nowMs % slotMs);
      const last = slots.at(-1);
      if (last !== undefined && slots.length > head && last.fromMs >= fromMs) last.weight += weight;
      else slots.push({ fromMs, weight });
      sum += weight;
    },
    at(nowMs) {
      expire(nowMs);
      return sum;
    },
    roomAtMs(nowMs, most) {
      expire(nowMs);
      let left = sum;
      let atMs = nowMs;
      for (let i = head; i < slots.length && left > most; i += 1) {
        const slot = slots[i];
        if (slot === undefined) break;
        left -= slot.weight;
        atMs = slot.fromMs + windowMs;
      }
      return atMs;
    },
  };
}
