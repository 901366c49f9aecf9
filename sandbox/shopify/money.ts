// Minor units to the decimal strings Shopify sends: webhooks pad to the currency's digits ("12.30"), the Admin API
// drops trailing zeros down to one digit ("12.3", "10.0").

const digitsByCurrency = new Map<string, number>();

/** How many digits the currency has after the point: TRY 2, JPY 0, KWD 3. */
export function minorDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}

/** "12.30" from 1230 minor units of a two-digit currency; webhook money has at least two digits. */
export function webhookAmount(amountMinor: number, currency: string): string {
  return (amountMinor / 10 ** minorDigits(currency)).toFixed(Math.max(2, minorDigits(currency)));
}

/** "12.3" from 1230 minor units, "10.0" from 1000: the Admin API's Decimal. */
export function adminAmount(amountMinor: number, currency: string): string {
  return webhookAmount(amountMinor, currency).replace(/(\.\d+?)0+$/, '$1');
}
