// Seeded chance for faults and webhook disorder: the same seed gives the same run.

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** True at the given rate, 0 never and 1 always. */
  chance(rate: number): boolean;
  /** A whole number in [0, size). */
  below(size: number): number;
}

/** mulberry32, public domain (Tommy Ettinger). */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, chance: (rate) => rate > 0 && next() < rate, below: (size) => Math.floor(next() * size) };
}
