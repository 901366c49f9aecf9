/** Figures of a benchmark: measured, put together, and printed. */

/** Seconds since an instant of `performance.now()`. */
export const seconds = (startedMs: number): number => (performance.now() - startedMs) / 1_000;

/** How long the work took, in seconds, and what it gave. */
export async function timed<Value>(work: () => Promise<Value>): Promise<[tookS: number, value: Value]> {
  const started = performance.now();
  const value = await work();
  return [seconds(started), value];
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Prints a table and, last, one line of JSON. */
export function report(figures: Record<string, number | string>): void {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toPrecision(4)) : value,
    ]),
  );
  console.table(rounded);
  console.log(JSON.stringify(rounded));
}
