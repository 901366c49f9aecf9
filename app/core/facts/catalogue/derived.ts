/** Facts that follow from stored ones and the shop's yardsticks; kept nowhere. */
import type { RfmCuts, Yardsticks } from '../../yardsticks/yardsticks.ts';
import type { SqlScope } from '../../rules/sql/expression.ts';
import type { LocalText } from '../../text.ts';
import type { FactKind, FactValueOf } from '../fact.ts';
import type { Facts } from '../stored.ts';

/** A fact that is worked out when it is asked. Both ways of working it out give the same, to the last bit. */
interface DerivedFact<Kind extends FactKind> {
  readonly kind: Kind;
  readonly nullable: true;
  readonly label: LocalText;
  readonly help?: LocalText;
  readonly doc: string;
  of(facts: Facts, yardsticks: Yardsticks): FactValueOf<{ kind: Kind; nullable: true }>;
  /** An SQL expression over one row of `customer_fact`. */
  sql(scope: SqlScope): string;
}

const derive = <const Kind extends FactKind>(fact: DerivedFact<Kind>): DerivedFact<Kind> => fact;

/** 1 to 5: one more than the number of cut points the value has reached. */
const scoreOf = (value: number, cuts: readonly number[]): number => 1 + cuts.filter((cut) => value >= cut).length;

/** A score of each of the three; null for those who never bought, and before the shop's cut points are known. */
function score(
  { tr, en }: LocalText,
  which: keyof RfmCuts,
  fact: 'lastOrderAt' | 'orderCount' | 'spentMinor',
): DerivedFact<'count'> {
  return derive({
    kind: 'count',
    nullable: true,
    label: { tr: `RFM ${tr}`, en: `RFM ${en}` },
    help: { tr: '1 en düşük, 5 en yüksek.', en: '1 is lowest, 5 is highest.' },
    doc: `Score of 1 to 5 by the shop's cut points of ${fact}; null without an order.`,
    of: (facts, { rfm }) => {
      const value = facts[fact];
      return rfm === null || facts.orderCount === 0 || value === null ? null : scoreOf(value, rfm[which]);
    },
    sql: (scope) => {
      const { rfm } = scope.yardsticks;
      if (rfm === null) return 'NULL::integer';
      const cuts = rfm[which];
      const reached = cuts.map((cut) => {
        const bound = fact === 'lastOrderAt' ? scope.instant(cut) : scope.bind(cut, 'bigint');
        return ` + (${scope.column(fact)} >= ${bound})::integer`;
      });
      const isKnown = `${scope.column('orderCount')} > 0 AND ${scope.column(fact)} IS NOT NULL`;
      return `(CASE WHEN ${isKnown} THEN 1${reached.join('')} END)`;
    },
  });
}

const recencyScore = score({ tr: 'yenilik', en: 'recency' }, 'recency', 'lastOrderAt');
const frequencyScore = score({ tr: 'sıklık', en: 'frequency' }, 'frequency', 'orderCount');
const monetaryScore = score({ tr: 'harcama', en: 'monetary' }, 'monetary', 'spentMinor');

/** Named here, because their SQL may ask for one another. */
interface DerivedFacts {
  averageOrderMinor: DerivedFact<'money'>;
  refundedShare: DerivedFact<'ratio'>;
  usualGapMs: DerivedFact<'span'>;
  recencyScore: DerivedFact<'count'>;
  frequencyScore: DerivedFact<'count'>;
  monetaryScore: DerivedFact<'count'>;
  valueScore: DerivedFact<'count'>;
}

export const derivedFacts: DerivedFacts = {
  averageOrderMinor: derive({
    kind: 'money',
    nullable: true,
    label: { tr: 'Ortalama sepet', en: 'Average order value' },
    doc: 'Spent by the number of orders, rounded down; null without an order.',
    of: ({ orderCount, spentMinor }) => (orderCount === 0 ? null : Math.trunc(spentMinor / orderCount)),
    sql: ({ column }) =>
      `(CASE WHEN ${column('orderCount')} > 0 THEN ${column('spentMinor')} / ${column('orderCount')} END)`,
  }),
  refundedShare: derive({
    kind: 'ratio',
    nullable: true,
    label: { tr: 'İade oranı', en: 'Share refunded' },
    help: { tr: 'Brüt sipariş tutarının yüzdesi olarak.', en: 'In percent of the gross value of the orders.' },
    doc: 'Refunded by gross, in value; null where gross is nothing.',
    of: ({ grossMinor, refundedMinor }) => (grossMinor <= 0 ? null : refundedMinor / grossMinor),
    sql: ({ column }) =>
      `(CASE WHEN ${column('grossMinor')} > 0
        THEN ${column('refundedMinor')}::double precision / ${column('grossMinor')}::double precision END)`,
  }),
  usualGapMs: derive({
    kind: 'span',
    nullable: true,
    label: { tr: 'Siparişler arasındaki olağan süre', en: 'Usual time between orders' },
    help: {
      tr: 'Üçten az siparişi olanda mağazanın ortancası.',
      en: "The shop's median where there are fewer than three orders.",
    },
    doc: "Median of the customer's own gaps between orders, or the shop's median where there are fewer than three orders.",
    of: ({ ownGapMs }, { medianGapMs }) => ownGapMs ?? medianGapMs,
    sql: (scope) =>
      scope.yardsticks.medianGapMs === null
        ? scope.column('ownGapMs')
        : `COALESCE(${scope.column('ownGapMs')}, ${scope.bind(scope.yardsticks.medianGapMs, 'bigint')})`,
  }),
  recencyScore,
  frequencyScore,
  monetaryScore,
  valueScore: derive({
    kind: 'count',
    nullable: true,
    label: { tr: 'RFM sıklık ve harcama', en: 'RFM frequency and monetary' },
    help: { tr: 'İkisinin ortalaması; yarımlar yukarı yuvarlanır.', en: 'The average of both, halves rounded up.' },
    doc: 'Average of the frequency and the monetary score, rounded half up; null without an order.',
    of: (facts, yardsticks) => {
      const [frequency, monetary] = [frequencyScore.of(facts, yardsticks), monetaryScore.of(facts, yardsticks)];
      return frequency === null || monetary === null ? null : Math.trunc((frequency + monetary + 1) / 2);
    },
    sql: (scope) => `((${frequencyScore.sql(scope)} + ${monetaryScore.sql(scope)} + 1) / 2)`,
  }),
};
