/** Counts over time as bars, one on another. Loaded apart from the page, because the chart library is larger than all the rest. */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { countAxis, gridColour, timeAxis } from './chartAxes.ts';
import { axisMarks } from './sizePoints.ts';

/** What is counted: its name, and the colour of its bars. */
export interface CountSeries {
  name: string;
  colour: string;
}

/** The counts of one hour or day, in the order of the series. */
export interface CountPoint {
  at: number;
  counts: readonly number[];
}

export interface CountChartProps {
  points: readonly CountPoint[];
  series: readonly CountSeries[];
  formatNumber: (value: number) => string;
  formatTime: (at: number) => string;
}

export function CountChart({ points, series, formatNumber, formatTime }: CountChartProps) {
  const marks = axisMarks(Math.max(1, ...points.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0))));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...points]} margin={{ top: 8, right: 12, bottom: 0, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke={gridColour} />
        <XAxis {...timeAxis(formatTime)} />
        <YAxis {...countAxis(marks, formatNumber)} />
        <Tooltip
          labelFormatter={(at) => formatTime(Number(at))}
          formatter={(value, name) => [formatNumber(Number(value)), name]}
        />
        {series.map(({ name, colour }, index) => (
          <Bar
            key={name}
            name={name}
            dataKey={(point: CountPoint) => point.counts[index] ?? 0}
            stackId="all"
            fill={colour}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
