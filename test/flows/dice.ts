/** Chance with a seed: the same seed rolls the same. */

export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  roll(below: number): number;
  /** True in so many of a hundred cases. */
  in100(cases: number): boolean;
  pick<Value>(values: readonly [Value, ...Value[]]): Value;
  /** One of them, or undefined if there is none. */
  any<Value>(values: readonly Value[]): Value | undefined;
  shuffled<Value>(values: readonly Value[]): Value[];
}

/** Mulberry32, by Tommy Ettinger: small, and good enough to shuffle by. */
export function makeDice(seed: number): Dice {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const roll = (below: number): number => Math.floor(next() * below);
  return {
    roll,
    in100: (cases) => roll(100) < cases,
    pick: (values) => values[roll(values.length)] ?? values[0],
    any: (values) => values[roll(values.length)],
    shuffled(values) {
      const rest = [...values];
      for (let last = rest.length - 1; last > 0; last -= 1) {
        const other = roll(last + 1);
        [rest[last], rest[other]] = [rest[other] as (typeof rest)[number], rest[last] as (typeof rest)[number]];
      }
      return rest;
    },
  };
}
