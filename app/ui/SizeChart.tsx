/** The line of a segment's size. Loaded apart from the page, because the chart library is larger than all the rest. */
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { countAxis, gridColour, timeAxis } from './chartAxes.ts';
import { axisMarks, type SizePoint } from './sizePoints.ts';

export interface SizeChartProps {
  points: readonly SizePoint[];
  /** Name of the line. */
  name: string;
  formatNumber: (value: number) => string;
  formatTime: (at: number) => string;
}

const LINE = '#005bd3';

export function SizeChart({ points, name, formatNumber, formatTime }: SizeChartProps) {
  const marks = axisMarks(Math.max(...points.map(({ memberCount }) => memberCount)));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={[...points]} margin={{ top: 8, right: 12, bottom: 0, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke={gridColour} />
        <XAxis {...timeAxis(formatTime)} />
        <YAxis {...countAxis(marks, formatNumber)} />
        <Tooltip
          labelFormatter={(at) => formatTime(Number(at))}
          formatter={(value) => [formatNumber(Number(value)), name]}
        />
        <Area
          dataKey="memberCount"
          name={name}
          type="stepAfter"
          stroke={LINE}
          strokeWidth={2}
          fill={LINE}
          fillOpacity={0.08}
          isAnimationActive={false}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}
