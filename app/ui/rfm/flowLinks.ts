/** Moves between groups as the chart draws them: groups on the left where they began, the same on the right where they ended. */

/** Null is no group. */
export interface Move {
  from: number | null;
  to: number | null;
  count: number;
}

export interface FlowNode {
  side: 'from' | 'to';
  segmentId: number | null;
  count: number;
}

/** Between nodes by their index. */
export interface FlowLink {
  source: number;
  target: number;
  value: number;
}

/** More would be too thin to see. */
export const MOST_LINKS = 15;

/** The largest moves, with the groups in the order given; those in none come last. */
export function flowLinks(moves: readonly Move[], order: readonly number[]): { nodes: FlowNode[]; links: FlowLink[] } {
  const shown = moves.toSorted((one, other) => other.count - one.count).slice(0, MOST_LINKS);
  const rank = (segmentId: number | null): number => {
    const place = segmentId === null ? -1 : order.indexOf(segmentId);
    return place === -1 ? order.length : place;
  };
  const side = (which: FlowNode['side']): FlowNode[] =>
    [...new Set(shown.map((move) => move[which]))]
      .sort((one, other) => rank(one) - rank(other))
      .map((segmentId) => ({
        side: which,
        segmentId,
        count: shown.filter((move) => move[which] === segmentId).reduce((sum, { count }) => sum + count, 0),
      }));
  const nodes = [...side('from'), ...side('to')];
  const indexOf = (which: FlowNode['side'], segmentId: number | null): number =>
    nodes.findIndex((node) => node.side === which && node.segmentId === segmentId);
  return {
    nodes,
    links: shown.map(({ from, to, count }) => ({
      source: indexOf('from', from),
      target: indexOf('to', to),
      value: count,
    })),
  };
}
