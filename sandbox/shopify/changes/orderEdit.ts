// An order as an edit leaves it: lines keep the quantity they once had, `currentQuantity` says what is left.
import type { Order, OrderLine, RemovedLine } from '../model.ts';

export interface OrderEdit {
  add?: OrderLine[];
  remove?: RemovedLine[];
}

/** What `pieces` of a line cost, with their share of the line's discount. */
function worthMinor(line: OrderLine, pieces: number): number {
  const lineMinor = line.priceMinor * line.quantity - line.discountMinor;
  return Math.round((lineMinor * pieces) / line.quantity);
}

/** Throws a sentence when more is taken away than there is, or a line is added that is there. */
export function editedOrder(before: Order, { add = [], remove = [] }: OrderEdit): Order {
  let currentTotalMinor = before.currentTotalMinor;
  const lines = before.lines.map((line) => ({ ...line }));
  for (const { lineId, quantity } of remove) {
    const line = lines.find(({ id }) => id === lineId);
    const left = line === undefined ? 0 : (line.currentQuantity ?? line.quantity);
    if (line === undefined || quantity > left)
      throw new Error(`order ${before.id} has no ${quantity} pieces left on line ${lineId}`);
    line.currentQuantity = left - quantity;
    currentTotalMinor -= worthMinor(line, quantity);
  }
  for (const line of add) {
    if (lines.some(({ id }) => id === line.id)) throw new Error(`order ${before.id} has a line ${line.id} already`);
    lines.push(line);
    currentTotalMinor += worthMinor(line, line.quantity);
  }
  return { ...before, lines, currentTotalMinor: Math.max(0, currentTotalMinor) };
}
