/** What the shop's purchase model expects of a customer; worked out by models/, not by SQL, as of the model's fit. */
import { declareFacts } from '../fact.ts';

export const predictionFacts = declareFacts({
  expectedOrders30d: {
    kind: 'ratio',
    nullable: true,
    label: { tr: '30 günde beklenen sipariş', en: 'Orders expected in 30 days' },
    doc: 'Expected number of orders in the 30 days after the fit, or after the last order where that is later; null without a model.',
    from: { source: 'prediction', sql: '' },
  },
  expectedSpend365dMinor: {
    kind: 'money',
    nullable: true,
    label: { tr: 'Bir yılda beklenen harcama', en: 'Spend expected in a year' },
    doc: 'Expected spend in the 365 days after the fit, or after the last order where that is later; null without a model.',
    from: { source: 'prediction', sql: '' },
  },
});
