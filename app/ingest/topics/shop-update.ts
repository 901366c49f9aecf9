/** What the shop says of itself: its name, its currency, where and in which time zone it is. */
import { currencyExponent } from '#app/core/money.ts';
import type { Fields } from '../payloads/fields.ts';
import type { Topic } from './topic.ts';

export const shopUpdate: Topic = {
  topic: 'shop/update',
  scope: null,
  listedUnder: 'topics',
  read(shop, { toldAt }) {
    const currencyCode = shop.text('currency');
    if (currencyExponent(currencyCode) === null) return shop.refuse('currency', 'is not a currency');
    const countryCode = shop.textOrNull('country_code')?.toUpperCase() ?? '';
    return [
      {
        kind: 'shop-details',
        name: shop.text('name'),
        currencyCode,
        timezone: readTimezone(shop),
        countryCode: /^[A-Z]{2}$/.test(countryCode) ? countryCode : null,
        at: shop.instantOrNull('updated_at') ?? toldAt,
      },
    ];
  },
};

/** Null unless it is one that the time zone database has by an area and a place: an offset would not know of summer. */
function readTimezone(shop: Fields): string | null {
  const name = shop.textOrNull('iana_timezone') ?? '';
  if (!/^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone === '' ? null : name;
  } catch {
    return null;
  }
}
