/** How every chart's axes look: quiet, without lines, at home in the admin. */
import type { XAxisProps, YAxisProps } from 'recharts';

const quiet = { tick: { fill: '#616161', fontSize: 12 }, tickLine: false, axisLine: false } as const;

export const gridColour = '#e3e3e3';

export function timeAxis(formatTime: (at: number) => string): XAxisProps {
  return {
    ...quiet,
    dataKey: 'at',
    tickFormatter: formatTime,
    interval: 'preserveStartEnd',
    minTickGap: 40,
    tickMargin: 6,
  };
}

/** @param marks Where the lines are; the axis ends at the last. */
export function countAxis(marks: readonly number[], formatNumber: (value: number) => string): YAxisProps {
  return {
    ...quiet,
    width: 52,
    ticks: [...marks],
    domain: [0, marks[marks.length - 1] ?? 1],
    tickFormatter: formatNumber,
  };
}
