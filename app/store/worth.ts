/** What a customer is worth, as partners are told of it: SQL over the facts, rounded so that nothing is sent again for what chance moves. */
import { currencyExponent } from '#app/core/money.ts';
import { sqlScope } from '#app/core/rules/sql/parameters.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { loadShop } from './shops.ts';
import { readYardsticks, yardsticksOf } from './yardsticks.ts';

export interface Worth {
  /** Of row `f` of the facts. Every placeholder that is bound has to be mentioned, that of `now` too. */
  scope: ReturnType<typeof sqlScope>;
  /** ISO 4217. */
  currency: string;
  /** What the customer has spent, in whole units of the currency. */
  spent: string;
  /** What the purchase model expects of the next year, with two digits that count; null for whom it says nothing of. */
  expected: string;
}

/** @param firstParameter The number of the first placeholder that is free. */
export async function worthOf(sql: ShopSql, now: number, firstParameter: number): Promise<Worth> {
  const shop = await loadShop(sql);
  const currency = shop?.currencyCode ?? '';
  const exponent = currencyExponent(currency) ?? 2;
  const yardsticks = yardsticksOf(await readYardsticks(sql), shop?.timezone ?? 'UTC', {});
  const scope = sqlScope({ now, yardsticks, alias: 'f', firstParameter });
  const units = (minor: string): string => `(${minor} / ${10 ** exponent}::numeric)`;
  const year = units(scope.column('expectedSpend365dMinor'));
  return {
    scope,
    currency,
    spent: `round(${units(scope.column('spentMinor'))}, ${exponent})`,
    expected: `CASE WHEN ${year} > 0 THEN round(${year}, least(1 - floor(log(${year}))::int, ${exponent})) ELSE ${year} END`,
  };
}
