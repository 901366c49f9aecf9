/**
 * Figures of a customer as custom properties of the profile, under names of our own: properties of others are never touched, and one
 * that does not belong there any more is taken away, not emptied.
 */
import type { FigureName, Figures, MoneyFigure } from '#app/core/placements/figures.ts';

export const FIGURE_PROPERTIES: Readonly<Record<FigureName, string>> = {
  orderCount: 'Kesit order count',
  totalSpend: 'Kesit total spend',
  lastOrderDay: 'Kesit last order date',
  rfmGroup: 'Kesit RFM group',
  expectedOrders30d: 'Kesit predicted orders 30 days',
  expectedSpend365d: 'Kesit predicted spend 365 days',
};

/** The currency of all sums. */
const CURRENCY_PROPERTY = 'Kesit currency';

const MONEY = ['totalSpend', 'expectedSpend365d'] as const satisfies readonly FigureName[];

interface PropertyChanges {
  set: Record<string, string | number>;
  unset: string[];
}

export function propertyChanges(figures: Figures = {}): PropertyChanges {
  const changes: PropertyChanges = { set: {}, unset: [] };
  for (const [name, property] of Object.entries(FIGURE_PROPERTIES) as [FigureName, string][]) {
    const value = figures[name];
    if (value === null) changes.unset.push(property);
    else if (value !== undefined) changes.set[property] = typeof value === 'object' ? value.amount : value;
  }
  const sums = MONEY.map((name): MoneyFigure | null | undefined => figures[name]).filter((sum) => sum !== undefined);
  const known = sums.find((sum) => sum !== null);
  if (known) changes.set[CURRENCY_PROPERTY] = known.currency;
  else if (sums.length > 0) changes.unset.push(CURRENCY_PROPERTY);
  return changes;
}
