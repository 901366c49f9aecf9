/** An order after a long gap: what the presets of those who came back have in common. */
import type { Rule } from '../rules/rule.ts';
import { answered } from './example.ts';

export const reactivationParameters = {
  gapDays: {
    kind: 'number',
    label: { tr: 'Önceki siparişten sonra geçen en az gün', en: 'Days since the order before, at least' },
    unit: 'days',
    default: 180,
    min: 1,
    max: 1825,
  },
  windowDays: {
    kind: 'number',
    label: { tr: 'Dönüş siparişinden sonraki gün', en: 'Days since the order of return' },
    unit: 'days',
    default: 30,
    min: 1,
    max: 365,
  },
} as const;

export function cameBack(gapDays: number, windowDays: number): Rule {
  return { is: 'did', event: 'ordered', afterGapDays: gapDays, window: { days: windowDays } };
}

/** As part of an example's facts: the last order that came 180 days or more after the one before was at this instant. */
export const cameBackAt = (at: number) =>
  answered({ ask: 'latest', times: 1, event: 'ordered', afterGapDays: 180 }, [at]);
