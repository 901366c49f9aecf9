/** A process's memory over time. */

export const SAMPLE_MS = 500;

/** Samples the resident memory of this process, in megabytes, until told to stop. */
export function watchMemory(): { stop(): number[] } {
  const memoryMb: number[] = [];
  const sampling = setInterval(() => void memoryMb.push(process.memoryUsage.rss() / 2 ** 20), SAMPLE_MS);
  return {
    stop() {
      clearInterval(sampling);
      return memoryMb;
    },
  };
}

/** Least squares over the second half: how fast memory grows once the run is under way, in megabytes per minute. */
export function slopePerMin(samples: readonly number[]): number {
  const half = samples.slice(samples.length >> 1);
  const middle = (half.length - 1) / 2;
  const mean = half.reduce((sum, value) => sum + value, 0) / half.length;
  let [above, below] = [0, 0];
  for (const [index, value] of half.entries()) {
    above += (index - middle) * (value - mean);
    below += (index - middle) ** 2;
  }
  return below === 0 ? 0 : (above / below) * (60_000 / SAMPLE_MS);
}
