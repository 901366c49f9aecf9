/** Chance that can be repeated: the same numbers always give the same number. */

/** A number in [0, 1) that depends only on what is given (a 32-bit integer hash, murmur3's finaliser for each part). */
export function chance(...parts: readonly number[]): number {
  let hash = 0x9e3779b1;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}
