/**
 * Seeded randomness: every customer draws from streams of their own, named by seed, purpose and position, so that what
 * is generated for one customer never depends on how many others there are.
 */

export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** One of the table's values, each with the likelihood of its weight. */
  weighted<T>(table: readonly (readonly [T, number])[]): T;
  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  /** In the form of a UUID. */
  uuid(): string;
};

/** Four 32-bit words from a text (the cyrb128 mixing), to start a generator with. */
function hashWords(text: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** The stream of the sfc32 generator that belongs to this seed and these names. */
export function randomFor(seed: number, ...names: (string | number)[]): Random {
  let [a, b, c, counter] = hashWords(`${seed}/${names.join('/')}`);

  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i += 1) next();

  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));

  const hex = (length: number): string => {
    let digits = '';
    while (digits.length < length)
      digits += Math.floor(next() * 0x100000000)
        .toString(16)
        .padStart(8, '0');
    return digits.slice(0, length);
  };

  return {
    next,
    between,
    hex,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
    chance: (probability) => next() < probability,
    pick(choices) {
      const chosen = choices[between(0, choices.length - 1)];
      if (chosen === undefined) throw new Error('pick needs at least one choice');
      return chosen;
    },
    weighted(table) {
      let left = next() * table.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of table) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = table.at(-1);
      if (last === undefined) throw new Error('weighted needs at least one choice');
      return last[0];
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
  };
}
