/**
 * What may be sent to a partner of each customer beside who they are: a fixed set, reviewed for privacy, none of it sent unless the
 * merchant chooses it for a list. Rounded, so that nothing is sent again for what chance moves.
 */

export const figureNames = [
  'orderCount',
  'totalSpend',
  'lastOrderDay',
  'rfmGroup',
  'expectedOrders30d',
  'expectedSpend365d',
] as const;

export type FigureName = (typeof figureNames)[number];

export interface MoneyFigure {
  /** In whole units of the currency. */
  amount: number;
  /** ISO 4217. */
  currency: string;
}

interface FigureValues {
  orderCount: number;
  totalSpend: MoneyFigure;
  /** The day in the shop's time zone, as `2026-11-28`. */
  lastOrderDay: string;
  /** The id of the group's preset. */
  rfmGroup: string;
  /** With one decimal. */
  expectedOrders30d: number;
  /** With two digits that count. */
  expectedSpend365d: MoneyFigure;
}

/** The figures of one customer. Null: the partner may hold one that does not belong there any more. Left out: nothing is said of it. */
export type Figures = { readonly [Name in FigureName]?: FigureValues[Name] | null };

export const isFigureName = (text: string): text is FigureName => (figureNames as readonly string[]).includes(text);
