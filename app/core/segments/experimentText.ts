/** The result of an experiment in sentences. */
import type { Locale } from '../text.ts';
import { type Comparison, type Difference, LEAST_BUYERS, LEAST_EXPOSED } from './experiment.ts';

/** `holdout`: those placed against those held out; `split`: one half against the other. */
export type ExperimentKind = 'holdout' | 'split';

interface Words {
  /** Where somebody ordered, the first group against the second. */
  groups: Record<ExperimentKind, string>;
  tooFew: string;
  more(difference: string, interval: string): string;
  fewer(difference: string, interval: string): string;
  same(first: string, second: string, difference: string, interval: string): string;
  dearer(difference: string, interval: string): string;
  cheaper(difference: string, interval: string): string;
  sameRevenue(difference: string, interval: string): string;
  interval(low: string, high: string): string;
}

const words: Record<Locale, Words> = {
  tr: {
    groups: { holdout: 'Gönderilenlerde, gönderilmeyenlere göre', split: 'A yarısında, B yarısına göre' },
    tooFew: `Karşılaştırmak için henüz erken: her grupta en az ${LEAST_EXPOSED} kişi, iki grupta toplam en az ${LEAST_BUYERS} sipariş veren gerekir.`,
    more: (difference, interval) => `100 kişide ${difference} kişi daha fazla sipariş verdi (${interval}).`,
    fewer: (difference, interval) => `100 kişide ${difference} kişi daha az sipariş verdi (${interval}).`,
    same: (first, second, difference, interval) =>
      `henüz kesin bir fark yok: 100 kişide ${first} kişiye karşı ${second} kişi sipariş verdi (fark ${difference}; ${interval}).`,
    dearer: (difference, interval) => `Kişi başına gelir ${difference} daha fazla (${interval}).`,
    cheaper: (difference, interval) => `Kişi başına gelir ${difference} daha az (${interval}).`,
    sameRevenue: (difference, interval) =>
      `Kişi başına gelirde henüz kesin bir fark yok (fark ${difference}; ${interval}).`,
    interval: (low, high) => `%95 aralık: ${low} ile ${high}`,
  },
  en: {
    groups: {
      holdout: 'Among those sent, compared with those held out,',
      split: 'In half A, compared with half B,',
    },
    tooFew: `Too early to compare: each group needs ${LEAST_EXPOSED} people, and the two together ${LEAST_BUYERS} who ordered.`,
    more: (difference, interval) => `${difference} more of every 100 people ordered (${interval}).`,
    fewer: (difference, interval) => `${difference} fewer of every 100 people ordered (${interval}).`,
    same: (first, second, difference, interval) =>
      `there is no clear difference yet: ${first} against ${second} of every 100 people ordered (difference ${difference}; ${interval}).`,
    dearer: (difference, interval) => `Revenue per person is ${difference} higher (${interval}).`,
    cheaper: (difference, interval) => `Revenue per person is ${difference} lower (${interval}).`,
    sameRevenue: (difference, interval) =>
      `There is no clear difference in revenue per person yet (difference ${difference}; ${interval}).`,
    interval: (low, high) => `95 % interval: ${low} to ${high}`,
  },
};

/** @param money Writes minor units of the shop's currency. */
export function experimentSentences(
  comparison: Comparison,
  kind: ExperimentKind,
  locale: Locale,
  money: (minor: number) => string,
): string[] {
  const say = words[locale];
  if (comparison.verdict === 'too-few') return [say.tooFew];
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const perHundred = (share: number): string => format.format(share * 100);
  const { share, revenueMinor, firstShare, secondShare } = comparison;
  return [
    `${say.groups[kind]} ${told(share, perHundred, say, {
      more: say.more,
      less: say.fewer,
      same: (difference, interval) => say.same(perHundred(firstShare), perHundred(secondShare), difference, interval),
    })}`,
    told(mapped(revenueMinor, Math.round), money, say, { more: say.dearer, less: say.cheaper, same: say.sameRevenue }),
  ];
}

type Saying = (difference: string, interval: string) => string;

/** A difference that is certainly above or below nothing is told by its size; one that may be nothing with its sign. */
function told(
  difference: Difference,
  write: (value: number) => string,
  { interval }: Words,
  say: { more: Saying; less: Saying; same: Saying },
): string {
  const { value, low, high } = difference;
  if (low > 0) return say.more(write(value), interval(write(low), write(high)));
  if (high < 0) return say.less(write(-value), interval(write(-high), write(-low)));
  return say.same(write(value), interval(write(low), write(high)));
}

const mapped = ({ value, low, high }: Difference, by: (value: number) => number): Difference => ({
  value: by(value),
  low: by(low),
  high: by(high),
});
