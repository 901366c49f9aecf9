/** Chance that can be repeated: the same seed and position always give the same number. */

/** A number in [0, 1) that depends only on `seed` and `position` (a 32-bit integer hash, murmur3's finaliser). */
export function chance(seed: number, position: number): number {
  let hash = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((position + 1) | 0, 0x85ebca6b)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
