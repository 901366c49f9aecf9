/** Moves as bands from the groups on the left to those on the right. Loaded apart from the page, for the chart library's size. */
import { ResponsiveContainer, Sankey, Tooltip } from 'recharts';
import type { FlowLink, FlowNode } from './flowLinks.ts';

export interface FlowChartProps {
  nodes: readonly (FlowNode & { name: string; colour: string })[];
  links: readonly FlowLink[];
  formatNumber: (value: number) => string;
}

const NODE_WIDTH = 12;
const INK = '#303030';

interface NodeShape {
  x: number;
  y: number;
  width: number;
  height: number;
  index: number;
}

interface LinkShape {
  sourceX: number;
  targetX: number;
  sourceY: number;
  targetY: number;
  sourceControlX: number;
  targetControlX: number;
  linkWidth: number;
  index: number;
}

export function FlowChart({ nodes, links, formatNumber }: FlowChartProps) {
  const drawNode = ({ x, y, width, height, index }: NodeShape) => {
    const node = nodes[index];
    if (!node) return <g />;
    const isLeft = node.side === 'from';
    return (
      <g>
        <rect
          x={x}
          y={y}
          width={width}
          height={Math.max(1, height)}
          fill={node.colour}
          stroke={INK}
          strokeOpacity={0.35}
        />
        <text
          x={isLeft ? x + width + 6 : x - 6}
          y={y + height / 2}
          textAnchor={isLeft ? 'start' : 'end'}
          dominantBaseline="central"
          className="kesit-flow-name"
        >
          {`${node.name} (${formatNumber(node.count)})`}
        </text>
      </g>
    );
  };
  const drawLink = ({ index, linkWidth, ...at }: LinkShape) => {
    const source = nodes[links[index]?.source ?? -1];
    return (
      <path
        d={`M${at.sourceX},${at.sourceY} C${at.sourceControlX},${at.sourceY} ${at.targetControlX},${at.targetY} ${at.targetX},${at.targetY}`}
        fill="none"
        stroke={source?.colour ?? INK}
        strokeOpacity={0.7}
        strokeWidth={Math.max(1, linkWidth)}
      />
    );
  };
  return (
    <ResponsiveContainer width="100%" height="100%">
      <Sankey
        data={{ nodes: nodes.map(({ name }) => ({ name })), links: links.map((link) => ({ ...link })) }}
        nodeWidth={NODE_WIDTH}
        nodePadding={18}
        sort={false}
        margin={{ top: 8, right: 4, bottom: 8, left: 4 }}
        node={drawNode}
        link={drawLink}
      >
        <Tooltip formatter={(value) => formatNumber(Number(value))} />
      </Sankey>
    </ResponsiveContainer>
  );
}
