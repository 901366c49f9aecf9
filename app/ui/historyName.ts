/** What a part of the shop's history is called. */
import type { TFunction } from 'i18next';

/** @param kind As the backfill is stored: `customers`, `orders`, or one that came later. */
export function historyName(t: TFunction, kind: string): string {
  return kind === 'customers' || kind === 'orders' ? t(`home.backfill.${kind}`) : t('home.backfill.other');
}
